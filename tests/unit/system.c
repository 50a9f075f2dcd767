/* system.c: /proc/meminfo. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "unit.h"

static struct meminfo_system s;

START_TEST(known_keys_are_bytes)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse,
	    "MemTotal:       1026448 kB\nMemFree:         238300 kB\n"
	    "HugePages_Total:       7\n", &s), 0);
	ck_assert_uint_eq(s.total, UINT64_C(1026448) * 1024);
	ck_assert_uint_eq(s.free, UINT64_C(238300) * 1024);
	ck_assert_uint_eq(s.hugepages_total_pages, 7);
}
END_TEST

START_TEST(missing_is_absent_and_zero_is_zero)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse,
	    "MemTotal: 1 kB\nSwapTotal: 0 kB\n", &s), 0);
	ck_assert_uint_eq(s.swap_total, 0);
	ck_assert_uint_eq(s.swap_free, MEMINFO_ABSENT);
	ck_assert_uint_eq(s.available, MEMINFO_ABSENT);
	ck_assert_uint_eq(s.hugetlb, MEMINFO_ABSENT);
}
END_TEST

START_TEST(order_and_unknown_keys_do_not_matter)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse,
	    "Nonsense\nSwapFree: 3 kB\nFuture(thing): lots\n:\n\n"
	    "MemTotalling: 9 kB\nXMemTotal: 9 kB\nMemTotal: 2 kB\n", &s), 0);
	ck_assert_uint_eq(s.swap_free, 3 * 1024);
	ck_assert_uint_eq(s.total, 2 * 1024);
}
END_TEST

/* Each of these would else be taken for a smaller or another number. */
static const char *const malformed[] = {
	"",
	"\n",
	"nothing here\n",
	"MemTotal:\n",
	"MemTotal: kB\n",
	"MemTotal: 12\n",			/* no unit */
	"MemTotal: 12 MB\n",
	"MemTotal: 12 kB kB\n",
	"MemTotal: -12 kB\n",
	"MemTotal: 0x12 kB\n",
	"MemTotal: 1 2 kB\n",
	"MemTotal: 12",				/* digits may be cut off */
	"MemTotal: 12 k",
	"HugePages_Total: 1",
	"HugePages_Total: 1 kB\n",
	"MemTotal: 9223372036854775808 kB\n",	/* 2^63 */
	"MemTotal: 18446744073709551616 kB\n",	/* 2^64 */
	"MemTotal: 18014398509481984 kB\n",	/* times 1024 is 2^64 */
	"HugePages_Total: 9223372036854775808\n",
};

START_TEST(malformed_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_system_parse, malformed[_i], &s), EBADMSG);
}
END_TEST

START_TEST(a_wrong_number_goes_alone)
{
	char	text[256];

	snprintf(text, sizeof(text), "Buffers: 4 kB\n%s", malformed[_i]);
	ck_assert_int_eq(PARSE(meminfo_system_parse, text, &s), 0);
	ck_assert_uint_eq(s.buffers, 4096);
	ck_assert_uint_eq(s.total, MEMINFO_ABSENT);
	ck_assert_uint_eq(s.hugepages_total_pages, MEMINFO_ABSENT);
	if (malformed[_i][0] != 'M' && malformed[_i][0] != 'H') {
		ck_assert_uint_eq(s.wrong.count, 0);
		return;
	}
	ck_assert_uint_eq(s.wrong.count, 1);
	ck_assert_str_eq(s.wrong.key[0], malformed[_i][0] == 'M' ?
	    "MemTotal" : "HugePages_Total");
}
END_TEST

START_TEST(a_key_ends_at_its_colon)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse,
	    "MemTotal:16 kB\nHugePages_Total:3\n", &s), 0);
	ck_assert_uint_eq(s.total, 16384);
	ck_assert_uint_eq(s.hugepages_total_pages, 3);
	ck_assert_uint_eq(s.wrong.count, 0);
}
END_TEST

START_TEST(last_line_may_lack_its_newline_if_complete)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse, "MemTotal: 12 kB", &s),
	    0);
	ck_assert_uint_eq(s.total, 12 * 1024);
}
END_TEST

START_TEST(text_needs_no_nul)
{
	static const char	text[] = "MemTotal: 12 kB\nMemFree: 345 kB\n";

	ck_assert_int_eq(meminfo_system_parse(text, strlen("MemTotal: 12 kB\n"),
	    &s), 0);
	ck_assert_uint_eq(s.total, 12 * 1024);
	ck_assert_uint_eq(s.free, MEMINFO_ABSENT);
}
END_TEST

START_TEST(a_missing_file_is_enoent)
{
	int	root = meminfo_root_open("tests/fixtures");

	ck_assert_int_ge(root, 0);
	ASSERT_FAILS(meminfo_system_read(root, &s), ENOENT);
}
END_TEST

START_TEST(this_machine_has_memory)
{
	ck_assert_int_eq(meminfo_system_read(MEMINFO_HOST, &s), 0);
	ck_assert_uint_gt(s.total, 0);
	ck_assert_uint_le(s.free, s.total);
}
END_TEST

UNIT_SUITE(
	TEST(known_keys_are_bytes),
	TEST(missing_is_absent_and_zero_is_zero),
	TEST(order_and_unknown_keys_do_not_matter),
	EACH(malformed_is_an_error, malformed),
	EACH(a_wrong_number_goes_alone, malformed),
	TEST(a_key_ends_at_its_colon),
	TEST(last_line_may_lack_its_newline_if_complete),
	TEST(text_needs_no_nul),
	TEST(a_missing_file_is_enoent),
	TEST(this_machine_has_memory))
