/* pressure.c: pressure, swap areas, vmstat, arcstats. */
#include "unit.h"

START_TEST(pressure)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(PARSE(meminfo_pressure_parse,
	    "some avg10=1.25 avg60=100.00 avg300=0.01 total=12\n"
	    "full avg10=0.00 avg60=0.50 avg300=0.00 total=34\n"
	    "more avg10=9\n", &p), 0);
	ck_assert_uint_eq(p.some.avg10_centi, 125);
	ck_assert_uint_eq(p.some.avg60_centi, 10000);
	ck_assert_uint_eq(p.some.avg300_centi, 1);
	ck_assert_uint_eq(p.some.total_usec, 12);
	ck_assert_uint_eq(p.full.avg60_centi, 50);
	ck_assert_uint_eq(p.full.total_usec, 34);
}
END_TEST

START_TEST(pressure_without_full)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(PARSE(meminfo_pressure_parse,
	    "some avg10=0.00 total=12\n", &p), 0);
	ck_assert_uint_eq(p.some.avg60_centi, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.full.total_usec, MEMINFO_ABSENT);
}
END_TEST

static const char *const	bad_pressure[] = {
	"", "full avg10=0.00 total=1\n", "some avg10=0.00\n",
	"some avg10=0 total=1\n", "some avg10=0.0 total=1\n",
	"some avg10=100.01 total=1\n", "some avg10=-1.00 total=1\n",
	"some avg10=.00 total=1\n", "some avg10=0.00 total=x\n",
	"some avg10=0.00 total=1", "some avg10=184467440737095516.16 total=1\n",
};

START_TEST(malformed_pressure)
{
	struct meminfo_pressure	p;

	ASSERT_FAILS(PARSE(meminfo_pressure_parse, bad_pressure[_i], &p),
	    EBADMSG);
}
END_TEST

START_TEST(swap_areas)
{
	static const char	text[] =
	    "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	    "/dev/sda2                               partition\t8388604\t"
	    "\t12\t\t-2\n"
	    "/a\\040b\\040(deleted) file 4 0 32767\n";
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;

	meminfo_swaps_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 1);
	ck_assert_mem_eq(swap.name, "/dev/sda2", swap.name_length);
	ck_assert_uint_eq(swap.size, UINT64_C(8388604) * 1024);
	ck_assert_uint_eq(swap.used, 12 * 1024);
	ck_assert_int_eq(swap.priority, -2);
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 1);
	ck_assert_mem_eq(swap.name, "/a\\040b\\040(deleted)",
	    swap.name_length);
	ck_assert_int_eq(swap.priority, 32767);
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 0);
}
END_TEST

static const char *const	bad_swap[] = {
	"/x file 1 1\n", "/x file 1 1 1", "/x file a 1 1\n",
	"/x file 1 1 --1\n", "/x file 1 1 99999999999\n",
	"/x file 288230376151711744 1 1\n", "\n",
};

START_TEST(malformed_swap_areas)
{
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;

	meminfo_swaps_text(&it, bad_swap[_i], strlen(bad_swap[_i]));
	ASSERT_FAILS(meminfo_swaps_next(&it, &swap), EBADMSG);
}
END_TEST

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

START_TEST(arcstats)
{
	struct meminfo_arc	arc;

	ck_assert_int_eq(PARSE(meminfo_arc_parse,
	    "13 1 0x01 123\nname type data\nc_min 4 5\nsize 4 6\n"
	    "data_size 4 7\n", &arc), 0);
	ck_assert_uint_eq(arc.minimum, 5);
	ck_assert_uint_eq(arc.size, 6);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "c_min 4 5\n", &arc), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "size 4\n", &arc), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_arc_parse, "size 4 12", &arc), EBADMSG);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("pressure");
	TCase	*tc = tcase_create("pressure");

	tcase_add_test(tc, pressure);
	tcase_add_test(tc, pressure_without_full);
	tcase_add_loop_test(tc, malformed_pressure, 0,
	    (int)(sizeof(bad_pressure) / sizeof(bad_pressure[0])));
	tcase_add_test(tc, swap_areas);
	tcase_add_loop_test(tc, malformed_swap_areas, 0,
	    (int)(sizeof(bad_swap) / sizeof(bad_swap[0])));
	tcase_add_test(tc, vmstat);
	tcase_add_test(tc, arcstats);
	suite_add_tcase(suite, tc);
	return suite;
}
