/* main.c: mtop-once, which processes have the memory, once. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/stall.h"
#include "containers.h"
#include "cpu.h"
#include "mtop.h"
#include "show.h"

/* Every cell as what its type calls unknown. */
static void
blank_make(struct row *blank)
{
	const struct column	*column;

	memset(blank, 0, sizeof(*blank));
	for (column = columns; column->name != NULL; column++)
		column_blank(column, blank);
}

/* Columns that a selection goes by. */
static void
plan_selection(struct plan *plan, const struct selection *selection)
{
	if (selection->users != NULL)
		plan_want(plan, COLUMN_uid);
	if (selection->pattern_count > 0)
		plan_want(plan, COLUMN_comm);
	if (selection->users != NULL || selection->any_users != NULL)
		plan->extra |= SYSTEM_USERS;
	if (selection->any_users != NULL)
		plan->extra |= FILE_STATUS;
	if (selection->cgroup != NULL)
		plan->extra |= FILE_CGROUP;
}

static void
plan_make(struct mtop *mtop, const struct view *view)
{
	struct plan	*plan = &mtop->plan;

	view_plan(view, plan);
	plan_selection(plan, &mtop->selection);
	if (mtop->group != NULL)
		plan_want(plan, mtop->group->need);
	if (mtop->only.column != NULL)
		plan_want(plan, mtop->only.column->need);
	if (mtop->command_line && !mtop->options.tsv)
		plan_want(plan, COLUMN_comm);
	if (mtop->before != NULL) {
		plan_want(plan, mtop->basis);
		plan_want(plan, COLUMN_start);
		plan_want(plan, COLUMN_comm);
	}
	/* Tells a pid that went to another process, where it costs nothing. */
	plan->filled |= COLUMN_BIT(COLUMN_start);
	plan->kernel = mtop->kernel || mtop->selection.pids.count > 0 ||
	    mtop->selection.pattern_count > 0;
	plan_resolve(plan, mtop->machine.live);
	/* The log tells all; the system that reads it may be another one. */
	if (mtop->oom)
		plan->files &= SYSTEM_USERS | SYSTEM_HOST;
}

static void
processes_show(struct mtop *mtop, struct view *view, struct users *users)
{
	struct cpu_sample	*sample = NULL;
	struct pods		*pods = NULL;
	struct finish		 finish;
	struct rows		 rows;
	bool			 any = true;

	if ((mtop->plan.files & SYSTEM_PODS) != 0)
		pods = pods_open(mtop->options.root);
	if (mtop->oom)
		any = oom_rows_read(mtop, &rows);
	else {
		sample = cpu_first(mtop);
		rows_collect(mtop, &rows);
		machine_clock(&mtop->machine, &mtop->options, &mtop->plan);
	}
	finish = (struct finish){ mtop, users, sample, pods };
	if (any)
		rows_show(mtop, view, &rows, &finish);
	mtop->options.partly |= failures_say(&rows.failures);
	selection_complain(&mtop->selection, &mtop->options);
	free(sample);
	pods_close(pods);
	rows_free(&rows);
}

/* All of it, once more in a child where a process was left out. */
struct showing {
	struct mtop	 mtop;
	struct view	 view;
	struct out	 out;
	struct users	*users;
};

static int
showing_run(void *argument)
{
	struct showing	*showing = argument;
	struct mtop	*mtop = &showing->mtop;
	struct stall_way way = { .status = EXIT_PARTLY, .advice =
			    "it is left out", .again = showing_run,
			    .argument = showing };

	if ((mtop->plan.files & (FILE_ROLLUP | FILE_CMDLINE)) != 0)
		stall_watch(&way);
	processes_show(mtop, &showing->view, showing->users);
	return options_status(&mtop->options, out_end(&showing->out));
}

int
main(int argc, char **argv)
{
	/* Not on a stack that may be small. */
	static struct showing	 showing;
	struct mtop		*mtop = &showing.mtop;
	int			 status;

	mtop_arguments_read(mtop, argc, argv);
	machine_open(&mtop->machine, &mtop->options);
	out_begin(&showing.out, STDOUT_FILENO);
	showing.out.limit = line_limit(mtop);
	view_make(&showing.view, mtop, &showing.out);
	plan_make(mtop, &showing.view);
	showing.users = users_open(&mtop->options,
	    (mtop->plan.files & SYSTEM_USERS) != 0);
	selection_resolve(&mtop->selection, &mtop->options, showing.users);
	machine_read(&mtop->machine, &mtop->options, &mtop->plan);
	blank_make(&mtop->blank);
	status = showing_run(&showing);
	users_close(showing.users);
	selection_close(&mtop->selection);
	return status;
}
