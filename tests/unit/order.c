/* order.c: sorted rows, top's number formats, and lines cut to a width. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <unistd.h>

#include "common/order.h"

#include "unit.h"

struct row {
	const char	*name;
	uint64_t	 size;
	int64_t		 nice;
	double		 share;
};

#define CELL(member, type) { #member, #member, 6, type, \
	offsetof(struct row, member), "", 1U << (type) }

static const struct column columns[] = {
	CELL(name, COLUMN_TEXT), CELL(size, COLUMN_SCALED),
	CELL(nice, COLUMN_PRIORITY), CELL(share, COLUMN_SHARE),
	{ .name = NULL }
};

static const struct row	row[] = {
	{ "b", 2, -1, 1.5 },
	{ "a", CELL_ABSENT, 3, (double)NAN },
	{ NULL, 1, CELL_NO_NUMBER, 0.5 },
	{ "b", 1, -100, 2.5 },
};

static const struct {
	const char	*keys;
	int		 order[4];
} sorted[] = {
	{ "name", { 1, 0, 3, 2 } },
	{ "-name", { 0, 3, 1, 2 } },
	{ "+name", { 1, 0, 3, 2 } },
	{ "+size", { 2, 3, 0, 1 } },
	{ "-size", { 0, 2, 3, 1 } },
	{ "size", { 0, 2, 3, 1 } },
	{ "SIZE", { 0, 2, 3, 1 } },
	{ "+nice", { 3, 0, 1, 2 } },
	{ "-nice", { 1, 0, 3, 2 } },
	{ "+share", { 2, 0, 3, 1 } },
	{ "share", { 3, 0, 2, 1 } },
	{ "-share", { 3, 0, 2, 1 } },
	{ "-name,+size", { 3, 0, 1, 2 } },
};

START_TEST(sorts)
{
	struct order	 order = { 0, { { NULL, false } } };
	const void	*list[4] = { &row[0], &row[1], &row[2], &row[3] };
	const void	*scratch[4];
	size_t		 i;

	ck_assert(order_add(&order, columns, sorted[_i].keys));
	order_sort(&order, list, scratch, 4);
	for (i = 0; i < 4; i++)
		ck_assert_ptr_eq(list[i], &row[sorted[_i].order[i]]);
}
END_TEST

START_TEST(reverse_leaves_absent_last)
{
	struct order	 order = { 0, { { NULL, false } } };
	const void	*list[4] = { &row[0], &row[1], &row[2], &row[3] };
	const void	*scratch[4];

	ck_assert(order_add(&order, columns, "+size"));
	ck_assert_uint_eq(order_need(&order), 1U << COLUMN_SCALED);
	order_reverse(&order);
	order_sort(&order, list, scratch, 4);
	ck_assert_ptr_eq(list[0], &row[0]);
	ck_assert_ptr_eq(list[3], &row[1]);
}
END_TEST

static const struct {
	uint64_t	 kib;
	size_t		 width;
	const char	*text;
} scaled[] = {
	{ 0, 6, "0" }, { 999999, 6, "999999" }, { 1000000, 6, "976.6m" },
	{ 5242880, 6, "5.0g" }, { 9999999, 7, "9999999" },
	{ UINT64_C(1) << 30, 7, "1024.0g" }, { UINT64_C(1) << 30, 6, "1.0t" },
	{ UINT64_C(1) << 47, 6, "128.0p" }, { 1000000, 3, "?" },
};

START_TEST(scales_like_top)
{
	char	text[SIZE_TEXT];
	size_t	n = size_scaled(text, scaled[_i].kib * 1024,
	    scaled[_i].width);

	ck_assert_uint_eq(n, strlen(scaled[_i].text));
	ck_assert_mem_eq(text, scaled[_i].text, n);
}
END_TEST

static const struct {
	uint64_t	 seconds;
	const char	*text;
} cpu_time[] = {
	{ 0, "0:00.00" }, { 61, "1:01.00" }, { 360 * 60 + 59, "360:59.00" },
	{ 361 * 60, "6,01" }, { 95 * 3600 + 59 * 60, "95,59" },
	{ 96 * 3600, "4d+0h" }, { 13 * 86400 + 23 * 3600, "13d+23h" },
	{ 15 * 86400, "2w+1d" },
};

START_TEST(tells_time_like_top)
{
	char	text[SIZE_TEXT];
	size_t	n = size_cpu_time(text, cpu_time[_i].seconds * 1000, 9);

	ck_assert_uint_eq(n, strlen(cpu_time[_i].text));
	ck_assert_mem_eq(text, cpu_time[_i].text, n);
}
END_TEST

/* A row as it arrives in a pipe, with the table set up as said. */
static void
printed(bool tsv, size_t limit, const struct row *from, char text[256])
{
	struct table	table = { .tsv = tsv, .squeeze = true };
	struct out	out;
	int		fd[2];
	ssize_t		n;

	ck_assert_int_eq(pipe(fd), 0);
	out_begin(&out, fd[1]);
	out.limit = limit;
	table.out = &out;
	ck_assert(table_choose(&table, columns, "name,nice,share,size"));
	table_row(&table, from);
	ck_assert_int_eq(out_flush(&out), 0);
	n = read(fd[0], text, 255);
	text[n] = '\0';
}

START_TEST(a_wide_cell_takes_blanks_behind_it)
{
	static const struct row	wide = { "123456789", 5 << 20, -100, 12.349 };
	char			text[256];

	printed(false, 0, &wide, text);
	ck_assert_str_eq(text, "123456789  rt   12.3   5120\n");
	printed(true, 0, &wide, text);
	ck_assert_str_eq(text, "123456789\t-100\t12.35\t5242880\n");
}
END_TEST

START_TEST(lines_are_cut_to_the_limit)
{
	static const struct row	utf8 = { "\xc3\xa9\xc3\xa9\x1b", 1, 2, 3 };
	char			text[256];

	printed(false, 3, &utf8, text);
	ck_assert_str_eq(text, "\xc3\xa9\xc3\xa9\\\n");
	printed(false, 200, &row[2], text);
	ck_assert_str_eq(text, "-           -    0.5      0\n");
}
END_TEST

UNIT_SUITE(
	EACH(sorts, sorted),
	TEST(reverse_leaves_absent_last),
	EACH(scales_like_top, scaled),
	EACH(tells_time_like_top, cpu_time),
	TEST(a_wide_cell_takes_blanks_behind_it),
	TEST(lines_are_cut_to_the_limit))
