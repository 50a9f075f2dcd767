/* main.c: mtop-once, which processes have the memory, once. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "collect.h"
#include "cpu.h"
#include "finish.h"
#include "group.h"
#include "view.h"

/* Every cell as what its type calls unknown. */
static void
blank_make(struct row *blank)
{
	const struct column	*column;

	memset(blank, 0, sizeof(*blank));
	for (column = columns; column->name != NULL; column++)
		column_blank(column, blank);
}

/* Columns that a selection goes by, and those that others are made of. */
static void
plan_make(struct mtop *mtop, const struct view *view)
{
	const struct selection	*selection = &mtop->selection;
	struct plan		*plan = &mtop->plan;

	view_plan(view, plan);
	if (mtop->group != NULL)
		plan_want(plan, mtop->group->need);
	if (selection->users != NULL)
		plan_want(plan, COLUMN_uid);
	if (selection->pattern_count > 0 ||
	    (mtop->command_line && !mtop->options.tsv))
		plan_want(plan, COLUMN_comm);
	if (selection->users != NULL || selection->any_users != NULL)
		plan->extra |= SYSTEM_USERS;
	if (selection->any_users != NULL)
		plan->extra |= FILE_STATUS;
	if (selection->cgroup != NULL)
		plan->extra |= FILE_CGROUP;
	plan->kernel = mtop->kernel || selection->pids.count > 0 ||
	    selection->pattern_count > 0;
	plan_resolve(plan, mtop->machine.live);
}

/* The columns that a group adds up. */
static uint64_t
sums_of(const struct plan *plan)
{
	uint64_t	summed = 0;
	size_t		i;

	for (i = 0; i < COLUMN_NUMBERS; i++)
		if (column_is_sum(i))
			summed |= plan->wanted & COLUMN_BIT(i);
	return summed;
}

static void
rows_show(const struct mtop *mtop, struct view *view, struct row **list,
    size_t count)
{
	uint64_t	 summed = sums_of(&mtop->plan);
	struct row	 total, **group_list;
	struct rows	 groups;

	if (mtop->total)
		total_make(mtop->group, summed, &mtop->blank, list, count,
		    &total);
	if (mtop->group == NULL) {
		view_show(view, mtop, list, count,
		    mtop->total ? &total : NULL);
		return;
	}
	groups_make(mtop->group, summed, &mtop->blank, list, count, &groups);
	group_list = rows_list(&groups);
	view_show(view, mtop, group_list, groups.count,
	    mtop->total ? &total : NULL);
	free(group_list);
	rows_free(&groups);
}

static void
processes_show(struct mtop *mtop, struct view *view, struct users *users)
{
	struct cpu_sample	*sample = cpu_first(mtop);
	struct finish		 finish = { mtop, users, sample };
	struct rows		 rows;
	struct row		**list;

	rows_collect(mtop, &rows);
	machine_clock(&mtop->machine, &mtop->options, &mtop->plan);
	list = rows_list(&rows);
	rows_finish(&finish, list, rows.count);
	free(sample);
	rows_show(mtop, view, list, rows.count);
	mtop->options.partly |= failures_say(&rows.failures);
	selection_complain(&mtop->selection, &mtop->options);
	free(list);
	rows_free(&rows);
}

int
main(int argc, char **argv)
{
	static struct mtop	 mtop;
	static struct view	 view;
	struct users		*users;
	struct out		 out;
	bool			 written;

	arguments_read(&mtop, argc, argv);
	machine_open(&mtop.machine, &mtop.options);
	out_begin(&out, STDOUT_FILENO);
	out.limit = line_limit(&mtop);
	view_make(&view, &mtop, &out);
	plan_make(&mtop, &view);
	users = users_open(&mtop.options,
	    (mtop.plan.files & SYSTEM_USERS) != 0);
	selection_resolve(&mtop.selection, &mtop.options, users);
	machine_read(&mtop.machine, &mtop.options, &mtop.plan);
	blank_make(&mtop.blank);
	processes_show(&mtop, &view, users);
	written = out_end(&out);
	users_close(users);
	selection_close(&mtop.selection);
	return options_status(&mtop.options, written);
}
