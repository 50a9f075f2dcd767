/* hugepages.c: reserved huge pages of every size. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define KIB UINT64_C(1024)

static struct meminfo_system	s;
static struct meminfo_partition	p;

static const struct meminfo_extra	nothing = {
	NULL, NULL, MEMINFO_ABSENT, MEMINFO_ABSENT, MEMINFO_ABSENT,
	MEMINFO_ABSENT, MEMINFO_ABSENT, MEMINFO_ABSENT
};

START_TEST(huge_pages_of_every_size)
{
	struct meminfo_hugepages	huge;
	struct meminfo_extra		extra = nothing;
	int				root = fixture_open("linux-5.15");

	ck_assert_int_eq(meminfo_hugepages_read(root, &huge), 0);
	ck_assert_uint_eq(huge.total, (512 * 2048 + 1048576) * KIB);
	ck_assert_uint_eq(huge.free, (128 * 2048 + 1048576) * KIB);
	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	/* The kernel's own sum of all sizes. */
	ck_assert_uint_eq(huge.total, s.hugetlb);
	extra.huge = &huge;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	ck_assert_uint_eq(p.hugepages_used, 384 * 2048 * KIB);
	ck_assert_int_eq(meminfo_partition_make(&s, &nothing, &p), 0);
	ck_assert_uint_eq(p.hugepages_free, 128 * 2048 * KIB);
	ASSERT_FAILS(meminfo_hugepages_read(fixture_open("article"), &huge),
	    ENOENT);
}
END_TEST

START_TEST(pools_of_each_size)
{
	struct meminfo_hugepools	it;
	struct meminfo_hugepool		pool;
	int				found = 0, root;

	root = fixture_open("holders");
	ck_assert_int_eq(meminfo_hugepools_open(&it, root), 0);
	while (meminfo_hugepools_next(&it, &pool) == 1) {
		found++;
		if (pool.size != 2048 * KIB)
			continue;
		ck_assert_uint_eq(pool.total_pages, 8);
		ck_assert_uint_eq(pool.free_pages, 5);
		ck_assert_uint_eq(pool.reserved_pages, 2);
		ck_assert_uint_eq(pool.surplus_pages, 1);
	}
	ck_assert_int_eq(found, 2);
	meminfo_hugepools_close(&it);
}
END_TEST

UNIT_SUITE(
	TEST(huge_pages_of_every_size),
	TEST(pools_of_each_size))
