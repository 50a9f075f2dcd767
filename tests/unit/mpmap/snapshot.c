/* snapshot.c: the tables that mpmap -T writes, read again. */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "mpmap/snapshot.h"

static struct snapshot	snapshot;

static int
parse(const char *text)
{
	snapshot_free(&snapshot);
	snapshot = (struct snapshot){ .live = false };
	return snapshot_parse(&snapshot, text, strlen(text));
}

static const struct snapshot_record *
record_at(size_t number)
{
	const struct snapshot_record	*record;

	record = (const void *)snapshot.records.bytes;
	ck_assert_uint_lt(number, snapshot.records.used / sizeof(*record));
	return &record[number];
}

START_TEST(all_columns_are_taken)
{
	const struct snapshot_record	*record;

	ck_assert_int_eq(parse("inode\tstart\tend\toffset\tperms\tdevice\t"
	    "kind\tpath\trss\tpss\tswap\tpid\tpid_start\tother\n"
	    "7\t00001000\t00003000\t00002000\trw-p\tfe:01\tfile\t/a\\tb\t"
	    "4096\t2048\t1024\t12\t345\tx\n"), 0);
	record = record_at(0);
	ck_assert_uint_eq(record->start, 0x1000);
	ck_assert_uint_eq(record->end, 0x3000);
	ck_assert_uint_eq(record->offset, 0x2000);
	ck_assert_uint_eq(record->pid, 12);
	ck_assert_uint_eq(record->pid_start, 345);
	ck_assert_uint_eq(record->figures.size, 0x2000);
	ck_assert_uint_eq(record->figures.rss, 4096);
	ck_assert_uint_eq(record->figures.pss, 2048);
	ck_assert_uint_eq(record->figures.swap, 1024);
	ck_assert_uint_eq(record->figures.uss, MEMINFO_ABSENT);
	ck_assert_str_eq(snapshot_text(&snapshot, record->path), "/a\tb");
	ck_assert_str_eq(snapshot_text(&snapshot, record->kind), "file");
	ck_assert_str_eq(snapshot_text(&snapshot, record->perms), "rw-p");
	ck_assert_str_eq(snapshot_text(&snapshot, record->device), "fe:01");
	ck_assert_str_eq(snapshot_text(&snapshot, record->inode), "7");
}
END_TEST

START_TEST(a_missing_column_is_unknown_and_a_dash_is_no_name)
{
	const struct snapshot_record	*record;

	ck_assert_int_eq(parse("start\tend\tpath\trss\n1000\t2000\t-\t-\n"),
	    0);
	record = record_at(0);
	ck_assert_uint_eq(record->pid, MEMINFO_ABSENT);
	ck_assert_uint_eq(record->figures.rss, MEMINFO_ABSENT);
	ck_assert_ptr_null(snapshot_text(&snapshot, record->perms));
	ck_assert_str_eq(snapshot_text(&snapshot, record->path), "");
}
END_TEST

START_TEST(totals_are_skipped)
{
	ck_assert_int_eq(parse("start\tend\n1000\t2000\n-\t-\n"), 0);
	ck_assert_uint_eq(snapshot.records.used, sizeof(struct snapshot_record));
}
END_TEST

static const struct {
	const char	*text;
	int		 error;
} bad[] = {
	{ "", ENODATA },
	{ "start\tend\n", ENODATA },
	{ "start\tend\n-\t-\n", ENODATA },
	{ "1000\t2000\n", EBADMSG },
	{ "pid\tsize\n1\t2\n", EBADMSG },
	{ "start\tend\n1000\t2000", EBADMSG },
	{ "start\tend\n1000\n", EBADMSG },
	{ "start\tend\n1000\t2000\t3\n", EBADMSG },
	{ "start\tend\n2000\t1000\n", EBADMSG },
	{ "start\tend\n1000\t1000\n", EBADMSG },
	{ "start\tend\n1000\t-\n", EBADMSG },
	/* A line of names is another header. */
	{ "start\tend\nx\ty\n", ENODATA },
	/* Amounts of memory are multiples of 1 KiB, up to 2^58. */
	{ "start\tend\n1\t2\n", EBADMSG },
	{ "start\tend\n0\tfffffffffffffc00\n", EBADMSG },
	{ "start\tend\trss\n1000\t2000\t5\n", EBADMSG },
	{ "start\tend\trss\n1000\t2000\t-1024\n", EBADMSG },
	{ "start\tend\trss\n1000\t2000\t18446744073709550592\n", EBADMSG },
	{ "start\tend\tpid\n1000\t2000\tx\n", EBADMSG },
	{ "start\tend\tpath\n1000\t2000\t/a\\q\n", EBADMSG },
};

START_TEST(anything_else_is_an_error)
{
	ASSERT_FAILS(parse(bad[_i].text), bad[_i].error);
}
END_TEST

/* --- readings ------------------------------------------------------------ */

static struct run
run_next(size_t *at, size_t count)
{
	struct run	run;

	ck_assert(snapshot_run(&snapshot, at, &run));
	ck_assert_uint_eq(run.count, count);
	return run;
}

START_TEST(a_reading_ends_where_addresses_fall_or_the_process_changes)
{
	struct run	run;
	size_t		at = 0;

	ck_assert_int_eq(parse("pid\tstart\tend\n"
	    "1\t1000\t2000\n1\t2000\t3000\n"
	    "1\t1000\t2000\n"
	    "2\t2000\t3000\n"), 0);
	run_next(&at, 2);
	run_next(&at, 1);
	run = run_next(&at, 1);
	ck_assert_uint_eq(run.pid, 2);
	ck_assert(!snapshot_run(&snapshot, &at, &run));
}
END_TEST

START_TEST(the_last_reading_of_a_process_counts)
{
	struct run	run;

	ck_assert_int_eq(parse("pid\tstart\tend\n"
	    "1\t1000\t2000\n2\t1000\t2000\n1\t5000\t6000\n"), 0);
	ck_assert(snapshot_last(&snapshot, 1, &run));
	ck_assert_uint_eq(run.record->start, 0x5000);
	ck_assert(!snapshot_last(&snapshot, 3, &run));
}
END_TEST

START_TEST(a_process_without_mappings_is_one_empty_reading)
{
	struct snapshot	empty = { .live = true, .pid = 5, .pid_start = 9 };
	struct run	run;
	size_t		at = 0;

	ck_assert(snapshot_run(&empty, &at, &run));
	ck_assert_uint_eq(run.count, 0);
	ck_assert_uint_eq(run.pid, 5);
	ck_assert_uint_eq(run.pid_start, 9);
	ck_assert(!snapshot_run(&empty, &at, &run));
}
END_TEST

UNIT_SUITE(
	TEST(all_columns_are_taken),
	TEST(a_missing_column_is_unknown_and_a_dash_is_no_name),
	TEST(totals_are_skipped),
	EACH(anything_else_is_an_error, bad),
	TEST(a_reading_ends_where_addresses_fall_or_the_process_changes),
	TEST(the_last_reading_of_a_process_counts),
	TEST(a_process_without_mappings_is_one_empty_reading))
