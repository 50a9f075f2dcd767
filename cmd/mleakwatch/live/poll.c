/* poll.c: one sample of each process that is watched. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"

/*
 * Seconds after which a process's headroom is read again; meanwhile its growth
 * is taken off.  Reading it costs as much as twenty samples.
 */
#define HEADROOM_EVERY_S 10

/*
 * pread(2) of a file that stays open saves two of three system calls and the
 * path look-up.  A longer status (65,536 groups) is read again in pieces.
 */
static int
status_read(const struct session *session, const struct process *process,
    struct meminfo_status *status)
{
	char	text[8192];
	ssize_t	n;

	do {
		n = pread(process->live.status_fd, text, sizeof(text), 0);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (n < (ssize_t)sizeof(text))
		return meminfo_status_parse(text, (size_t)n, status);
	if (meminfo_status_read(session->proc, (pid_t)process->pid,
	    status) == -1)
		return -1;
	return process_is_same(process) ? 0 : -1;
}

/* Most processes that just began soon end: scan with the second sample. */
#define SCAN_FIRST_SAMPLE 2
/*
 * Scan mappings again when the process is 1.5 times as old as at the last
 * scan, plus 8 intervals.  After a scan that took t, wait 50 t before the next
 * one of any process: scans stay below 2 % of the time.  See session_used().  A
 * scan of a small process costs as much as seven samples.
 */
#define SCAN_AGE_RATIO 1.5
#define SCAN_INTERVALS 8
#define SCAN_WAIT 50

static void
mappings_scan(struct session *session, struct process *process)
{
	struct live	*live = &process->live;
	double		 begun, took, next;
	struct mappings_now now;
	bool		 read;

	begun = session_used();
	read = mappings_read_process(session, process, &now);
	/* A file that cannot be read is not tried with every sample either. */
	next = (process->series.last_time - process->series.start) *
	    SCAN_AGE_RATIO + SCAN_INTERVALS *
	    (double)session->config->interval / 1e9;
	took = session_used() - begun;
	live->next_scan_s = (float)(next + SCAN_WAIT * took);
	session->next_scan = session_now(session) + SCAN_WAIT * took;
	if (!read)
		return;
	if (live->mappings == NULL) {
		live->mappings = alloc(sizeof(*live->mappings));
		memcpy(live->mappings->first, now.bytes,
		    sizeof(now.bytes));
	}
	memcpy(live->mappings->last, now.bytes, sizeof(now.bytes));
	live->scanned_bytes = (float)process->series.last_value;
}

/*
 * After exec(2) mappings and heap of the old program say nothing; a shell that
 * runs a program often has set its limits and moved to its cgroup before.
 */
static void
program_forget(struct process *process, const char *comm)
{
	if (process->comm[0] == '\0' || strcmp(process->comm, comm) == 0)
		return;
	if (process->live.heap != NULL) {
		process->live.heap->renamed = true;
		process->live.heap->failures = 0;
	}
	free(process->live.mappings);
	free(process->live.cold);
	process->live.mappings = NULL;
	process->live.cold = NULL;
	process->live.next_scan_s = 0;
	process->live.limit_read_s = -HEADROOM_EVERY_S;
}

static double
cputime_read(const struct session *session, const struct process *process)
{
	struct meminfo_stat	stat;
	char			text[1024];
	ssize_t			n;

	do {
		n = pread(process->live.stat_fd, text, sizeof(text), 0);
	} while (n == -1 && errno == EINTR);
	if (n <= 0 || meminfo_stat_parse(text, (size_t)n, &stat) == -1)
		return (double)NAN;
	return (double)(stat.user_ticks + stat.system_ticks) *
	    session->tick_s;
}

static void
sample_fill(const struct session *session, const struct process *process,
    const struct meminfo_status *status, struct sample *sample)
{
	double	now = session_now(session);

	*sample = (struct sample){
		/* Rounded as in a record, so that it is judged alike. */
		.time = (double)(int64_t)(now * 1000 + 0.5) / 1000,
		.pid = process->pid,
		.start = process->start,
		.anon = status->anon,
		.rss = status->rss,
		.swap = status->swap,
		.shmem = status->shmem,
		.virt = status->size,
		.hugetlb = status->hugetlb,
		.boot = process->boot,
		.value = (double)NAN,
		.verdict = VERDICT_NONE,
		.host = process->host,
		.host_length = strlen(process->host),
		.comm = status->comm,
		.comm_length = strlen(status->comm)
	};
}

/* Reads that are too expensive for each sample. */
static void
process_look(struct session *session, struct process *process,
    const struct meminfo_status *status)
{
	double	age = process->series.last_time - process->series.start;
	bool	once = session->config->state != NULL;

	if (process->series.count == 1 || once ||
	    age - process->live.limit_read_s >= HEADROOM_EVERY_S)
		headroom_read(session, process, status);
	if (session->scan && process->series.count >= SCAN_FIRST_SAMPLE &&
	    age >= process->live.next_scan_s &&
	    session_now(session) >= session->next_scan)
		mappings_scan(session, process);
	if (session->config->cold)
		cold_look(session, process);
}

/*
 * The file that stays open tells no memory once the first thread has ended; a
 * thread that lives on has it.  The name stays that of the process.
 */
static void
status_of_thread(const struct session *session, struct process *process,
    struct meminfo_status *status)
{
	struct meminfo_status	of_thread;
	int			dir;

