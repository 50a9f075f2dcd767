/* group.c: sums by a key, known in part, in full or not at all. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "common/table.h"
#include "mtop-once/group.h"

#include "unit.h"

#define SUMMED (COLUMN_BIT(COLUMN_rss) | COLUMN_BIT(COLUMN_pss) | \
	COLUMN_BIT(COLUMN_cpu_pct) | COLUMN_BIT(COLUMN_count))

static struct row	blank;

static void
blank_make(void)
{
	const struct column	*column;

	memset(&blank, 0, sizeof(blank));
	for (column = columns; column->name != NULL; column++)
		column_blank(column, &blank);
}

static struct row
process(const char *user, uint64_t rss, uint64_t pss, double cpu_pct)
{
	struct row	row = blank;

	row.user = user;
	row.rss = rss;
	row.pss = pss;
	row.cpu_pct = cpu_pct;
	row.count = 1;
	row.empty = rss == 0;
	return row;
}

/* The groups of rows, in order of the key; to be freed with rows_free(). */
static struct row **
grouped(struct row *row, size_t count, struct rows *groups)
{
	struct row	*list[16];
	size_t		 i;

	ck_assert_uint_le(count, COUNT_OF(list));
	for (i = 0; i < count; i++)
		list[i] = &row[i];
	rows_group(&columns[COLUMN_user], SUMMED, &blank, list, count,
	    groups);
	return rows_list(groups);
}

START_TEST(sums_by_the_key)
{
	struct row	row[] = { process("b", 10, 5, 1.5),
	    process("a", 1, 1, .5), process("b", 20, 7, 2),
	    process(NULL, 4, 4, 0) };
	struct rows	groups;
	struct row	**list = grouped(row, COUNT_OF(row), &groups);

	ck_assert_uint_eq(groups.count, 3);
	ck_assert_str_eq(list[0]->user, "a");
	ck_assert_str_eq(list[1]->user, "b");
	ck_assert_ptr_null(list[2]->user);
	ck_assert_uint_eq(list[1]->rss, 30);
	ck_assert_uint_eq(list[1]->pss, 12);
	ck_assert_double_eq(list[1]->cpu_pct, 3.5);
	ck_assert_uint_eq(list[1]->count, 2);
	ck_assert_uint_eq(list[1]->missing, 0);
	ck_assert_uint_eq(list[1]->virt, CELL_ABSENT);
	ck_assert(!row_is_partly(&columns[COLUMN_pss], list[1]));
	free(list);
	rows_free(&groups);
}
END_TEST

START_TEST(a_part_that_is_not_known)
{
	struct row	row[] = { process("a", 10, CELL_ABSENT, (double)NAN),
	    process("a", 20, 7, 1), process("a", 30, CELL_ABSENT, 1) };
	struct rows	groups;
	struct row	**list = grouped(row, COUNT_OF(row), &groups);

	ck_assert_uint_eq(groups.count, 1);
	ck_assert_uint_eq(list[0]->rss, 60);
	ck_assert_uint_eq(list[0]->pss, 7);
	ck_assert_double_eq(list[0]->cpu_pct, 2);
	ck_assert_uint_eq(list[0]->missing, 2);
	ck_assert(row_is_partly(&columns[COLUMN_pss], list[0]));
	ck_assert(row_is_partly(&columns[COLUMN_cpu_pct], list[0]));
	ck_assert(!row_is_partly(&columns[COLUMN_rss], list[0]));
	free(list);
	rows_free(&groups);
}
END_TEST

START_TEST(nothing_known_is_no_zero)
{
	struct row	row[] = { process("a", 10, CELL_ABSENT, (double)NAN),
	    process("a", 20, CELL_ABSENT, (double)NAN) };
	struct rows	groups;
	struct row	**list = grouped(row, COUNT_OF(row), &groups);

	ck_assert_uint_eq(list[0]->pss, CELL_ABSENT);
	ck_assert(isnan(list[0]->cpu_pct));
	ck_assert_uint_eq(list[0]->missing, 2);
	ck_assert(!row_is_partly(&columns[COLUMN_pss], list[0]));
	free(list);
	rows_free(&groups);
}
END_TEST

/* A zombie has no PSS, and takes nothing from the sum. */
START_TEST(a_process_without_memory)
{
	struct row	row[] = { process("a", 0, CELL_ABSENT, (double)NAN),
	    process("a", 20, 7, 1), process("b", 0, CELL_ABSENT, 0) };
	struct rows	groups;
	struct row	**list = grouped(row, COUNT_OF(row), &groups);

	ck_assert_uint_eq(list[0]->pss, 7);
	ck_assert_uint_eq(list[0]->missing, 0);
	ck_assert(!row_is_partly(&columns[COLUMN_pss], list[0]));
	ck_assert_uint_eq(list[1]->pss, 0);
	ck_assert(!row_is_partly(&columns[COLUMN_pss], list[1]));
	free(list);
	rows_free(&groups);
}
END_TEST

/* Nor does it make a sum of what is not known of all others. */
START_TEST(a_process_without_memory_beside_unknown_ones)
{
	struct row	row[] = { process("a", 0, CELL_ABSENT, 0),
	    process("a", 20, CELL_ABSENT, 1) };
	struct rows	groups;
	struct row	**list = grouped(row, COUNT_OF(row), &groups);

	ck_assert_uint_eq(list[0]->pss, CELL_ABSENT);
	ck_assert_uint_eq(list[0]->missing, 1);
	free(list);
	rows_free(&groups);
}
END_TEST

START_TEST(the_total)
{
	struct row	row[] = { process("a", 1, 2, 3),
	    process("b", 10, CELL_ABSENT, 30) };
	struct row	*list[] = { &row[0], &row[1] }, total;

	total_make(&columns[COLUMN_user], SUMMED, &blank, list, 2, &total);
	ck_assert_str_eq(total.user, "total");
	ck_assert_str_eq(total.comm, "total");
	ck_assert_uint_eq(total.rss, 11);
	ck_assert_uint_eq(total.pss, 2);
	ck_assert_uint_eq(total.count, 2);
	ck_assert_uint_eq(total.missing, 1);
	ck_assert(row_is_partly(&columns[COLUMN_pss], &total));
	total_make(NULL, SUMMED, &blank, list, 0, &total);
	ck_assert_uint_eq(total.rss, 0);
}
END_TEST

START_TEST(no_rows_make_no_groups)
{
	struct rows	groups;
	struct row	**list = grouped(NULL, 0, &groups);

	ck_assert_uint_eq(groups.count, 0);
	free(list);
	rows_free(&groups);
}
END_TEST

START_TEST(keys_are_found_as_columns_are)
{
	ck_assert_ptr_eq(group_column("user"), &columns[COLUMN_user]);
	ck_assert_ptr_eq(group_column("COMM"), &columns[COLUMN_comm]);
	ck_assert_ptr_null(group_column("pid"));
	ck_assert_ptr_null(group_column("nothing"));
}
END_TEST

UNIT_SUITE(
	tcase_add_unchecked_fixture(tc, blank_make, NULL),
	TEST(sums_by_the_key),
	TEST(a_part_that_is_not_known),
	TEST(nothing_known_is_no_zero),
	TEST(a_process_without_memory),
	TEST(a_process_without_memory_beside_unknown_ones),
	TEST(the_total),
	TEST(no_rows_make_no_groups),
	TEST(keys_are_found_as_columns_are))
