/* zones.c: watermarks and free pages of zones. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static const char	zoneinfo[] =
    "Node 0, zone      DMA\n"
    "  per-node stats\n      nr_low 7\n"
    "  pages free     3840\n        min      1\n        low      58\n"
    "        high     69\n  pagesets\n    cpu: 0\n"
    "              low:     900\n              high:    0\n"
    "Node 1, zone   Normal\n  pages free     1\n        low      1000\n";

START_TEST(low_watermarks_add_up_by_node)
{
	struct meminfo_zones	zones;

	ck_assert_int_eq(PARSE(meminfo_zones_parse, zoneinfo, -1, &zones), 0);
	ck_assert_uint_eq(zones.low_pages, 1058);
	ck_assert_int_eq(PARSE(meminfo_zones_parse, zoneinfo, 0, &zones), 0);
	ck_assert_uint_eq(zones.low_pages, 58);
	ck_assert_int_eq(PARSE(meminfo_zones_parse, zoneinfo, 7, &zones), 0);
	ck_assert_uint_eq(zones.low_pages, MEMINFO_ABSENT);
}
END_TEST

/* The sum of the zones that tell would be less than that of all. */
static const char *const	unknown[] = {
	"Node 0, zone DMA\n low x\n managed 7\n",
	"Node 0, zone DMA\n managed 7\n low 12",
	"Node 0, zone DMA\n managed 7\n low 18446744073709551615\n",
	"Node 0, zone DMA\n managed 3\nNode 0, zone DMA32\n managed 4\n low 1\n",
};

START_TEST(a_sum_without_one_zone_is_not_known)
{
	struct meminfo_zones	zones;

	ck_assert_int_eq(PARSE(meminfo_zones_parse, unknown[_i], -1, &zones),
	    0);
	ck_assert_uint_eq(zones.low_pages, MEMINFO_ABSENT);
	ck_assert_uint_eq(zones.managed_pages, 7);
}
END_TEST

START_TEST(free_pages_on_lists_of_processors)
{
	struct meminfo_zones	zones;

	ck_assert_int_eq(PARSE(meminfo_zones_parse,
	    "Node 0, zone DMA\n  pagesets\n    cpu: 0\n"
	    "              count:    12\n    cpu: 1\n"
	    "              count:    3\n", -1, &zones), 0);
	ck_assert_uint_eq(zones.percpu_free_pages, 15);
	ck_assert_uint_eq(zones.low_pages, MEMINFO_ABSENT);
}
END_TEST

START_TEST(a_file)
{
	struct meminfo_zones	zones;

	ck_assert_int_eq(meminfo_zones_read(fixture_open("linux-3.10"), -1,
	    &zones), 0);
	ck_assert_uint_eq(zones.low_pages, 41 + 7485 + 34705);
	ASSERT_FAILS(meminfo_zones_read(fixture_open("article"), -1, &zones),
	    ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(low_watermarks_add_up_by_node),
	TEST(free_pages_on_lists_of_processors),
	LOOP(a_sum_without_one_zone_is_not_known, 4),
	TEST(a_file))
