/* arc.c: ZFS' cache. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

START_TEST(arcstats)
{
	struct meminfo_arc	arc;

	ck_assert_int_eq(PARSE(meminfo_arc_parse,
	    "13 1 0x01 123\nname type data\nc_min 4 5\nsize 4 6\n"
	    "data_size 4 7\n", &arc), 0);
	ck_assert_uint_eq(arc.minimum, 5);
	ck_assert_uint_eq(arc.size, 6);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "c_max 4 5\n", &arc), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "size 4\n", &arc), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "size 4 12", &arc), EBADMSG);
}
END_TEST

START_TEST(a_file)
{
	struct meminfo_arc	arc;

	ck_assert_int_eq(meminfo_arc_read(fixture_open("zfs"), &arc), 0);
	ck_assert_uint_eq(arc.size, 8204112897);
	ck_assert_uint_eq(arc.minimum, 520579840);
	ASSERT_FAILS(meminfo_arc_read(fixture_open("article"), &arc), ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(arcstats),
	TEST(a_file))
