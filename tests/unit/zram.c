/* zram.c: memory of compressed block devices. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

START_TEST(the_sum_of_all_devices)
{
	struct meminfo_zram	zram;

	ck_assert_int_eq(meminfo_zram_read(fixture_open("holders"), &zram),
	    0);
	ck_assert_uint_eq(zram.original, 4194304 + 1048576);
	ck_assert_uint_eq(zram.compressed, 81920 + 4096);
	ck_assert_uint_eq(zram.used, 131072 + 20480);
	ck_assert_uint_eq(zram.limit, 1073741824);
	ck_assert_uint_eq(zram.peak, 262144 + 20480);
	ASSERT_FAILS(meminfo_zram_read(fixture_open("numa"), &zram), ENOENT);
}
END_TEST

START_TEST(an_impossible_number_goes_alone)
{
	struct meminfo_zram	zram;

	ck_assert_int_eq(PARSE(meminfo_zram_parse,
	    "1 18446744073709551615 3 x 5 6\n", &zram), 0);
	ck_assert_uint_eq(zram.original, 1);
	ck_assert_uint_eq(zram.compressed, MEMINFO_ABSENT);
	ck_assert_uint_eq(zram.used, 3);
	ck_assert_uint_eq(zram.limit, MEMINFO_ABSENT);
	ck_assert_uint_eq(zram.peak, 5);
}
END_TEST

static const char *const	malformed[] = {
	"", "\n", "1 2 3 4", "1 2 3 4\n5\n", "a b c d e\n",
};

START_TEST(malformed_texts)
{
	struct meminfo_zram	zram;

	ASSERT_FAILS(PARSE(meminfo_zram_parse, malformed[_i], &zram),
	    EBADMSG);
}
END_TEST

UNIT_SUITE(
	TEST(the_sum_of_all_devices),
	TEST(an_impossible_number_goes_alone),
	LOOP(malformed_texts, 5))
