/* columns.c: every column is complete, and the plan reads the right files. */
/* SPDX-License-Identifier: MIT */
#include "common/list.h"
#include "mtop-once/fill.h"
#include "mtop-once/plan.h"

#include "unit.h"

/*
 * Columns that code for all rows sets: each has a test of its values in
 * tests/cli.  A column that nothing sets would print "-" for every process.
 */
static const char	set_by_hand[] = "pid,count,tree,change,growth,killed";

/* The file that a member of struct meminfo_process is read from. */
static unsigned
file_of(size_t member)
{
	if (member >= offsetof(struct meminfo_process, owner))
		return FILE_OWNER;
	if (member >= offsetof(struct meminfo_process, rollup))
		return FILE_ROLLUP;
	if (member >= offsetof(struct meminfo_process, status))
		return FILE_STATUS;
	if (member >= offsetof(struct meminfo_process, statm))
		return FILE_STATM;
	return FILE_STAT;
}

/* Without its file a member is 0 for every process. */
static void
assert_member(const struct filling *filling, const char *name)
{
	unsigned	files = file_of(filling->member);

	if (filling->other != 0)
		files |= file_of(filling->other);
	ck_assert_msg((filling->files & FILES_ALL) == files,
	    "%s is read from another file", name);
	ck_assert(filling->fill == NULL && filling->finish == NULL);
}

START_TEST(a_column_says_how_it_is_filled)
{
	const struct filling	*filling = &fillings[_i];

	ck_assert_uint_eq(columns[_i].need, (unsigned)_i);
	ck_assert_str_ne(columns[_i].title, "");
	ck_assert_str_ne(columns[_i].help, "");
	ck_assert_int_ne(columns[_i].width, 0);
	switch (filling->way) {
	case WAY_SET:
		ck_assert_uint_eq(filling->files, 0);
		ck_assert_msg(list_has(set_by_hand, columns[_i].name),
		    "%s is SET: name it in set_by_hand", columns[_i].name);
		break;
	case WAY_MEMBER:
		assert_member(filling, columns[_i].name);
		break;
	case WAY_FILL:
		ck_assert_uint_ne(filling->files & FILES_ALL, 0);
		ck_assert(filling->fill != NULL);
		break;
	case WAY_FINISH:
		ck_assert(filling->finish != NULL);
		break;
	default:
		ck_abort_msg("%s has no filling", columns[_i].name);
	}
}
END_TEST

/*
 * -o and -s take titles as well: of two that are alike, the first.  cmdline
 * stands for it in the view of -c.
 */

START_TEST(a_title_is_of_one_column)
{
	int	i;

	for (i = 0; i < _i && _i != COLUMN_cmdline; i++)
		ck_assert_str_ne(columns[i].title, columns[_i].title);
}
END_TEST

/* A sum has to be of a type that can be added. */
START_TEST(sums_are_numbers)
{
	if (column_is_sum((size_t)_i))
		ck_assert(!column_is_text(&columns[_i]));
}
END_TEST

/* A member that is copied is of eight bytes in both structs. */
START_TEST(members_are_numbers)
{
	if (fillings[_i].way == WAY_MEMBER)
		ck_assert(!column_is_text(&columns[_i]));
}
END_TEST

static unsigned
files_for(uint64_t wanted, bool live, bool kernel)
{
	struct plan	plan = { .kernel = kernel };
	size_t		i;

	for (i = 0; i < COLUMN_NUMBERS; i++)
		if ((wanted & COLUMN_BIT(i)) != 0)
			plan_want(&plan, i);
	plan_resolve(&plan, live);
	return plan.files & FILES_ALL;
}

static const struct {
	uint64_t	wanted;
	bool		live;
	bool		kernel;
	unsigned	files;
} plans[] = {
	/* The cheaper of two, unless the other is read anyway. */
	{ COLUMN_BIT(COLUMN_rss), true, true, FILE_STATM },
	{ COLUMN_BIT(COLUMN_comm), true, true, FILE_STAT },
	{ COLUMN_BIT(COLUMN_rss) | COLUMN_BIT(COLUMN_comm), true, true,
	    FILE_STATM | FILE_STAT },
	{ COLUMN_BIT(COLUMN_rss) | COLUMN_BIT(COLUMN_comm) |
	    COLUMN_BIT(COLUMN_peak), true, true, FILE_STATUS },
	{ COLUMN_BIT(COLUMN_mem_pct), true, true, FILE_STATM },
	{ COLUMN_BIT(COLUMN_user), true, true, FILE_OWNER },
	{ COLUMN_BIT(COLUMN_user), false, true, FILE_STATUS },
	{ COLUMN_BIT(COLUMN_pid), true, true, FILE_OWNER },
	/* Without -k, some file has to tell what is a kernel thread. */
	{ COLUMN_BIT(COLUMN_pid), true, false, FILE_STATM },
	{ COLUMN_BIT(COLUMN_pss), true, true, FILE_ROLLUP | FILE_STATM },
	{ COLUMN_BIT(COLUMN_cgroup), true, true, FILE_CGROUP | FILE_OWNER },
};

START_TEST(the_plan_reads_what_is_needed)
{
	ck_assert_uint_eq(files_for(plans[_i].wanted, plans[_i].live,
	    plans[_i].kernel), plans[_i].files);
}
END_TEST

START_TEST(a_rollup_can_be_all_that_is_read)
{
	struct plan	plan = { .kernel = false };

	plan_want(&plan, COLUMN_pss);
	plan_want(&plan, COLUMN_pid);
	plan_resolve(&plan, true);
	ck_assert(plan.rollup_alone);
	plan = (struct plan){ .kernel = false };
	plan_want(&plan, COLUMN_pss);
	plan_want(&plan, COLUMN_user);
	plan_resolve(&plan, true);
	ck_assert(!plan.rollup_alone);
}
END_TEST

UNIT_SUITE(
	LOOP(a_column_says_how_it_is_filled, COLUMN_NUMBERS),
	LOOP(a_title_is_of_one_column, COLUMN_NUMBERS),
	LOOP(sums_are_numbers, COLUMN_NUMBERS),
	LOOP(members_are_numbers, COLUMN_NUMBERS),
	EACH(the_plan_reads_what_is_needed, plans),
	TEST(a_rollup_can_be_all_that_is_read))
