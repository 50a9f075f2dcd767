/* tsv.c: reading tab-separated values, and how numbers are written. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "unit.h"

#include "common/out.h"
#include "common/size.h"
#include "common/tsv.h"

static struct tsv		tsv;
static const char *const	wanted[] = { "pid", "path" };

static void
begin(const char *text)
{
	tsv_text(&tsv, text, strlen(text), wanted, 2);
}

static void
field_is(int number, const char *text)
{
	ck_assert_uint_eq(tsv.field[number].length, strlen(text));
	ck_assert_mem_eq(tsv.field[number].text, text, strlen(text));
}

START_TEST(columns_are_found_by_name)
{
	begin("path\tother\tpid\n/a\tx1\t5\n\t-\t6\n");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(0, "5");
	field_is(1, "/a");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(0, "6");
	field_is(1, "");
	ck_assert_int_eq(tsv_next(&tsv), 0);
}
END_TEST

START_TEST(headers_are_skipped_or_followed)
{
	begin("pid\tpath\n1\ta\npid\tpath\n2\tb\npid\n3\n");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(1, "b");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(0, "3");
	ck_assert_ptr_null(tsv.field[1].text);
	ck_assert_int_eq(tsv_next(&tsv), 0);
}
END_TEST

START_TEST(lines_may_end_in_crlf)
{
	begin("pid\tpath\r\n1\ta\r\n2\t\r\n");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(1, "a");
	ck_assert_int_eq(tsv_next(&tsv), 1);
	field_is(1, "");
	ck_assert_int_eq(tsv_next(&tsv), 0);
}
END_TEST

static const char *const malformed[] = {
	"1\t2\n",
	"pid\tpath\n1\n",
	"pid\tpath\n1\t2\t3\n",
	"pid\tpath\n1\t2",
	"pid\tpath",
	"pid\tpath\n\n",
};

START_TEST(malformed_is_an_error)
{
	begin(malformed[_i]);
	ASSERT_FAILS(tsv_next(&tsv), EBADMSG);
}
END_TEST

START_TEST(numbers_are_checked)
{
	const struct {
		const char	*text;
		unsigned	 base;
		bool		 good;
		uint64_t	 value;
	} number[] = {
		{ "0", 10, true, 0 },
		{ "-", 10, true, UINT64_MAX },
		{ "18446744073709551614", 10, true, UINT64_MAX - 1 },
		{ "18446744073709551615", 10, false, 0 },
		{ "99999999999999999999", 10, false, 0 },
		{ "ff", 16, true, 255 },
		{ "ff", 10, false, 0 },
		{ "FF", 16, false, 0 },
		{ "", 10, false, 0 },
		{ "-1", 10, false, 0 },
		{ " 1", 10, false, 0 },
	};
	struct tsv_field	field;
	uint64_t		value;
	size_t			i;

	for (i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
		field.text = number[i].text;
		field.length = strlen(field.text);
		ck_assert_int_eq(tsv_number(&field, number[i].base, &value),
		    number[i].good);
		if (number[i].good)
			ck_assert_uint_eq(value, number[i].value);
	}
}
END_TEST

START_TEST(escapes_are_undone)
{
	struct tsv_field	field = { "a\\\\b\\t\\n\\x1b\\xff", 16 };
	const char		*bad[] = { "\\", "\\q", "\\x1", "\\xgg" };
	char			 to[32];
	size_t			 i;

	ck_assert_uint_eq(tsv_unsafe(&field, to), 7);
	ck_assert_mem_eq(to, "a\\b\t\n\033\377", 7);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		field.text = bad[i];
		field.length = strlen(bad[i]);
		ck_assert_uint_eq(tsv_unsafe(&field, to), SIZE_MAX);
	}
}
END_TEST

START_TEST(numbers_are_written)
{
	char	text[SIZE_TEXT];

	ck_assert_uint_eq(decimal_text(text, UINT64_MAX), 20);
	ck_assert_str_eq(text, "18446744073709551615");
	ck_assert_uint_eq(hex_text(text, UINT64_MAX, 8), 16);
	ck_assert_str_eq(text, "ffffffffffffffff");
	ck_assert_uint_eq(hex_text(text, 0, 1), 1);
	ck_assert_str_eq(text, "0");
	ck_assert_uint_eq(hex_text(text, 0xabc, 8), 8);
	ck_assert_str_eq(text, "00000abc");
}
END_TEST

UNIT_SUITE(
	TEST(columns_are_found_by_name),
	TEST(headers_are_skipped_or_followed),
	TEST(lines_may_end_in_crlf),
	EACH(malformed_is_an_error, malformed),
	TEST(numbers_are_checked),
	TEST(escapes_are_undone),
	TEST(numbers_are_written))
