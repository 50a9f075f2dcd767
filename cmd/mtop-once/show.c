/* show.c: from the rows of all processes to what is printed. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "choose.h"
#include "diff.h"
#include "group.h"
#include "show.h"
#include "trees.h"

/* The columns that a group adds up. */
static uint64_t
sums_of(const struct plan *plan)
{
	uint64_t	summed = 0;
	size_t		i;

	for (i = 0; i < COLUMN_NUMBERS; i++)
		if (column_is_sum(i) &&
		    i != COLUMN_growth)
			summed |= plan->wanted & COLUMN_BIT(i);
	return summed;
}

/* Rows that --only leaves in. */
static size_t
rows_only(const struct only *only, struct row **list, size_t count)
{
	size_t	to = 0, i;

	for (i = 0; i < count; i++)
		if (only_has(only, list[i]))
			list[to++] = list[i];
	return to;
}

static void
list_show(struct mtop *mtop, struct view *view, struct row **list,
    size_t count)
{
	struct row	total;
	uint64_t	summed = sums_of(&mtop->plan);

	count = rows_only(&mtop->only, list, count);
	/* With --diff, only the growth makes a sum. */
	if (mtop->before != NULL)
		summed = COLUMN_BIT(COLUMN_growth);
	if (mtop->total)
		total_make(mtop->group, summed, &mtop->blank, list, count,
		    &total);
	view_show(view, mtop, list, count, mtop->total ? &total : NULL);
}

/* The processes of a selected tree are there, and others are not. */
static size_t
rows_in_trees(const struct mtop *mtop, struct row **list, size_t count)
{
	size_t	to = 0, i;

	if (!mtop->trees)
		return count;
	for (i = 0; i < count; i++)
		if (list[i]->tree != CELL_ABSENT)
			list[to++] = list[i];
	return to;
}

/* Rows as they are shown: of processes, or of groups. */
struct shown {
	struct rows	  groups;
	struct row	**list;
	size_t		  count;
};

static void
shown_make(const struct mtop *mtop, struct shown *shown, struct row **list,
    size_t count)
{
	rows_begin(&shown->groups);
	shown->count = rows_in_trees(mtop, list, count);
	shown->list = list;
	if (mtop->group == NULL)
		return;
	rows_group(mtop->group, sums_of(&mtop->plan), &mtop->blank, list,
	    shown->count, &shown->groups);
	shown->list = rows_list(&shown->groups);
	shown->count = shown->groups.count;
}

static void
shown_free(const struct mtop *mtop, struct shown *shown)
{
	if (mtop->group != NULL)
		free(shown->list);
	rows_free(&shown->groups);
}

/* Against an earlier -T, whose rows are grouped likewise. */
static void
diff_show(struct mtop *mtop, struct view *view, struct shown *now)
{
	struct rows	 rows;
	struct shown	 before;
	struct row	**list, **differ;
	size_t		 count;

	list = before_read(mtop, mtop->plan.wanted, &rows, &count);
	if (list != NULL) {
		if (mtop->group == &columns[COLUMN_tree])
			trees_make(list, count);
		shown_make(mtop, &before, list, count);
		differ = diff_make(mtop->basis, mtop->group, now->list,
		    now->count, before.list, before.count, &count);
		list_show(mtop, view, differ, count);
		free(differ);
		shown_free(mtop, &before);
	}
	free(list);
	rows_free(&rows);
}

void
rows_show(struct mtop *mtop, struct view *view, struct rows *rows,
    const struct finish *finish)
{
	struct row	**list = rows_list(rows);
	struct shown	  shown;
	size_t		  count = rows->count;

	if (mtop->oom)
		count = rows_choose(&mtop->selection, false, list, count);
	rows_finish(finish, list, count);
	shown_make(mtop, &shown, list, count);
	if (mtop->before != NULL)
		diff_show(mtop, view, &shown);
	else
		list_show(mtop, view, shown.list, shown.count);
	shown_free(mtop, &shown);
	free(list);
}
