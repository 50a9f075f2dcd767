/* inodes.c: a set of files, by device and inode. */
/* SPDX-License-Identifier: MIT */
#include "common/inodes.h"
#include "unit.h"

START_TEST(each_file_once)
{
	struct inodes	set = { NULL, 0, 0, 0 };
	uint64_t	inode;

	ck_assert_ptr_null(inodes_find(&set, 1, 1));
	for (inode = 0; inode < 10000; inode++)
		ck_assert(!inodes_seen(&set, inode % 7, inode));
	for (inode = 0; inode < 10000; inode++) {
		ck_assert(inodes_seen(&set, inode % 7, inode));
		ck_assert(!inodes_seen(&set, 7, inode));
	}
	ck_assert_uint_eq(set.used, 20000);
	inodes_free(&set);
}
END_TEST

START_TEST(numbers_are_kept)
{
	struct inodes	set = { NULL, 0, 0, 0 };
	uint64_t	*value, i;
	bool		added;

	for (i = 1; i < 1000; i++) {
		value = inodes_add(&set, i, i << 40, &added);
		ck_assert_ptr_nonnull(value);
		ck_assert(added);
		ck_assert_uint_eq(*value, 0);
		*value = i;
	}
	for (i = 1; i < 1000; i++) {
		value = inodes_find(&set, i, i << 40);
		ck_assert_ptr_nonnull(value);
		ck_assert_uint_eq(*value, i);
		ck_assert_ptr_eq(inodes_add(&set, i, i << 40, &added), value);
		ck_assert(!added);
	}
	ck_assert_ptr_null(inodes_find(&set, 1, 1));
	inodes_free(&set);
}
END_TEST

UNIT_SUITE(
	TEST(each_file_once),
	TEST(numbers_are_kept))
