/* pairs.c: every key of a file, known or not. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

START_TEST(every_key_comes_by_iteration)
{
	static const char	text[] =
	    "MemTotal: 2 kB\nHugePages_Free: 3\nStrange: 4\n";
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;

	meminfo_pairs_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_mem_eq(pair.key, "MemTotal", pair.key_length);
	ck_assert_uint_eq(pair.value, 2048);
	ck_assert_int_eq(pair.unit, MEMINFO_BYTES);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_int_eq(pair.unit, MEMINFO_PAGES);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_uint_eq(pair.value, 4);
	ck_assert_int_eq(pair.unit, MEMINFO_COUNT);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 0);
}
END_TEST

START_TEST(numbers_that_cannot_be_true)
{
	static const char	text[] = "ShadowCallStack:7 kB\n"
	    "SwapFree: 18446744073709551488 kB\nWord\n\nLast: 1\n";
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;

	meminfo_pairs_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_uint_eq(pair.key_length, strlen("ShadowCallStack"));
	ck_assert_uint_eq(pair.value, 7168);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_mem_eq(pair.key, "SwapFree", pair.key_length);
	ck_assert_uint_eq(pair.value, MEMINFO_ABSENT);
	ck_assert_int_eq(pair.unit, MEMINFO_BYTES);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_mem_eq(pair.key, "Word", pair.key_length);
	ck_assert_uint_eq(pair.value, MEMINFO_ABSENT);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_uint_eq(pair.value, 1);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 0);
}
END_TEST

START_TEST(no_number_is_no_such_file)
{
	static const char	text[] = "root:x:y\nmore of it\n";
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;

	meminfo_pairs_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 1);
	ASSERT_FAILS(meminfo_pairs_next(&it, &pair), EBADMSG);
	ck_assert_int_eq(meminfo_pairs_next(&it, &pair), 0);
}
END_TEST

START_TEST(a_file)
{
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;
	int			more, keys = 0;

	ck_assert_int_eq(meminfo_pairs_open(&it, fixture_open("article"),
	    "/proc/meminfo"), 0);
	while ((more = meminfo_pairs_next(&it, &pair)) == 1)
		keys++;
	ck_assert_int_eq(more, 0);
	ck_assert_int_eq(keys, 6);
	meminfo_pairs_close(&it);
}
END_TEST

UNIT_SUITE(
	TEST(every_key_comes_by_iteration),
	TEST(numbers_that_cannot_be_true),
	TEST(no_number_is_no_such_file),
	TEST(a_file))
