/* vmstat.c: /proc/vmstat. */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

START_TEST(vmstat)
{
	struct meminfo_vmstat	v;

	ck_assert_int_eq(PARSE(meminfo_vmstat_parse,
	    "nr_free_pages 1\npswpin 2\ndrop_pagecache 3\ndrop_slab 4\n"
	    "drop_slabs 9\n", &v), 0);
	ck_assert_uint_eq(v.swap_in_pages, 2);
	ck_assert_uint_eq(v.drop_pagecache, 3);
	ck_assert_uint_eq(v.drop_slab, 4);
	ck_assert_uint_eq(v.oom_kill, MEMINFO_ABSENT);
	ASSERT_FAILS(PARSE(meminfo_vmstat_parse, "pswpin two\n", &v), EBADMSG);
	ck_assert_int_eq(meminfo_vmstat_read(MEMINFO_HOST, &v), 0);
}
END_TEST

UNIT_SUITE(
	TEST(vmstat))
