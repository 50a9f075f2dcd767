/* where.c: rows of --where, and the files of shared memory by their holders. */
/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "mfree/where/detail.h"
#include "mfree/where/holders.h"
#include "mfree/where/where.h"
#include "unit.h"

static struct out	out;
static struct table	table;
static struct mfree	mfree;

/* A table that is kept in the buffer of out. */
static void
table_begin(const struct column *columns, const char *list, bool tsv)
{
	memset(&table, 0, sizeof(table));
	memset(&mfree, 0, sizeof(mfree));
	out_begin(&out, -1);
	table.out = &out;
	table.tsv = tsv;
	ck_assert(table_choose(&table, columns, list));
}

static const char *
printed(void)
{
	out.buffer[out.used] = '\0';
	return out.buffer;
}

START_TEST(text_leaves_out_rows_of_nothing)
{
	table_begin(where_columns, "kind,size,mem_pct", false);
	where_row_show(&mfree, &table, "bounce", 0, 1000);
	where_row_show(&mfree, &table, "arc", MEMINFO_ABSENT, 1000);
	ck_assert_str_eq(printed(), "");
	where_row_show(&mfree, &table, "unaccounted", 0, 1000);
	ck_assert_str_eq(printed(),
	    "unaccounted                  0   0.00\n");
	table_begin(where_columns, "kind,size,mem_pct", true);
	where_row_show(&mfree, &table, "bounce", 0, 1000);
	where_row_show(&mfree, &table, "arc", MEMINFO_ABSENT, 1000);
	where_row_show(&mfree, &table, "anon", 250, MEMINFO_ABSENT);
	where_row_show(&mfree, &table, "unaccounted", (uint64_t)-8, 1000);
	ck_assert_str_eq(printed(), "bounce\t0\t0.00\narc\t-\t-\n"
	    "anon\t250\t-\nunaccounted\t-8\t-0.80\n");
}
END_TEST

/* A part that is new in the library needs its words here. */
START_TEST(every_part_says_what_it_is)
{
	struct meminfo_partition	partition;
	struct meminfo_part		part;
	size_t				i;

	memset(&partition, 0, sizeof(partition));
	for (i = 0; meminfo_partition_part(&partition, i, &part) == 1; i++) {
		table_begin(where_columns, "about", true);
		where_row_show(&mfree, &table, part.name, 4096, 8192);
		ck_assert_msg(strcmp(printed(), "-\n") != 0, "%s", part.name);
	}
	ck_assert_uint_gt(i, 20);
}
END_TEST

static void
detail_put(struct detail *detail, const char *name, uint64_t size)
{
	struct detail_row	row = detail_row_empty("cache");

	row.name = name;
	row.size = size;
	ck_assert(detail_add(detail, &row));
}

START_TEST(largest_first_and_the_rest)
{
	struct detail	detail = { .mfree = &mfree };

	table_begin(slab_columns, "kind,size,mem_pct,name", true);
	mfree.lines = 2;
	detail.whole = 100;
	detail.total = 1000;
	detail_put(&detail, "a", 10);
	detail_put(&detail, "unknown", CELL_ABSENT);
	detail_put(&detail, "b", 40);
	detail_put(&detail, "c", 20);
	detail_put(&detail, "d", 10);
	detail_show(&detail, &table);
	ck_assert_str_eq(printed(), "cache\t40\t4.00\tb\ncache\t20\t2.00\tc\n"
	    "others\t20\t2.00\t3 more\nrest\t20\t2.00\t-\n"
	    "total\t100\t10.00\t-\n");
	detail_free(&detail);
}
END_TEST

START_TEST(no_holder_at_all)
{
	struct detail	detail = { .mfree = &mfree };

	table_begin(slab_columns, "kind,size", true);
	detail.whole = CELL_ABSENT;
	detail.total = CELL_ABSENT;
	detail_show(&detail, &table);
	ck_assert_str_eq(printed(), "");
	detail.whole = 5;
	detail_show(&detail, &table);
	ck_assert_str_eq(printed(), "rest\t5\ntotal\t5\n");
}
END_TEST

START_TEST(kinds_by_path)
{
	ck_assert_int_eq(holder_kind_of("/memfd:x (deleted)"), HOLDER_MEMFD);
	ck_assert_int_eq(holder_kind_of("/SYSV0052e2c1 (deleted)"),
	    HOLDER_SYSV);
	ck_assert_int_eq(holder_kind_of("/dev/zero (deleted)"),
	    HOLDER_SHARED);
	ck_assert_int_eq(holder_kind_of("/drm mm object (deleted)"),
	    HOLDER_DELETED);
}
END_TEST

/* A process counts once, however many descriptors it has. */
START_TEST(processes_count_once)
{
	struct holders			 holders;
	const struct meminfo_file	 file = { .device_minor = 1,
					    .inode = 7, .allocated = 4096 };
	struct holder			*holder;

	memset(&holders, 0, sizeof(holders));
	holder = holders_add(&holders, HOLDER_MEMFD, &file, "/memfd:x");
	ck_assert_ptr_nonnull(holder);
	holder_count(holder, 10);
	holder_count(holder, 10);
	holder_count(holder, 12);
	ck_assert_uint_eq(holder->processes, 2);
	ck_assert_int_eq(holder->pid, 10);
	ck_assert_ptr_eq(holders_find(&holders, HOLDER_DELETED, 1, 7), holder);
	/* A segment's id is no inode of a memfd. */
	ck_assert_ptr_null(holders_find(&holders, HOLDER_SYSV, 1, 7));
	ck_assert_ptr_nonnull(holders_add(&holders, HOLDER_SYSV, &file,
	    "/SYSV00000000"));
	holder = holders_find(&holders, HOLDER_SYSV, 1, 7);
	ck_assert_str_eq(holder_name(&holders, holder), "/SYSV00000000");
	ck_assert_str_eq(holder_kind_name(holder->kind), "sysv");
	holders_free(&holders);
}
END_TEST

/* Users decide how many files there are. */
START_TEST(holders_have_a_bound)
{
	struct holders		 holders;
	struct meminfo_file	 file = { .device_minor = 1 };
	char			 name[2 * HOLDERS_NAME];
	uint64_t		 i;

	memset(&holders, 0, sizeof(holders));
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	file.inode = 1;
	ck_assert_ptr_nonnull(holders_add(&holders, HOLDER_MEMFD, &file,
	    name));
	ck_assert_uint_eq(strlen(holders.names.bytes), HOLDERS_NAME);
	for (i = 2; i <= HOLDERS_MAX; i++) {
		file.inode = i;
		ck_assert_ptr_nonnull(holders_add(&holders, HOLDER_MEMFD,
		    &file, "x"));
	}
	file.inode = i;
	ck_assert_ptr_null(holders_add(&holders, HOLDER_MEMFD, &file, "x"));
	ck_assert(holders.over);
	holders_free(&holders);
}
END_TEST

UNIT_SUITE(
	TEST(text_leaves_out_rows_of_nothing),
	TEST(every_part_says_what_it_is),
	TEST(largest_first_and_the_rest),
	TEST(no_holder_at_all),
	TEST(kinds_by_path),
	TEST(processes_count_once),
	TEST(holders_have_a_bound))
