/* match.c: which mappings of two readings are the same one. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "unit.h"

#include "mpmap/snapshot.h"

/* A match as "low-high start-end before+after", one a line. */
static char	told[1024];

static struct run
run_of(struct snapshot *snapshot, const char *rows)
{
	struct run	run;
	char		text[1024];
	size_t		at = 0;
	int		length;

	*snapshot = (struct snapshot){ .live = true };
	length = snprintf(text, sizeof(text),
	    "start\tend\tperms\toffset\tdevice\tinode\tpath\trss\n%s", rows);
	if (*rows != '\0')
		ck_assert_int_eq(snapshot_parse(snapshot, text,
		    (size_t)length), 0);
	ck_assert(snapshot_run(snapshot, &at, &run));
	return run;
}

static void
matches_tell(const struct match *match, size_t count)
{
	size_t	used = 0, i;

	told[0] = '\0';
	for (i = 0; i < count; i++)
		used += (size_t)snprintf(told + used, sizeof(told) - used,
		    "%llx-%llx %llx-%llx %llu+%llu\n",
		    (unsigned long long)match[i].low,
		    (unsigned long long)match[i].high,
		    (unsigned long long)match[i].start,
		    (unsigned long long)match[i].end,
		    (unsigned long long)match[i].side[BEFORE].count,
		    (unsigned long long)match[i].side[AFTER].count);
}

static void
match_is(const char *before_rows, const char *after_rows,
    const char *expected)
{
	struct snapshot	before_of, after_of;
	struct run	before = run_of(&before_of, before_rows);
	struct run	after = run_of(&after_of, after_rows);
	struct grow	matches = { NULL, 0, 0 };
	size_t		count;

	ck_assert(match_runs(&before_of, &before, &after_of, &after, &matches,
	    &count));
	matches_tell((const void *)matches.bytes, count);
	ck_assert_str_eq(told, expected);
	grow_free(&matches);
	snapshot_free(&before_of);
	snapshot_free(&after_of);
}

#define HEAP(start, end) start "\t" end "\trw-p\t0\t00:00\t0\t[heap]\t4096\n"
#define ANON(start, end) start "\t" end "\trw-p\t0\t00:00\t0\t-\t4096\n"
#define FILE_7(start, end, offset) \
	start "\t" end "\tr--p\t" offset "\tfe:00\t7\t/a\t0\n"

START_TEST(nothing_matches_nothing)
{
	match_is("", "", "");
	match_is(HEAP("1000", "2000"), "", "1000-2000 1000-2000 1+0\n");
	match_is("", HEAP("1000", "2000"), "1000-2000 1000-2000 0+1\n");
}
END_TEST

START_TEST(growth_at_either_end_is_the_same_mapping)
{
	match_is(HEAP("2000", "3000"), HEAP("2000", "5000"),
	    "2000-5000 2000-5000 1+1\n");
	match_is(HEAP("2000", "3000"), HEAP("1000", "3000"),
	    "1000-3000 1000-3000 1+1\n");
	match_is(HEAP("2000", "5000"), HEAP("3000", "4000"),
	    "2000-5000 3000-4000 1+1\n");
}
END_TEST

START_TEST(neighbours_that_only_touch_are_not_the_same)
{
	match_is(ANON("1000", "2000"), ANON("2000", "3000"),
	    "1000-2000 1000-2000 1+0\n2000-3000 2000-3000 0+1\n");
}
END_TEST

START_TEST(merged_and_cut_mappings_are_one)
{
	match_is(ANON("1000", "2000") ANON("3000", "4000")
	    ANON("5000", "6000"), ANON("1000", "6000"),
	    "1000-6000 1000-6000 3+1\n");
	match_is(ANON("1000", "6000"), ANON("1000", "2000")
	    ANON("5000", "6000"), "1000-6000 1000-6000 1+2\n");
}
END_TEST

/* Each overlaps the next one of the other side: union-find joins them all. */
START_TEST(a_chain_of_overlaps_is_one)
{
	match_is(ANON("1000", "3000") ANON("4000", "6000")
	    ANON("7000", "9000"),
	    ANON("2000", "5000") ANON("5000", "8000"),
	    "1000-9000 2000-8000 3+2\n");
}
END_TEST

START_TEST(other_perms_or_names_are_other_mappings)
{
	match_is("1000\t2000\trw-p\t0\t00:00\t0\t[anon:x]\t0\n",
	    "1000\t2000\trw-p\t0\t00:00\t0\t[anon:y]\t0\n",
	    "1000-2000 1000-2000 1+0\n1000-2000 1000-2000 0+1\n");
	match_is("1000\t2000\trw-p\t0\t00:00\t0\t-\t0\n",
	    "1000\t2000\tr--p\t0\t00:00\t0\t-\t0\n",
	    "1000-2000 1000-2000 1+0\n1000-2000 1000-2000 0+1\n");
}
END_TEST

START_TEST(a_file_is_known_by_its_inode_and_place)
{
	match_is(FILE_7("1000", "3000", "1000"),
	    "2000\t3000\tr--p\t2000\tfe:00\t7\t/a (deleted)\t0\n",
	    "1000-3000 2000-3000 1+1\n");
	match_is(FILE_7("1000", "3000", "1000"),
	    FILE_7("1000", "3000", "0"),
	    "1000-3000 1000-3000 1+0\n1000-3000 1000-3000 0+1\n");
	match_is(FILE_7("1000", "3000", "1000"),
	    "1000\t3000\tr--p\t1000\tfe:00\t8\t/a\t0\n",
	    "1000-3000 1000-3000 1+0\n1000-3000 1000-3000 0+1\n");
}
END_TEST

START_TEST(figures_are_summed_on_each_side)
{
	struct snapshot		 before_of, after_of;
	struct run		 before, after;
	struct grow		 matches = { NULL, 0, 0 };
	const struct match	*match;
	size_t			 count;

	before = run_of(&before_of, ANON("1000", "2000") ANON("3000", "4000"));
	after = run_of(&after_of, ANON("1000", "5000"));
	ck_assert(match_runs(&before_of, &before, &after_of, &after, &matches,
	    &count));
	match = (const void *)matches.bytes;
	ck_assert_uint_eq(match->side[BEFORE].figures.rss, 8192);
	ck_assert_uint_eq(match->side[BEFORE].figures.size, 0x2000);
	ck_assert_uint_eq(match->side[AFTER].figures.rss, 4096);
	ck_assert_uint_eq(match->side[AFTER].figures.pss, MEMINFO_ABSENT);
	ck_assert_ptr_eq(match->record, after.record);
	grow_free(&matches);
	snapshot_free(&before_of);
	snapshot_free(&after_of);
}
END_TEST

UNIT_SUITE(
	TEST(nothing_matches_nothing),
	TEST(growth_at_either_end_is_the_same_mapping),
	TEST(neighbours_that_only_touch_are_not_the_same),
	TEST(merged_and_cut_mappings_are_one),
	TEST(a_chain_of_overlaps_is_one),
	TEST(other_perms_or_names_are_other_mappings),
	TEST(a_file_is_known_by_its_inode_and_place),
	TEST(figures_are_summed_on_each_side))
