/* cpu.c: shares of a CPU, over a process' life or an interval. */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "../common/tick.h"
#include "mtop.h"

struct seen {
	pid_t		pid;
	uint64_t	start;
	uint64_t	ticks;
};

struct cpu_sample {
	double		 seconds;	/* between the two looks; 0: none */
	size_t		 count;
	size_t		 size;
	struct seen	*seen;
};

static void
see(struct cpu_sample *sample, pid_t pid, const struct meminfo_stat *stat)
{
	if (sample->count == sample->size) {
		sample->size = sample->size == 0 ? 1024 : 2 * sample->size;
		sample->seen = realloc(sample->seen,
		    sample->size * sizeof(*sample->seen));
		if (sample->seen == NULL) {
			complain_errno("memory");
			exit(EXIT_PARTLY);
		}
	}
	sample->seen[sample->count++] = (struct seen){ pid,
	    stat->start_ticks, stat->user_ticks + stat->system_ticks };
}

static int
by_pid(const void *a, const void *b)
{
	const struct seen	*one = a, *other = b;

	return (one->pid > other->pid) - (one->pid < other->pid);
}

static double
now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/*
 * In a capture no time passes: it is not waited for, and the shares are not
 * known.
 */
struct cpu_sample *
cpu_first(const struct mtop *mtop)
{
	struct cpu_sample	*sample;
	struct meminfo_pids	 pids;
	struct meminfo_stat	 stat;
	struct tick		 tick;
	double			 begin = now();
	pid_t			 pid;

	if (mtop->interval == 0)
		return NULL;
	sample = allocate(sizeof(*sample));
	*sample = (struct cpu_sample){ .seconds = 0 };
	if (!mtop->machine.live ||
	    meminfo_pids_open(&pids, mtop->machine.proc) == -1)
		return sample;
	tick_begin(&tick, mtop->interval);
	while (meminfo_pids_next(&pids, &pid) == 1)
		if (meminfo_stat_read(mtop->machine.proc, pid, &stat) == 0)
			see(sample, pid, &stat);
	meminfo_pids_close(&pids);
	if (sample->count > 0)
		qsort(sample->seen, sample->count, sizeof(*sample->seen),
		    by_pid);
	tick_wait(&tick);
	sample->seconds = now() - begin;
	return sample;
}

static double
share(double ticks, double seconds, uint64_t ticks_per_second)
{
	if (seconds > 0)
		return 100 * ticks / (double)ticks_per_second / seconds;
	return seconds == 0 && ticks == 0 ? 0 : (double)NAN;
}

/* A clock that stands before the process' start makes no share. */
static double
of_life(const struct machine *machine, const struct row *row)
{
	if (machine->uptime == MEMINFO_ABSENT)
		return (double)NAN;
	return share((double)row->ticks, (double)machine->uptime / 1000 -
	    (double)row->start / (double)machine->ticks, machine->ticks);
}

/* One that was not there at the first look has used all since. */
double
cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
    const struct row *row)
{
	const struct seen	*before = NULL;
	struct seen		 key = { (pid_t)row->pid, 0, 0 };
	uint64_t		 used = row->ticks;

	if (sample == NULL)
		return of_life(&mtop->machine, row);
	if (sample->seconds <= 0)
		return (double)NAN;
	if (sample->count > 0)
		before = bsearch(&key, sample->seen, sample->count,
		    sizeof(key), by_pid);
	if (before != NULL && before->start == row->start)
		used -= before->ticks < used ? before->ticks : used;
	return share((double)used, sample->seconds, mtop->machine.ticks);
}

void
cpu_free(struct cpu_sample *sample)
{
	if (sample != NULL)
		free(sample->seen);
	free(sample);
}
