/* cpu.c: shares of a CPU, over a process' life or an interval. */
#include <math.h>
#include <stdlib.h>

#include "common/tick.h"
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
by_pid(const void *a, const void *b)
{
	const struct seen	*one = a, *other = b;

	return (one->pid > other->pid) - (one->pid < other->pid);
}

static struct cpu_sample *
sample_make(const struct rows *rows, double begin)
{
	struct row		**list = rows_list(rows);
	struct cpu_sample	 *sample = allocate(sizeof(*sample) +
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
		    by_pid);
	return sample;
}

/* Their stat and nothing else: who of them is shown is decided later. */
static struct cpu_sample *
look(const struct mtop *mtop)
{
	struct mtop		 first = *mtop;
	struct cpu_sample	*sample;
	struct rows		 rows;
	double			 begin = machine_now(&mtop->machine);

	first.need = NEED_STAT;
	first.row_size = ROW_HEAD;
	first.selection = (struct selection){ .pids = mtop->selection.pids };
	first.kernel = true;
	need_resolve(&first);
	rows_collect(&first, &rows);
	sample = sample_make(&rows, begin);
	rows_free(&rows);
	return sample;
}

/*
 * In a capture no time passes: it is not waited for, and the shares are not
 * known.
 */
struct cpu_sample *
cpu_first(const struct mtop *mtop)
{
	static const struct rows	 none;
	struct cpu_sample		*sample;
	struct tick			 tick;

	if (mtop->interval == 0 || (mtop->need & NEED_SHARE) == 0)
		return NULL;
	if (!mtop->machine.live)
		return sample_make(&none, (double)NAN);
	tick_begin(&tick, mtop->interval);
	sample = look(mtop);
	tick_wait(&tick);
	return sample;
}

static double
share(uint64_t ticks, double seconds, const struct machine *machine)
{
	return 100 * (double)ticks / (double)machine->ticks / seconds;
}

/*
 * The start is told in whole ticks, and so is the use: a life of less is one.
 * A capture's clock that stands before the start makes no share.
 */
static double
of_life(const struct machine *machine, const struct row *row)
{
	double	tick = 1 / (double)machine->ticks;
	double	seconds = row->when - (double)row->start * tick;

	if (isnan(seconds) || seconds < 0)
		return (double)NAN;
	return share(row->ticks, seconds < tick ? tick : seconds, machine);
}

/* One that was not there at the first look has used all since. */
double
cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
    const struct row *row)
{
	const struct seen	*before = NULL;
	struct seen		 key = { .pid = row->pid };
	uint64_t		 used = row->ticks;
	double			 since;

	if (sample == NULL)
		return of_life(&mtop->machine, row);
	since = sample->begin;
	if (sample->count > 0)
		before = bsearch(&key, sample->seen, sample->count,
		    sizeof(key), by_pid);
	if (before != NULL && before->start == row->start) {
		used -= before->ticks < used ? before->ticks : used;
		since = before->when;
	}
	if (!(row->when > since))
		return (double)NAN;
	return share(used, row->when - since, &mtop->machine);
}
