/* collect.c: the rows of all processes, read by several threads. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/threads.h"
#include "attempt.h"
#include "mtop.h"

/* The directory of a process and two of its files. */
#define THREAD_FILES 3

/* Descriptors that a thread closes together; twice as many gain no more. */
#define CLOSED_TOGETHER 16

/* The deepest call has the paths and a line of a cgroup: 24 KiB. */
#define STACK_SIZE ((size_t)256 * 1024)

/*
 * A thread (0.1 ms) pays off from about 20 processes on; below a few hundred
 * the command is instant anyway.
 */
#define PROCESSES_PER_THREAD 128

struct worker {
	const struct mtop	*mtop;
	struct meminfo_pids	 pids;
	struct rows		 rows;
	int			 error;
	pthread_t		 thread;
};

static void *
worker_run(void *argument)
{
	struct worker	*worker = argument;
	pid_t		 pid;
	int		 more;

	while ((more = meminfo_pids_next(&worker->pids, &pid)) == 1)
		process_collect(worker->mtop, pid, &worker->rows);
	worker->error = more == -1 ? errno : 0;
	meminfo_reader_end(&worker->rows.reader);
	return NULL;
}

/*
 * A thread with descriptors of its own finds them without a lock, and their
 * numbers follow each other.  Where that is not allowed, it shares them.
 */
static void *
worker_run_apart(void *argument)
{
	unshare(CLONE_FILES);
	return worker_run(argument);
}

/*
 * Are so many descriptors left?  The caller may have handed on any number, and
 * those that wait to be closed would be missing.
 */
static bool
descriptors_left(size_t count)
{
	struct rlimit	limit;
	rlim_t		fd;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return false;
	for (fd = 0; count > 0 && fd < limit.rlim_cur && fd < INT_MAX; fd++)
		count -= fcntl((int)fd, F_GETFD) == -1;
	return count == 0;
}

/*
 * The links of /proc are about as many as its processes.  A capture's file
 * system may say 1, and one thread will do.
 */
static size_t
threads_worth(const struct mtop *mtop)
{
	struct stat	st;
	size_t		links = 0;

	if (mtop->jobs == 0 && fstat(mtop->machine.proc, &st) == 0)
		links = (size_t)st.st_nlink;
	return threads_count(mtop->jobs, links, PROCESSES_PER_THREAD,
	    THREAD_FILES);
}

/* How many run; where the system gives no more, fewer do it too. */
static size_t
workers_start(struct worker *worker, size_t count)
{
	pthread_attr_t	attr;
	size_t		i;

	if (pthread_attr_init(&attr) != 0)
		return 1;
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	for (i = 1; i < count; i++) {
		worker[i].mtop = worker[0].mtop;
		worker[i].rows.reader = worker[0].rows.reader;
		meminfo_pids_share(&worker[i].pids, &worker[0].pids);
		if (pthread_create(&worker[i].thread, &attr, worker_run_apart,
		    &worker[i]) != 0)
			break;
	}
	pthread_attr_destroy(&attr);
	return i;
}

static int
collect_all(const struct mtop *mtop, struct rows *rows)
{
	size_t		 count = threads_worth(mtop), i;
	struct worker	*worker = calloc(count, sizeof(*worker));
	int		 error;

	if (worker == NULL ||
	    meminfo_pids_open(&worker->pids, mtop->machine.proc) == -1) {
		error = errno;
		free(worker);
		return error;
	}
	worker->mtop = mtop;
	worker->rows = *rows;
	if (descriptors_left(count * (THREAD_FILES + CLOSED_TOGETHER)))
		worker->rows.reader.most = CLOSED_TOGETHER;
	count = workers_start(worker, count);
	worker_run(worker);
	error = worker->error;
	*rows = worker->rows;
	for (i = 1; i < count; i++) {
		pthread_join(worker[i].thread, NULL);
		if (error == 0)
			error = worker[i].error;
		rows_join(rows, &worker[i].rows);
	}
	meminfo_pids_close(&worker->pids);
	free(worker);
	return error;
}

/* A pid that was named has to be there; to be left out is something else. */
static void
pid_check(struct mtop *mtop, pid_t pid)
{
	struct meminfo_stat	stat;
	char			text[16];

	if (meminfo_stat_read(mtop->machine.proc, pid, &stat) == 0 ||
	    (errno != ENOENT && errno != ESRCH))
		return;
	snprintf(text, sizeof(text), "%d", (int)pid);
	options_complain(&mtop->options, text, "no such process");
}

void
rows_collect(struct mtop *mtop, struct rows *rows)
{
	const struct numbers	*pids = &mtop->selection.pids;
	size_t			 i;

	rows_begin(rows);
	for (i = 0; i < pids->count; i++)
		if (mtop->trees ||
		    !process_collect(mtop, (pid_t)pids->value[i], rows))
			pid_check(mtop, (pid_t)pids->value[i]);
	if (pids->count > 0 && !mtop->trees)
		return;
	errno = collect_all(mtop, rows);
	if (errno != 0)
		options_complain_path(&mtop->options, "/proc");
}
