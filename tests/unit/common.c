/* common.c: what the commands share: sizes, safe names, numbers, the table. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "common/parse.h"
#include "common/table.h"

#include "unit.h"

/* --- sizes: golden values from procps free 4.0.2 on the same meminfo ----- */

static const struct {
	int64_t			 kib;
	struct size_format	 format;
	const char		*text;
} size[] = {
	{ 1026448, { 2, false, false }, "1002" },
	{ 65837380, { 0, false, false }, "67417477120" },
	{ 65837380, { 1, true, false }, "67417477" },
	{ 65837380, { 0, false, true }, "62Gi" },
	{ 65837380, { 0, true, true }, "67G" },
	{ 1308012, { 0, false, true }, "1.2Gi" },
	{ 0, { 0, false, true }, "0B" },
	{ 1, { 0, false, true }, "1.0Ki" },
	{ 1023, { 0, false, true }, "1.0Mi" },
	{ 10239999, { 0, false, true }, "9.8Gi" },
	{ INT64_C(8796093022208), { 0, false, true }, "8.0Pi" },
	{ INT64_C(8796093022208), { 0, true, true }, "9.0P" },
	{ INT64_C(-8796093022208), { 0, false, true }, "-8Pi" },
	{ -102400, { 0, false, true }, "-100Mi" },
	{ -5, { 2, false, false }, "0" },
	{ -5000, { 1, false, false }, "-5000" },
};

START_TEST(sizes)
{
	char	text[SIZE_TEXT];

	ck_assert_uint_eq(size_text(text, size[_i].kib * 1024,
	    &size[_i].format), strlen(size[_i].text));
	ck_assert_str_eq(text, size[_i].text);
}
END_TEST

/* --- safe names ----------------------------------------------------------- */

static const struct {
	const char	*from, *to;
	size_t		 columns;
} name[] = {
	{ "plain (name) ~", "plain (name) ~", 14 },
	{ "a\tb\nc\\d", "a\\tb\\nc\\\\d", 10 },
	{ "\033[31mred\r\a\177", "\\x1b[31mred\\x0d\\x07\\x7f", 23 },
	{ "h\303\251\342\202\254\360\237\230\200",
	    "h\303\251\342\202\254\360\237\230\200", 4 },
	{ "\302\205", "\\xc2\\x85", 8 },		/* C1 */
	{ "\342\200\256x", "\\xe2\\x80\\xaex", 13 },	/* right-to-left */
	{ "\342\201\246", "\\xe2\\x81\\xa6", 12 },	/* isolate */
	{ "\342\200\250", "\\xe2\\x80\\xa8", 12 },	/* line separator */
	{ "\377\300\257", "\\xff\\xc0\\xaf", 12 },	/* no UTF-8 */
	{ "\355\240\200", "\\xed\\xa0\\x80", 12 },	/* a surrogate */
	{ "\364\220\200\200", "\\xf4\\x90\\x80\\x80", 16 },	/* too large */
	{ "\340\200\200", "\\xe0\\x80\\x80", 12 },	/* overlong */
	{ "a\342\200\213b", "a\\xe2\\x80\\x8bb", 14 },	/* zero width */
	{ "\357\273\277x", "\\xef\\xbb\\xbfx", 13 },	/* byte order mark */
	{ "\363\240\201\201x", "\\xf3\\xa0\\x81\\x81x", 17 },	/* a tag */
	{ "\357\277\271", "\\xef\\xbf\\xb9", 12 },	/* annotation */
	{ "a\302\240b", "a\\xc2\\xa0b", 10 },	/* no-break space */
	{ "\343\200\200\343\201\202", "\343\200\200\343\201\202", 2 },
	{ "cut\342\202", "cut\\xe2\\x82", 11 },
	{ "-", "\\x2d", 4 },				/* not absent */
	{ "--", "--", 2 },
	{ "", "", 0 },
};

START_TEST(names)
{
	struct out	out;
	size_t		columns;

	out_begin(&out, -1);
	columns = out_safe(&out, name[_i].from, strlen(name[_i].from));
	ck_assert_uint_eq(columns, name[_i].columns);
	ck_assert_uint_eq(out.used, strlen(name[_i].to));
	ck_assert_mem_eq(out.buffer, name[_i].to, out.used);
}
END_TEST

