/* cpu.c: shares of a CPU, over a process' life or an interval. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/tick.h"
#include "cpu.h"
#include "mtop.h"

struct seen {
	uint64_t	pid;
	uint64_t	start;
	uint64_t	ticks;
	double		when;
};

struct cpu_sample {
	double		begin;	/* NAN: nobody looked */
	size_t		count;
	struct seen	seen[];	/* by pid */
};

static int
seen_by_pid(const void *a, const void *b)
{
	const struct seen	*one = a, *other = b;

	return (one->pid > other->pid) - (one->pid < other->pid);
}

static struct cpu_sample *
sample_make(const struct rows *rows, double begin)
{
	struct row		**list = rows_list(rows);
	struct cpu_sample	 *sample = alloc(sizeof(*sample) +
	    rows->count * sizeof(struct seen));
	size_t			  i;

	sample->begin = begin;
	sample->count = rows->count;
	for (i = 0; i < rows->count; i++)
		sample->seen[i] = (struct seen){ list[i]->pid,
		    list[i]->start, list[i]->ticks, list[i]->when };
	free(list);
	if (sample->count > 0)
		qsort(sample->seen, sample->count, sizeof(*sample->seen),
		    seen_by_pid);
	return sample;
}

/* The stat of each process: which of them are shown is decided later. */
static struct cpu_sample *
sample_take(const struct mtop *mtop)
{
	/* Not on the stack: its selection has room for a path of a cgroup. */
	struct mtop		*first = alloc(sizeof(*first));
	struct cpu_sample	*sample;
	struct rows		 rows;
	double			 begin = machine_now(&mtop->machine);

	*first = *mtop;
	first->plan = (struct plan){ .extra = FILE_STAT, .kernel = true };
	plan_want(&first->plan, COLUMN_start);
	plan_resolve(&first->plan, true);
	memset(&first->selection, 0, sizeof(first->selection));
	first->selection.pids = mtop->selection.pids;
	rows_collect(first, &rows);
	sample = sample_make(&rows, begin);
	rows_free(&rows);
	free(first);
	return sample;
}

/* In a capture no time passes: nothing is waited for, no share is known. */
struct cpu_sample *
cpu_first(const struct mtop *mtop)
{
	static const struct rows	 none;
	struct cpu_sample		*sample;
	struct tick			 tick;

	if (mtop->interval == 0 || (mtop->plan.files & SYSTEM_CPU) == 0)
		return NULL;
	if (!mtop->machine.live)
		return sample_make(&none, (double)NAN);
	tick_begin(&tick, mtop->interval);
	sample = sample_take(mtop);
	tick_wait(&tick);
	return sample;
}

static double
ticks_share(uint64_t ticks, double seconds, const struct machine *machine)
{
	return 100 * (double)ticks / (double)machine->ticks / seconds;
}

/*
 * Start and use are told in whole ticks, so a shorter life counts as one tick.
 * Where a capture's clock stands before the start, the share is not known.
 */
static double
life_share(const struct machine *machine, const struct row *row)
{
	double	tick = 1 / (double)machine->ticks;
	double	seconds = row->when - (double)row->start * tick;

	if (isnan(seconds) || seconds < 0)
		return (double)NAN;
	return ticks_share(row->ticks, seconds < tick ? tick : seconds,
	    machine);
}

/* A process that was not there at the first look has used all since. */
double
cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
    const struct row *row)
{
	const struct seen	*before = NULL;
	struct seen		 key = { .pid = row->pid };
	uint64_t		 used = row->ticks;
	double			 since;

	if (row->ticks == CELL_ABSENT || row->start == CELL_ABSENT)
		return (double)NAN;
	if (sample == NULL)
		return life_share(&mtop->machine, row);
	since = sample->begin;
	if (sample->count > 0)
		before = bsearch(&key, sample->seen, sample->count,
		    sizeof(key), seen_by_pid);
	if (before != NULL && before->start == row->start) {
		used -= before->ticks < used ? before->ticks : used;
		since = before->when;
	}
	if (!(row->when > since))
		return (double)NAN;
	return ticks_share(used, row->when - since, &mtop->machine);
}