	process->live.headless = status->state == 'Z';
	if (!process->live.headless)
		return;
	dir = meminfo_living_open(session->proc, (pid_t)process->pid);
	if (dir == -1)
		return;
	if (meminfo_status_read(dir, 0, &of_thread) == 0 &&
	    process_is_same(process)) {
		memcpy(of_thread.comm, status->comm, sizeof(status->comm));
		*status = of_thread;
	}
	close(dir);
}

/*
 * A process that is ending has no figures any more, and may take seconds to
 * give its memory back: what counts is that it lives on.
 */
static void
no_memory_count(struct session *session, struct process *process)
{
	if (process->live.no_memory > 1)
		session->report->no_memory += process->live.no_memory - 1;
	process->live.no_memory = 0;
}

/* False where the process has ended. */
static bool
process_poll(struct session *session, struct process *process)
{
	struct meminfo_status	status;
	struct sample		sample;
	enum add_result		result;
	double			cputime;

	cputime = work_cputime(session, process,
	    cputime_read(session, process));
	if (status_read(session, process, &status) == -1 ||
	    !process_lives_on(status.state, status.threads))
		return false;
	status_of_thread(session, process, &status);
	sample_fill(session, process, &status, &sample);
	sample.cputime = cputime;
	sample.work = work_of(session, process, cputime);
	program_forget(process, status.comm);
	result = process_add(session->processes, process, &sample);
	if (result == SAMPLE_NO_MEMORY)
		process->live.no_memory++;
	else
		no_memory_count(session, process);
	if (result > SAMPLE_LATE)
		return true;
	session_keep_sample(session, &sample);
	process_look(session, process, &status);
	return true;
}

static void
process_end(struct session *session, struct process *process)
{
	process_close(process);
	/* An orphan of the command; of others it reaps none. */
	if (session->command != 0 && process->pid !=
	    (uint64_t)session->command)
		waitpid((pid_t)process->pid, NULL, WNOHANG);
	process->ended = true;
	process->live.oom_end = oom_end_of(session, process);
	session->gone = alloc_resize(session->gone,
	    (session->gone_count + 1) * sizeof(*session->gone));
	session->gone[session->gone_count++] = process;
}

void
session_poll(struct session *session)
{
	struct process	*process;
	size_t		 i, kept = 0;

	session->gone_count = 0;
	if (session->config->system) {
		system_poll(session);
		return;
	}
	work_begin(session);
	for (i = 0; i < session->count; i++) {
		process = session->alive[i];
		if (process_poll(session, process))
			session->alive[kept++] = process;
		else
			process_end(session, process);
	}
	session->count = kept;
	oom_look(session);
	if (session->config->record != NULL &&
	    !record_flush(&session->record))
		session->report->trouble = true;
}

void
session_no_memory(struct session *session)
{
	size_t	i;

	for (i = 0; i < session->count; i++)
		no_memory_count(session, session->alive[i]);
}

/* A process that has not changed since its last scan needs no other. */
void
session_scan_last(struct session *session)
{
	struct process	*process;
	size_t		 i;

	for (i = 0; i < session->count; i++) {
		process = session->alive[i];
		if (process->live.mappings != NULL &&
		    process->live.scanned_bytes !=
		    (float)process->series.last_value)
			mappings_scan(session, process);
	}
}
