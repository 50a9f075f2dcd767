/* sampling.c: one sample of each process that is watched. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "live.h"

/*
 * Seconds for which a headroom holds but for the process' own growth: to read
 * it costs as much as twenty samples.
 */
#define HEADROOM_EVERY 10

double
watching_now(void)
{
	struct timespec	unix_time, up;
	static double	offset;

	/* Steps of the wall clock are no steps of the samples'. */
	clock_gettime(CLOCK_BOOTTIME, &up);
	if (offset == 0) {
		clock_gettime(CLOCK_REALTIME, &unix_time);
		offset = (double)(unix_time.tv_sec - up.tv_sec) +
		    (double)(unix_time.tv_nsec - up.tv_nsec) / 1e9;
	}
	return (double)up.tv_sec + (double)up.tv_nsec / 1e9 + offset;
}

/*
 * pread(2) of a file that stays open: two of three system calls are saved,
 * and there is no path to look up.  What is longer (65,536 groups) is read
 * once more, piece by piece.
 */
static int
status_read(const struct watching *watching, const struct process *process,
    struct meminfo_status *status)
{
	char	text[8192];
	ssize_t	n;

	do {
		n = pread(process->live.status, text, sizeof(text), 0);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (n < (ssize_t)sizeof(text))
		return meminfo_status_parse(text, (size_t)n, status);
	if (meminfo_status_read(watching->proc, (pid_t)process->pid,
	    status) == -1)
		return -1;
	return pread(process->live.status, text, 1, 0) == 1 ? 0 : -1;
}

/* A process that just began is mostly one that soon ends. */
#define LOOK_FIRST 2
/*
 * Looks, each after half as much again of its life, and so many intervals:
 * for small processes one costs as much as seven samples, for large ones it
 * takes its time, of which there must be this share of others; so must there
 * be after a look at any process, which are thousands.
 */
#define LOOK_MORE 1.5
#define LOOK_INTERVALS 8
#define LOOK_SHARE 50

void
watching_locate(struct watching *watching, struct process *process)
{
	struct live	*live = &process->live;
	double		 begun = watching_now(), took, next;
	float		 bytes[WHERE_KINDS];
	char		 byte;
	bool		 read;

	/* The status that is open tells whether it is still that process. */
	read = where_read(watching->proc, (pid_t)process->pid, bytes) &&
	    pread(live->status, &byte, 1, 0) == 1;
	/* What cannot be read is not tried at every sample either. */
	next = (process->series.last_time - process->series.start) *
	    LOOK_MORE + LOOK_INTERVALS *
	    (double)watching->watch->interval / 1e9;
	took = watching_now() - begun;
	process->look = (float)(next + LOOK_SHARE * took);
	watching->locate = begun + LOOK_SHARE * took;
	if (!read)
		return;
	if (live->where == NULL) {
		live->where = allocate(NULL, sizeof(*live->where));
		memcpy(live->where->first, bytes, sizeof(bytes));
	}
	memcpy(live->where->last, bytes, sizeof(bytes));
	live->located = (float)process->series.last_bytes;
}

/* Of another program, what was where before says nothing. */
static void
look_again(struct process *process, const char *comm)
{
	if (process->live.where == NULL || process->comm == NULL ||
	    strcmp(process->comm, comm) == 0)
		return;
	free(process->live.where);
	process->live.where = NULL;
	process->look = 0;
}

static bool
sample_one(struct watching *watching, struct process *process)
{
	struct meminfo_status	status;
	double			age;
	struct sample		sample = { .pid = process->pid,
				    .start = process->start,
				    .host = process->host,
				    .host_length = strlen(process->host) };

	if (status_read(watching, process, &status) == -1 ||
	    status.state == 'Z' || status.state == 'X')
		return false;
	/* As it is recorded, so that what is read back is judged alike. */
	sample.time = (double)(int64_t)(watching_now() * 1000 + 0.5) / 1000;
	sample.anon = status.anon;
	sample.rss = status.rss;
	sample.swap = status.swap;
	sample.shmem = status.shmem;
	sample.virt = status.size;
	sample.comm = status.comm;
	sample.comm_length = strlen(status.comm);
	look_again(process, status.comm);
	if (process_take(process, &sample) > TAKEN_LATE)
		return true;
	age = sample.time - process->series.start;
	if (process->series.count == 1 || watching->watch->state != NULL ||
	    age - process->live.at_time >= HEADROOM_EVERY)
		headroom_read(watching, process, &status);
	if (watching->record.name != NULL)
		record_sample(&watching->record, &sample);
	if (process->series.count >= LOOK_FIRST &&
	    watching->watch->state == NULL &&
	    age >= process->look &&
	    watching_now() >= watching->locate)
		watching_locate(watching, process);
	return true;
}

/*
 * What ended before it could be judged is not held up for all to see where
 * it was not asked for by name: a shell starts a hundred such a minute.  Of
 * the others the verdict is kept, and not the samples.
 */
static void
let_go(struct watching *watching, struct process *process)
{
	struct mleakwatch	*watch = watching->watch;
	struct outcome		 outcome;

	close(process->live.status);
	process->live.status = -1;
	process->ended = true;
	if (watch->state != NULL)
		return;
	outcome_make(&outcome, process, &watch->judge);
	if (outcome.result.reason == JUDGE_TOO_SHORT &&
	    (watching->selection.any || (watching->command != 0 &&
	    process->pid != (uint64_t)watching->command)))
		watch->unjudged++;
	else if (outcome.samples > 0) {
		watch->outcome = allocate(watch->outcome,
		    (watch->outcomes + 1) * sizeof(*watch->outcome));
		watch->outcome[watch->outcomes++] = outcome;
	}
	processes_remove(&watch->processes, process);
}

void
watching_sample(struct watching *watching)
{
	struct process	*process;
	size_t		 i, kept = 0;

	if (watching->selection.any || watching->command != 0)
		watching_newborn(watching);
	for (i = 0; i < watching->count; i++) {
		process = watching->alive[i];
		if (sample_one(watching, process))
			watching->alive[kept++] = process;
		else
			let_go(watching, process);
	}
	watching->count = kept;
	if (watching->record.name != NULL &&
	    !record_flush(&watching->record)) {
		watching->watch->trouble = true;
		watching->record.name = NULL;
	}
}

/* Where nothing has changed since the last one, it saw all there is. */
void
watching_last_look(struct watching *watching)
{
	struct process	*process;
	size_t		 i;

	for (i = 0; i < watching->count; i++) {
		process = watching->alive[i];
		if (process->live.where != NULL &&
		    process->live.located !=
		    (float)process->series.last_bytes)
			watching_locate(watching, process);
	}
}
