/* available.c: MemAvailable, the kernel's or the estimate. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct meminfo_system	s;

/* Each is worked out by hand from the formula in available.c. */
static const struct {
	const char	*text;
	uint64_t	 low, expected;
} estimate[] = {
	/* The kernel's word counts. */
	{ "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 50 kB\n", 0,
	    50 * 1024 },
	/* Zero is its word too. */
	{ "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 0 kB\n", 0, 0 },
	/* More than there is (LXC): free. */
	{ "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 101 kB\n", 0,
	    10 * 1024 },
	/* 100 - 10 + (200 - 10) + (60 - 10) */
	{ "MemTotal: 1000 kB\nMemFree: 100 kB\nActive(file): 120 kB\n"
	    "Inactive(file): 80 kB\nSReclaimable: 60 kB\n", 10 * 1024,
	    330 * 1024 },
	/* 100 - 50 + (20 - 10) + (6 - 3): half, where that is less */
	{ "MemTotal: 1000 kB\nMemFree: 100 kB\nActive(file): 12 kB\n"
	    "Inactive(file): 8 kB\nSReclaimable: 6 kB\n", 50 * 1024,
	    63 * 1024 },
	/* below 0 is 0 */
	{ "MemTotal: 1000 kB\nMemFree: 10 kB\nActive(file): 0 kB\n"
	    "Inactive(file): 0 kB\n", 50 * 1024, 0 },
	/* No file lists, no estimate. */
	{ "MemTotal: 1000 kB\nMemFree: 10 kB\n", 50 * 1024, MEMINFO_ABSENT },
	{ "MemTotal: 1000 kB\nMemFree: 10 kB\nActive(file): 0 kB\n"
	    "Inactive(file): 0 kB\n", MEMINFO_ABSENT, MEMINFO_ABSENT },
};

START_TEST(estimates)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse, estimate[_i].text, &s),
	    0);
	ck_assert_uint_eq(meminfo_system_available(&s, estimate[_i].low),
	    estimate[_i].expected);
}
END_TEST

/* min_free_kbytes 11352 * 5/4 = 14190 kB where there is no zoneinfo. */
START_TEST(without_zoneinfo_min_free_kbytes_serves)
{
	int	root = fixture_open("linux-2.6.32");

	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	ck_assert_uint_eq(meminfo_system_available_read(root, &s) / 1024,
	    512336 - 14190 + (1807908 + 2637704 - 14190) + (498112 - 14190));
}
END_TEST

START_TEST(zoneinfo_serves_where_it_is)
{
	const uint64_t	low = (41 + 7485 + 34705) * 4;
	int		root = fixture_open("linux-3.10");

	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	ck_assert_uint_eq(meminfo_system_available_read(root, &s) / 1024,
	    1202204 - low + (4906392 + 3893772 - low) + (890304 - low));
}
END_TEST

START_TEST(a_kernel_without_file_lists_gives_none)
{
	int	root = fixture_open("linux-2.6.18");

	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	ck_assert_uint_eq(meminfo_system_available_read(root, &s),
	    MEMINFO_ABSENT);
}
END_TEST

UNIT_SUITE(
	EACH(estimates, estimate),
	TEST(without_zoneinfo_min_free_kbytes_serves),
	TEST(zoneinfo_serves_where_it_is),
	TEST(a_kernel_without_file_lists_gives_none))
