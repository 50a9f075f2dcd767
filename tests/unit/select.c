/* select.c: which processes are asked for. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "common/select.h"

#include "unit.h"

static const struct {
	const char	*list;
	size_t		 count;		/* 0: refused */
	uint64_t	 last;
} pids[] = {
	{ "1", 1, 1 }, { "1,2", 2, 2 }, { "1 2", 2, 2 }, { "1, 2,\t3", 3, 3 },
	{ " 7 ", 1, 7 }, { "2147483647", 1, INT32_MAX }, { "5,5 5", 1, 5 },
	{ "12 345\n", 2, 345 }, { "", 0, 0 }, { " ", 0, 0 }, { "1,,2", 0, 0 },
	{ "1,", 0, 0 }, { "0", 0, 0 }, { "-1", 0, 0 }, { "1x", 0, 0 },
	{ "2147483648", 0, 0 }, { "1;2", 0, 0 },
};

START_TEST(pids_have_commas_or_blanks_between)
{
	struct selection	 selection = { .users = NULL };
	const struct numbers	*found = &selection.pids;

	ck_assert_int_eq(selection_add_pids(&selection, pids[_i].list),
	    pids[_i].count > 0);
	if (pids[_i].count > 0) {
		ck_assert_uint_eq(found->count, pids[_i].count);
		ck_assert_uint_eq(found->value[found->count - 1],
		    pids[_i].last);
	}
	selection_close(&selection);
}
END_TEST

/* Takes these as if typed. Uids are numbers, so that no passwd is asked. */
static struct users *
resolve(struct selection *selection, struct options *options,
    const char *users, const char *comms)
{
	struct users	*known = users_open(options, true);

	if (users != NULL)
		selection_add(&selection->users, users);
	if (comms != NULL)
		selection_add_names(selection, comms);
	selection_resolve(selection, options, known);
	return known;
}

static const struct {
	const char	*names;
	const char	*comm;
	bool		 has;
} named[] = {
	{ "nginx", "nginx", true }, { "nginx", "nginxx", false },
	{ "ngin", "nginx", false }, { "ngin*", "nginx", true },
	{ "a,nginx", "nginx", true }, { "?ginx", "nginx", true },
	{ "[mn]ginx", "nginx", true }, { "*", "", true }, { "", "x", false },
	{ "abcdefghijklmnopq", "abcdefghijklmno", true },
	{ "abcdefghijklmnopq", "abcdefghijklmn", false },
	{ "abcdefghijklmno", "abcdefghijklmno", true },
	{ "[", "[", true }, { "*.d", ".d", true }, { "\\n", "\\n", true },
};

START_TEST(names_are_whole_or_patterns)
{
	struct options		 options = { .root = MEMINFO_HOST };
	struct selection	 selection = { .users = NULL };
	struct users		*users;

	users = resolve(&selection, &options, NULL, named[_i].names);
	ck_assert_int_eq(selection_has(&selection, 0, NULL, named[_i].comm),
	    named[_i].has);
	selection_complain(&selection, &options);
	/* The first of "a,nginx" was not found. */
	ck_assert_int_eq(options.partly,
	    !named[_i].has || strchr(named[_i].names, ',') != NULL);
	selection_close(&selection);
	users_close(users);
}
END_TEST

START_TEST(kinds_must_all_hold)
{
	struct options		 options = { .root = MEMINFO_HOST };
	struct selection	 selection = { .users = NULL };
	struct users		*users;

	ck_assert(!selection_is_by_kind(&selection));
	users = resolve(&selection, &options, "4242,4243", "a,b");
	ck_assert(selection_is_by_kind(&selection));
	ck_assert(selection_has(&selection, 4243, NULL, "b"));
	ck_assert(!selection_has(&selection, 4244, NULL, "b"));
	ck_assert(!selection_has(&selection, 4243, NULL, "c"));
	ck_assert(!selection_has(&selection, 4243, NULL, NULL));
	ck_assert(!options.partly);
	selection_close(&selection);
	users_close(users);
}
END_TEST

START_TEST(a_user_who_does_not_exist_is_nobody)
{
	struct options		 options = { .root = MEMINFO_HOST };
	struct selection	 selection = { .users = NULL };
	struct users		*users;

	users = resolve(&selection, &options, "no such user", NULL);
	ck_assert(options.partly);
	ck_assert(!selection_has(&selection, 0, NULL, "x"));
	selection_close(&selection);
	users_close(users);
}
END_TEST

static const struct {
	const char	*group;
	const char	*v1, *v2;
	bool		 has;
} member[] = {
	{ "/a", "/a", "", true }, { "/a", "/a/b", "", true },
	{ "/a", "/ab", "", false }, { "a/", "", "/a", true },
	{ "/a", "/x", "/a", false }, { "/", "/x", "", true },
	{ "/a//b", "/a/b/c", "", true }, { "/a", "", "", false },
};

START_TEST(a_cgroup_has_those_below_it)
{
	static struct meminfo_membership	in;
	struct options		 options = { .root = MEMINFO_HOST };
	struct selection	 selection = { .cgroup = member[_i].group };
	struct users		*users = resolve(&selection, &options, NULL,
				    NULL);

	strcpy(in.v1, member[_i].v1);
	strcpy(in.v2, member[_i].v2);
	selection.group.version = 0;
	ck_assert_int_eq(selection_has_cgroup(&selection, &in),
	    member[_i].has);
	selection_close(&selection);
	users_close(users);
}
END_TEST

UNIT_SUITE(
	EACH(pids_have_commas_or_blanks_between, pids),
	EACH(names_are_whole_or_patterns, named),
	TEST(kinds_must_all_hold),
	TEST(a_user_who_does_not_exist_is_nobody),
	EACH(a_cgroup_has_those_below_it, member))
