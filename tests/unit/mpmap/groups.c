/* groups.c: sums by a key, the keys, and how many threads share the work. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "common/threads.h"
#include "mpmap/groups.h"

static struct figures
figures_with(uint64_t rss, uint64_t pss)
{
	struct figures	figures;

	figures_absent(&figures);
	figures.rss = rss;
	figures.pss = pss;
	return figures;
}

static void
snapshot_mapping_add(struct key_groups *groups, const char *key, uint64_t rss,
    uint64_t pss)
{
	struct figures	figures = figures_with(rss, pss);
	struct tally	*tally = groups_at(groups, key, AFTER);

	ck_assert_ptr_nonnull(tally);
	tally->processes = 1;
	tally_count(tally, &figures);
}

START_TEST(mappings_of_a_key_are_summed)
{
	struct key_groups		 groups = { .count = 0 };
	const struct key_group	*group;

	snapshot_mapping_add(&groups, "/a", 4096, 1024);
	snapshot_mapping_add(&groups, "", 1024, 1024);
	snapshot_mapping_add(&groups, "/a", 8192, 2048);
	ck_assert_uint_eq(groups.count, 2);
	group = groups_list(&groups);
	ck_assert_str_eq(groups_key(&groups, group), "/a");
	ck_assert_uint_eq(group->side[AFTER].count, 2);
	ck_assert_uint_eq(group->side[AFTER].figures.rss, 12288);
	ck_assert_uint_eq(group->side[AFTER].figures.pss, 3072);
	ck_assert_uint_eq(group->side[AFTER].figures.swap, MEMINFO_ABSENT);
	ck_assert_uint_eq(group->side[BEFORE].count, 0);
	sums_groups_free(&groups);
}
END_TEST

/* A figure that one mapping lacks leaves the rest, and is noted. */
START_TEST(a_sum_knows_what_is_missing)
{
	const unsigned	 pss = 1U << offsetof(struct figures, pss) /
	    sizeof(uint64_t);
	struct key_groups	 groups = { .count = 0 };
	struct tally	*tally;

	snapshot_mapping_add(&groups, "x", 4096, 1024);
	tally = groups_at(&groups, "x", AFTER);
	ck_assert_uint_eq(tally->partly & pss, 0);
	snapshot_mapping_add(&groups, "x", 4096, MEMINFO_ABSENT);
	ck_assert_uint_ne(tally->partly & pss, 0);
	ck_assert_uint_eq(tally->figures.rss, 8192);
	ck_assert_uint_eq(tally->figures.pss, 1024);
	sums_groups_free(&groups);
}
END_TEST

START_TEST(many_keys_are_found_again)
{
	struct key_groups	 groups = { .count = 0 };
	char		 key[32];
	int		 i, round;

	for (round = 0; round < 2; round++)
		for (i = 0; i < 10000; i++) {
			snprintf(key, sizeof(key), "/lib/%d", i);
			snapshot_mapping_add(&groups, key, 4096, 4096);
		}
	ck_assert_uint_eq(groups.count, 10000);
	for (i = 0; i < 10000; i++)
		ck_assert_uint_eq(groups_list(&groups)[i].side[AFTER].count,
		    2);
	sums_groups_free(&groups);
}
END_TEST

START_TEST(processes_are_counted_when_their_sums_join)
{
	struct key_groups		 all = { .count = 0 };
	struct key_groups		 one = { .count = 0 };
	const struct key_group	*group;
	int			 i;

	for (i = 0; i < 3; i++) {
		groups_clear(&one);
		ck_assert_uint_eq(one.count, 0);
		snapshot_mapping_add(&one, "/a", 4096, 1024);
		snapshot_mapping_add(&one, "/a", 4096, 1024);
		if (i == 1)
			snapshot_mapping_add(&one, "/b", 4096, 4096);
		ck_assert(groups_join(&all, &one));
	}
	group = groups_list(&all);
	ck_assert_uint_eq(all.count, 2);
	ck_assert_uint_eq(group[0].side[AFTER].processes, 3);
	ck_assert_uint_eq(group[0].side[AFTER].count, 6);
	ck_assert_uint_eq(group[0].side[AFTER].figures.rss, 6 * 4096);
	ck_assert_uint_eq(group[1].side[AFTER].processes, 1);
	sums_groups_free(&all);
	sums_groups_free(&one);
}
END_TEST

/* --- keys ----------------------------------------------------------------- */

static const struct {
	const char	*path;
	const char	*kind;
	const char	*name;
} named[] = {
	{ "/usr/lib/libc.so.6", "file", "libc.so.6" },
	{ "/usr/lib/libc.so.6 (deleted)", "file", "libc.so.6" },
	{ "/", "file", "/" },
	{ "/dir/", "file", "/dir/" },
	{ " (deleted)", "anon", " (deleted)" },
	{ "/ (deleted)", "file", "/" },
	{ "/memfd:/jit (deleted)", "memfd", "memfd:/jit" },
	{ "/SYSV00000000 (deleted)", "shm", "SYSV00000000" },
	{ "", "anon", "[anon]" },
	{ "", "thread-stack", "[thread-stack]" },
	{ "[anon: glibc: pthread stack: 12]", "thread-stack",
	    "[thread-stack]" },
	{ "/thread", "thread-stack", "thread" },
	{ "[heap]", "heap", "[heap]" },
	{ "[anon:a/b]", "a/b", "[anon:a/b]" },
	{ "[heap]", NULL, "[heap]" },
	{ NULL, "file", NULL },
};

START_TEST(a_name_is_the_last_part_of_a_path)
{
	char		*buffer = malloc(KEY_TEXT_MAX);
	const char	*name = key_of(KEY_NAME, named[_i].path,
	    named[_i].kind, "r--p", buffer);

	ck_assert_pstr_eq(name, named[_i].name);
	free(buffer);
}
END_TEST

START_TEST(keys_have_names)
{
	ck_assert_int_eq(key_parse("path"), KEY_PATH);
	ck_assert_int_eq(key_parse("name"), KEY_NAME);
	ck_assert_int_eq(key_parse("size"), KEY_NONE);
	ck_assert_int_eq(key_parse(""), KEY_NONE);
	ck_assert_str_eq(key_column(KEY_PERMS), "perms");
	ck_assert_str_eq(key_of(KEY_KIND, "/a", "file", "r--p", NULL),
	    "file");
	ck_assert_str_eq(key_of(KEY_PERMS, "/a", "file", "r--p", NULL),
	    "r--p");
}
END_TEST

START_TEST(threads_are_as_many_as_pay)
{
	ck_assert_uint_eq(threads_count(0, 0, 8, 3), 1);
	ck_assert_uint_eq(threads_count(0, 15, 8, 3), 1);
	ck_assert_uint_ge(threads_count(0, 100000, 8, 3), 1);
	ck_assert_uint_eq(threads_count(1, 100000, 8, 3), 1);
	ck_assert_uint_eq(threads_count(3, 1, 8, 3), 3);
	ck_assert_uint_le(threads_count(INT64_MAX, 1, 8, 3), 256);
}
END_TEST

UNIT_SUITE(
	TEST(mappings_of_a_key_are_summed),
	TEST(a_sum_knows_what_is_missing),
	TEST(many_keys_are_found_again),
	TEST(processes_are_counted_when_their_sums_join),
	EACH(a_name_is_the_last_part_of_a_path, named),
	TEST(keys_have_names),
	TEST(threads_are_as_many_as_pay))