START_TEST(a_nul_is_escaped)
{
	struct out	out;

	out_begin(&out, -1);
	out_safe(&out, "a\0b", 3);
	ck_assert_uint_eq(out.used, 6);
	ck_assert_mem_eq(out.buffer, "a\\x00b", 6);
}
END_TEST

/* --- output --------------------------------------------------------------- */

START_TEST(lost_output_is_an_error_for_good)
{
	struct out	out;
	int		fd = open("/dev/full", O_WRONLY);

	ck_assert_int_ge(fd, 0);
	out_begin(&out, fd);
	out_fill(&out, 'x', 3 * sizeof(out.buffer));
	ck_assert_int_eq(out.error, ENOSPC);
	ASSERT_FAILS(out_flush(&out), ENOSPC);
	out_text(&out, "more");
	ASSERT_FAILS(out_flush(&out), ENOSPC);
}
END_TEST

START_TEST(more_than_the_buffer_arrives)
{
	struct out	out;
	char		byte;
	size_t		count = 0;
	int		fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	out_begin(&out, fd[1]);
	out_fill(&out, 'x', sizeof(out.buffer) + 5000);
	ck_assert_int_eq(out_flush(&out), 0);
	close(fd[1]);
	while (read(fd[0], &byte, 1) == 1)
		count++;
	ck_assert_uint_eq(count, sizeof(out.buffer) + 5000);
}
END_TEST

/* --- numbers -------------------------------------------------------------- */

static const struct {
	const char	*text;
	int64_t		 expected;	/* 0: refused */
} seconds[] = {
	{ "1", 1000000000 }, { "0.5", 500000000 }, { "0,25", 250000000 },
	{ ".1", 100000000 }, { "86400", INT64_C(86400000000000) },
	{ "0", 0 }, { "", 0 }, { ".", 0 }, { "-1", 0 }, { "1y", 0 },
	{ "inf", 0 }, { "nan", 0 }, { "1e3", 0 }, { "0x10", 0 }, { "1.2.3", 0 },
	{ "1,2,3", 0 }, { "99999999999999", 0 }, { " 1", 0 },
	{ "0.0000000001", 0 },
};

START_TEST(seconds_are_parsed_or_refused)
{
	int64_t	ns = 0;

	ck_assert_int_eq(parse_duration(seconds[_i].text, &ns),
	    seconds[_i].expected != 0);
	if (seconds[_i].expected != 0)
		ck_assert_int_eq(ns, seconds[_i].expected);
}
END_TEST

static const struct {
	const char	*text;
	int64_t		 expected;	/* 0: refused */
} count[] = {
	{ "1", 1 }, { "9223372036854775807", INT64_MAX },
	{ "9223372036854775808", 0 }, { "0", 0 }, { "", 0 }, { "-1", 0 },
	{ "+1", 1 }, { "++1", 0 }, { "+", 0 }, { " 1", 0 }, { "1x", 0 },
	{ "x", 0 },
};

START_TEST(counts_are_parsed_or_refused)
{
	int64_t	value = 0;

	ck_assert_int_eq(parse_count(count[_i].text, &value),
	    count[_i].expected != 0);
	if (count[_i].expected != 0)
		ck_assert_int_eq(value, count[_i].expected);
}
END_TEST

/* Only the first length bytes are read; numbers go up to 4294967295. */
static const struct {
	const char	*text;
	size_t		 length;
	int64_t		 expected;	/* -1: refused */
} digits[] = {
	{ "4294967295", 10, UINT32_MAX }, { "4294967296", 10, -1 },
	{ "99999999999999999999999999", 26, -1 }, { "0", 1, 0 },
	{ "007", 3, 7 }, { "12,13", 2, 12 }, { "12,13", 5, -1 },
	{ "", 0, -1 }, { "-1", 2, -1 }, { "+1", 2, -1 }, { " 1", 2, -1 },
};

START_TEST(digits_are_parsed_or_refused)
{
	uint64_t	value = 0;

	ck_assert_int_eq(parse_digits(digits[_i].text, digits[_i].length,
	    UINT32_MAX, &value), digits[_i].expected != -1);
	if (digits[_i].expected != -1)
		ck_assert_uint_eq(value, (uint64_t)digits[_i].expected);
}
END_TEST

