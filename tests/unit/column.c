/* column.c: names of columns, and cells of each type. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "common/near.h"
#include "common/table.h"

#include "unit.h"

struct row {
	const char	*comm;
	uint64_t	 rss;
	double		 mem_pct;
	int64_t		 nice;
	double		 rate;
	double		 left;
	double		 growth;
	double		 confidence;
	uint64_t	 missing;
};

#define CELL(member, title, width, type) \
	{ #member, title, width, type, offsetof(struct row, member), "", 0 }

static const struct column	columns[] = {
	CELL(comm, "COMMAND", -15, COLUMN_TEXT),
	CELL(rss, "RES*", 6, COLUMN_SCALED),
	CELL(mem_pct, "%MEM", 5, COLUMN_SHARE),
	CELL(nice, "NI", 3, COLUMN_NUMBER),
	CELL(rate, "RATE/h", 8, COLUMN_RATE),
	CELL(left, "LEFT", 7, COLUMN_DURATION),
	CELL(growth, "GROWTH", 8, COLUMN_AMOUNT),
	CELL(confidence, "CONF", 6, COLUMN_REAL),
	{ .name = NULL }
};

static const struct {
	const char	*typed;
	const char	*found;		/* NULL: none */
} meant[] = {
	{ "rss", "rss" }, { "RSS", "rss" }, { "res", "rss" }, { "RES", "rss" },
	{ "RES*", "rss" }, { "rsz", "rss" }, { "%mem", "mem_pct" },
	{ "PMEM", "mem_pct" }, { "command", "comm" }, { "ucmd", "comm" },
	{ "ni", "nice" }, { "vsz", NULL }, { "rs", NULL }, { "", NULL },
	{ "rsss", NULL },
};

START_TEST(a_column_has_many_names)
{
	const struct column	*column = column_find(columns,
	    meant[_i].typed, strlen(meant[_i].typed));

	if (meant[_i].found == NULL)
		ck_assert_ptr_null(column);
	else
		ck_assert_str_eq(column->name, meant[_i].found);
}
END_TEST

static const struct {
	const char	*typed;
	const char	*near;
} slip[] = {
	{ "rsss", "rss" }, { "rs", "rss" }, { "rsr", "rss" }, { "srs", "rss" },
	{ "rass", "rss" }, { "growht", "growth" }, { "confidance", "confidence" },
	{ "RATES", "rate" }, { "x", NULL }, { "", NULL }, { "memory", NULL },
	{ "a_name_that_is_longer_than_any_column_is", NULL },
};

START_TEST(a_slip_is_told_from_another_word)
{
	const struct column	*column = column_near(columns, slip[_i].typed,
	    strlen(slip[_i].typed));

	if (slip[_i].near == NULL)
		ck_assert_ptr_null(column);
	else
		ck_assert_str_eq(column->name, slip[_i].near);
}
END_TEST

static const struct row	full = { "sh", 5 << 20, 12.349, -5, 1024, 5400,
    -3e6, 0.98765, 0 };

static void
printed(struct table *table, const struct row *row, const char *list,
    const char *expected)
{
	struct out	out;

	out_begin(&out, -1);
	table->out = &out;
	ck_assert(table_choose(table, columns, list));
	table_row(table, row);
	ck_assert_uint_eq(out.used, strlen(expected));
	ck_assert_mem_eq(out.buffer, expected, out.used);
}

static const char	all[] = "rss,mem_pct,nice,rate,left,growth,confidence";

START_TEST(cells_are_for_people_or_programs)
{
	struct table	table = { .size = { 1, false, false } };

	printed(&table, &full, all, "  5120  12.3  -5     3600    1.5h"
	    "    -2929 0.9877\n");
	table.size.human = true;
	printed(&table, &full, all, " 5.0Mi  12.3  -5    3.5Mi    1.5h"
	    "     -2Mi 0.9877\n");
	table.size.human = false;
	table.plain = true;
	printed(&table, &full, all, "  5120  12.3  -5     3600    5400"
	    "    -2929 0.9877\n");
	table.tsv = true;
	printed(&table, &full, all,
	    "5242880\t12.35\t-5\t1024.000\t5400\t-3000000\t0.9877\n");
}
END_TEST

START_TEST(blank_cells_are_absent)
{
	struct table		 table = { .tsv = true };
	const struct column	*column;
	struct row		 row = full, sum = full;

	for (column = columns; column->name != NULL; column++) {
		ck_assert(!column_is_absent(column, &row));
		column_blank(column, &row);
		ck_assert(column_is_absent(column, &row));
		ck_assert_int_eq(column_compare(column, &row, &full), 2);
		ck_assert_int_eq(column_compare(column, &full, &row), -2);
		ck_assert_int_eq(column_compare(column, &row, &row), 0);
		ck_assert(column_is_text(column) ||
		    !column_add(column, &sum, &row));
	}
	printed(&table, &row, all, "-\t-\t-\t-\t-\t-\t-\n");
}
END_TEST

START_TEST(cells_add_up)
{
	struct table	table = { .tsv = true };
	struct row	sum = full;
	size_t		i;

	for (i = 1; columns[i].name != NULL; i++) {
		column_zero(&columns[i], &sum);
		ck_assert(column_add(&columns[i], &sum, &full));
		ck_assert(column_add(&columns[i], &sum, &full));
	}
	printed(&table, &sum, all,
	    "10485760\t24.70\t-10\t2048.000\t10800\t-6000000\t1.9753\n");
}
END_TEST

static bool
is_partly(const struct column *column, const void *row)
{
	return column->type == COLUMN_SCALED &&
	    ((const struct row *)row)->missing > 0;
}

START_TEST(a_sum_that_lacks_something_is_marked)
{
	struct table	table = { .size = { 1, false, false },
	    .partly = is_partly };
	struct row	row = full;

	row.missing = 1;
	ck_assert_int_eq(setenv("LC_ALL", "C", 1), 0);
	printed(&table, &row, "rss,nice", " >5120  -5\n");
	printed(&table, &full, "rss,nice", "  5120  -5\n");
	ck_assert_int_eq(setenv("LC_ALL", "C.UTF-8", 1), 0);
	printed(&table, &row, "rss,nice", " \xe2\x89\xa5" "5120  -5\n");
	row.rss = CELL_ABSENT;
	printed(&table, &row, "rss,nice", "     -  -5\n");
	row.rss = 0;
	table.tsv = true;
	printed(&table, &row, "rss,nice", "0\t-5\n");
}
END_TEST

UNIT_SUITE(
	EACH(a_column_has_many_names, meant),
	EACH(a_slip_is_told_from_another_word, slip),
	TEST(cells_are_for_people_or_programs),
	TEST(blank_cells_are_absent),
	TEST(cells_add_up),
	TEST(a_sum_that_lacks_something_is_marked))
