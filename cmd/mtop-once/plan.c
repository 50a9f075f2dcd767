/* plan.c: which files tell what was asked for. */
/* SPDX-License-Identifier: MIT */
#include "plan.h"

void
plan_want(struct plan *plan, size_t number)
{
	plan->wanted |= COLUMN_BIT(number) |
	    COLUMN_BIT(fillings[number].base);
}

/*
 * Files that tell a column.  A capture's directories belong to whoever made
 * it, so that status has to tell the owner there.
 */
static unsigned
files_of(size_t number, bool live)
{
	unsigned	files = fillings[number].files;

	return live ? files : files & ~(unsigned)FILE_OWNER;
}

static bool
is_single(unsigned files)
{
	return files != 0 && (files & (files - 1)) == 0;
}

/* Files that alone tell a column, and what is needed of the system. */
static unsigned
files_certain(uint64_t wanted, bool live)
{
	unsigned	certain = 0, files;
	size_t		i;

	for (i = 0; i < COLUMN_NUMBERS; i++) {
		if ((wanted & COLUMN_BIT(i)) == 0)
			continue;
		files = files_of(i, live);
		certain |= files & ~(unsigned)FILES_ALL;
		if (is_single(files & FILES_ALL))
			certain |= files & FILES_ALL;
	}
	return certain;
}

/*
 * Where two files tell a column and neither is read for another one, the
 * cheaper.  status costs as much as stat and statm together.
 */
static unsigned
files_chosen(uint64_t wanted, bool live, unsigned chosen)
{
	unsigned	files;
	size_t		i;

	for (i = 0; i < COLUMN_NUMBERS; i++) {
		files = files_of(i, live) & FILES_FIRST;
		if ((wanted & COLUMN_BIT(i)) == 0 || is_single(files) ||
		    (files & chosen) != 0)
			continue;
		chosen |= files & ~(unsigned)FILE_STATUS;
	}
	return chosen;
}

/*
 * Each of statm, status and stat tells who has memory.  A process that has
 * none is a kernel thread or a zombie, which the others do not show; a rollup
 * that can be read does.
 */
void
plan_resolve(struct plan *plan, bool live)
{
	unsigned	files = files_certain(plan->wanted, live) |
	    plan->extra;
	bool		rollup = (files & FILE_ROLLUP) != 0;
	unsigned	first;

	files = files_chosen(plan->wanted, live, files);
	first = files & FILES_FIRST & ~(unsigned)FILE_OWNER;
	plan->rollup_alone = rollup && first == 0 &&
	    (files & (FILE_OWNER | FILES_TEXT | FILE_CGROUP)) == 0;
	if (first == 0 && (rollup || !plan->kernel))
		files |= FILE_STATM;
	/* The list of -p may name what is not there. */
	else if (first == 0)
		files |= FILE_OWNER;
	plan->directory = rollup || (files & (FILES_TEXT | FILE_CGROUP)) != 0;
	plan->files = files;
	plan->filled |= plan->wanted;
}
