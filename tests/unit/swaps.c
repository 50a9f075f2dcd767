/* swaps.c: areas of swap. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

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
	"/x file 1 1\n", "/x file 1 1 1",
	"/x file 1 1 --1\n", "/x file 1 1 99999999999\n", "\n",
};

START_TEST(a_wrong_size_goes_alone)
{
	static const char	text[] =
	    "/x file 288230376151711744 1 1\n/y file 1 z 1\n";
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;

	meminfo_swaps_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 1);
	ck_assert_uint_eq(swap.size, MEMINFO_ABSENT);
	ck_assert_uint_eq(swap.used, 1024);
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 1);
	ck_assert_uint_eq(swap.size, 1024);
	ck_assert_uint_eq(swap.used, MEMINFO_ABSENT);
}
END_TEST

START_TEST(malformed_swap_areas)
{
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;

	meminfo_swaps_text(&it, bad_swap[_i], strlen(bad_swap[_i]));
	ASSERT_FAILS(meminfo_swaps_next(&it, &swap), EBADMSG);
}
END_TEST

START_TEST(a_file)
{
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;

	ck_assert_int_eq(meminfo_swaps_open(&it, fixture_open("linux-6.18")),
	    0);
	ck_assert_int_eq(meminfo_swaps_next(&it, &swap), 0);
	meminfo_swaps_close(&it);
	ASSERT_FAILS(meminfo_swaps_open(&it, fixture_open("article")), ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(swap_areas),
	TEST(a_wrong_size_goes_alone),
	EACH(malformed_swap_areas, bad_swap),
	TEST(a_file))
