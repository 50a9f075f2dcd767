/* top.c: rows of -l in order, and the first of them. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "mdropcache/files.h"
#include "unit.h"

static struct out		out;
static struct table		table;
static struct mdropcache	m;
static struct files		files;

static void
rows_begin(const char *keys, int64_t lines)
{
	memset(&table, 0, sizeof(table));
	memset(&m, 0, sizeof(m));
	memset(&files, 0, sizeof(files));
	out_begin(&out, -1);
	table.out = &out;
	table.tsv = true;
	table.header = true;
	ck_assert(table_choose(&table, list_columns, "cached,path"));
	m.lines = lines;
	if (keys != NULL)
		ck_assert(order_add(&m.order, list_columns, keys));
	files.m = &m;
	files.table = &table;
}

static void
row_put(uint64_t cached)
{
	struct file_row	row = { .kind = "file", .before = cached };
	char		path[32];

	snprintf(path, sizeof(path), "file%llu", (unsigned long long)cached);
	row.path = path;
	row_keep(&files, &row);
}

/* Many more rows than are kept, in an order that moves the first ones. */
START_TEST(the_first_of_many)
{
	uint64_t	i;

	rows_begin(NULL, 3);
	for (i = 0; i < 20000; i++)
		row_put(i * 7919 % 20000);
	ck_assert_uint_lt(files.kept.used / sizeof(struct file_row), 4200);
	kept_show(&files);
	out.buffer[out.used] = '\0';
	ck_assert_str_eq(out.buffer, "cached\tpath\n19999\tfile19999\n"
	    "19998\tfile19998\n19997\tfile19997\n");
}
END_TEST

START_TEST(all_in_order)
{
	rows_begin("+cached", 0);
	row_put(3);
	row_put(1);
	row_put(2);
	kept_show(&files);
	out.buffer[out.used] = '\0';
	ck_assert_str_eq(out.buffer,
	    "cached\tpath\n1\tfile1\n2\tfile2\n3\tfile3\n");
}
END_TEST

UNIT_SUITE(
	TEST(the_first_of_many),
	TEST(all_in_order))