/* --- the table ------------------------------------------------------------ */

struct row {
	const char	*name;
	uint64_t	 size;
	uint64_t	 number;
	double		 share;
	uint64_t	 when;
};

#define CELL(member, title, width, type) \
	{ #member, title, width, type, offsetof(struct row, member), "", 0 }

static const struct column	columns[] = {
	CELL(name, "NAME", -6, COLUMN_TEXT),
	CELL(size, "SIZE", 6, COLUMN_BYTES),
	CELL(number, "N", 4, COLUMN_COUNT),
	CELL(share, "%", 6, COLUMN_PERCENT),
	CELL(when, "WHEN", 7, COLUMN_MSEC),
	{ .name = NULL }
};

static struct out	out;
static struct table	table;

static void
table_begin(const char *list, bool tsv)
{
	out_begin(&out, -1);
	table = (struct table){ .out = &out, .size = { 1, false, false },
	    .tsv = tsv, .header = true };
	ck_assert(table_choose(&table, columns, list));
}

static void
printed(const char *expected)
{
	out.buffer[out.used] = '\0';
	ck_assert_str_eq(out.buffer, expected);
}

START_TEST(text_is_aligned)
{
	const struct row	row = { "a", 2048, 7, 1.5, 1234 };

	table_begin("name,size,number,share,when", false);
	table_header(&table);
	table_row(&table, &row);
	printed("NAME     SIZE    N      %    WHEN\n"
	    "a           2    7   1.50   1.234\n");
}
END_TEST

START_TEST(tsv_is_whole_bytes)
{
	const struct row	row = { "a\tb", 2048, CELL_EMPTY, NAN,
	    CELL_ABSENT };

	table_begin("name,size,number,share,when", true);
	table_header(&table);
	table_row(&table, &row);
	printed("name\tsize\tnumber\tshare\twhen\na\\tb\t2048\t-\t-\t-\n");
}
END_TEST

START_TEST(no_line_ends_in_blanks)
{
	const struct row	row = { "x", 1024, CELL_EMPTY, NAN,
	    CELL_EMPTY };

	table_begin("size,number,when,name", false);
	table_row(&table, &row);
	table_begin("size,number,when", false);
	table_row(&table, &row);
	printed("     1\n");
}
END_TEST

START_TEST(empty_cells_lend_their_room)
{
	const struct row	row = { "much too long", CELL_EMPTY, 3, NAN,
	    0 };

	table_begin("name,size,number", false);
	table_row(&table, &row);
	printed("much too long    3\n");
	table_begin("name,number", false);
	table_row(&table, &row);
	printed("much too long    3\n");
}
END_TEST

START_TEST(absent_text_is_a_dash)
{
	const struct row	row = { NULL, 0, 0, 0, 0 };

	table_begin("name,number", false);
	table_row(&table, &row);
	printed("-         0\n");
}
END_TEST

START_TEST(columns_are_replaced_or_added)
{
	table_begin("name,size", true);
	ck_assert(table_choose(&table, columns, "+when"));
	table_header(&table);
	printed("name\tsize\twhen\n");
	table_begin("name,size", true);
	ck_assert(table_choose(&table, columns, "when,name"));
	table_header(&table);
	printed("when\tname\n");
}
END_TEST

static const char *const	bad_list[] = {
	"", ",", "+", "nam", "names", "name,", "name,,size", "sizes",
};

START_TEST(unknown_columns_are_refused)
{
	table_begin("name", true);
	ck_assert(!table_choose(&table, columns, bad_list[_i]));
}
END_TEST

UNIT_SUITE(
	EACH(sizes, size),
	EACH(names, name),
	TEST(a_nul_is_escaped),
	TEST(lost_output_is_an_error_for_good),
	TEST(more_than_the_buffer_arrives),
	EACH(seconds_are_parsed_or_refused, seconds),
	EACH(counts_are_parsed_or_refused, count),
	EACH(digits_are_parsed_or_refused, digits),
	TEST(text_is_aligned),
	TEST(tsv_is_whole_bytes),
	TEST(no_line_ends_in_blanks),
	TEST(empty_cells_lend_their_room),
	TEST(absent_text_is_a_dash),
	TEST(columns_are_replaced_or_added),
	EACH(unknown_columns_are_refused, bad_list))
