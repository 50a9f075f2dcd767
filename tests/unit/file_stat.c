/* file_stat.c: what a file is, without waiting for a server. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "unit.h"

/* The same as fstat(2) says, of a file that has no name any more. */
START_TEST(as_fstat_says)
{
	FILE			*file = tmpfile();
	struct meminfo_file	out;
	struct stat		st;
	uint64_t		id;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs("twelve bytes", file), 0);
	ck_assert_int_eq(fflush(file), 0);
	ck_assert_int_eq(fstat(fileno(file), &st), 0);
	ck_assert_int_eq(meminfo_file_stat(fileno(file), "", AT_EMPTY_PATH,
	    &out), 0);
	ck_assert_uint_eq(out.type, S_IFREG);
	ck_assert_uint_eq(out.links, 0);
	ck_assert_uint_eq(out.uid, st.st_uid);
	ck_assert_uint_eq(out.device_major, major(st.st_dev));
	ck_assert_uint_eq(out.device_minor, minor(st.st_dev));
	ck_assert_uint_eq(out.inode, st.st_ino);
	ck_assert_uint_eq(out.size, 12);
	ck_assert_uint_eq(out.allocated, (uint64_t)st.st_blocks * 512);
	if (out.mount_id != MEMINFO_ABSENT &&
	    meminfo_mount_id(fileno(file), &id) == 0)
		ck_assert_uint_eq(out.mount_id, id);
	fclose(file);
}
END_TEST

START_TEST(errors)
{
	struct meminfo_file	out;

	ASSERT_FAILS(meminfo_file_stat(AT_FDCWD, "/proc/none", 0, &out),
	    ENOENT);
	ASSERT_FAILS(meminfo_file_stat(-1, "", AT_EMPTY_PATH, &out), EBADF);
}
END_TEST

UNIT_SUITE(
	TEST(as_fstat_says),
	TEST(errors))
