/* collect.c: the rows of all processes, read by several threads. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "mtop.h"

#define THREADS_MAX 256

/* The directory of a process and two of its files; what else is open. */
#define THREAD_FILES 3
#define OTHER_FILES 8

/* Those of a thread that are closed together: twice as many gain no more. */
#define CLOSED_TOGETHER 16

/* The deepest are a path and a line of a cgroup: 24 KiB. */
#define STACK_SIZE ((size_t)256 * 1024)

/*
 * A thread is worth its 0.1 ms from some 20 processes on; but a host with
 * less than a few hundred answers at once anyway, and one CPU is enough.
 */
#define PROCESSES_PER_THREAD 128

void *
allocate(size_t size)
{
	void	*memory = malloc(size);

	if (memory == NULL) {
		complain_errno("memory");
		exit(EXIT_PARTLY);
	}
	return memory;
}

void
rows_begin(struct rows *rows, size_t size)
{
	*rows = (struct rows){ .size = size };
}

static struct row *
row_at(const struct rows *rows, struct chunk *chunk, size_t number)
{
	return (struct row *)(void *)((char *)chunk->bytes +
	    number * rows->size);
}

struct row *
rows_new(struct rows *rows)
{
	struct chunk	*chunk = rows->chunk;

	if (chunk == NULL ||
	    (chunk->count + 1) * rows->size > sizeof(chunk->bytes)) {
		chunk = allocate(sizeof(*chunk));
		chunk->next = rows->chunk;
		chunk->count = 0;
		rows->chunk = chunk;
	}
	rows->count++;
	return row_at(rows, chunk, chunk->count++);
}

/* Cells that are inside their row. */
static const struct {
	size_t	cell;
	size_t	text;
} inside[] = {
	{ offsetof(struct row, state), offsetof(struct row, state_text) },
	{ offsetof(struct row, comm), offsetof(struct row, comm_text) },
	{ offsetof(struct row, tty), offsetof(struct row, tty_text) },
};

static void
row_keep(struct rows *rows, const struct row *from)
{
	char		*row = (char *)rows_new(rows);
	const char	**cell;
	size_t		 i;

	memcpy(row, from, rows->size);
	for (i = 0; i < COUNT_OF(inside); i++) {
		if (inside[i].cell >= rows->size)
			continue;
		cell = (const char **)(void *)(row + inside[i].cell);
		if (*cell != NULL)
			*cell = row + inside[i].text;
	}
}

static void
collect_one(const struct mtop *mtop, pid_t pid, struct rows *rows)
{
	struct row	row;

	if (row_read(mtop, pid, &row, rows) == 1)
		row_keep(rows, &row);
}

struct worker {
	const struct mtop	*mtop;
	struct meminfo_pids	 pids;
	struct rows		 rows;
	int			 error;
	pthread_t		 thread;
};

static void *
work(void *argument)
{
	struct worker	*worker = argument;
	pid_t		 pid;
	int		 more;

	while ((more = meminfo_pids_next(&worker->pids, &pid)) == 1)
		collect_one(worker->mtop, pid, &worker->rows);
	worker->error = more == -1 ? errno : 0;
	meminfo_closing_end(&worker->rows.closing);
	return NULL;
}

/*
 * With descriptors of its own, which the kernel finds without a lock, and
 * whose numbers follow each other; without where that is not allowed.
 */
static void *
work_apart(void *argument)
{
	unshare(CLONE_FILES);
	return work(argument);
}

/* Those that we may run on; 16 times as many as a cpu_set_t has. */
static size_t
cpu_count(void)
{
	cpu_set_t	set[16];

	if (sched_getaffinity(0, sizeof(set), set) == -1)
		return 1;
	return (size_t)CPU_COUNT_S(sizeof(set), set);
}

/* Threads that have the descriptors they need. */
static size_t
threads_most(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1 ||
	    limit.rlim_cur >= THREADS_MAX * THREAD_FILES + OTHER_FILES)
		return THREADS_MAX;
	if (limit.rlim_cur < OTHER_FILES + THREAD_FILES)
		return 1;
	return (size_t)(limit.rlim_cur - OTHER_FILES) / THREAD_FILES;
}

/*
 * Whether so many descriptors are left: who started us may have handed on any
 * number, and those that wait to be closed would be missing for ever.
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
 * How many threads are worth it.  The links of /proc are its processes, give
 * or take; a capture's file system may say 1, and one thread will do.
 */
static size_t
threads(const struct mtop *mtop)
{
	struct stat	st;
	size_t		most = threads_most(), pay;

	if (mtop->jobs > 0)
		return (uint64_t)mtop->jobs > most ? most :
		    (size_t)mtop->jobs;
	if (fstat(mtop->machine.proc, &st) == -1)
		return 1;
	pay = (size_t)st.st_nlink / PROCESSES_PER_THREAD;
	if (pay < 2)
		return 1;
	if (most > pay)
		most = pay;
	pay = cpu_count();
	return most > pay ? pay : most;
}

static void
join_rows(struct rows *to, struct rows *from)
{
	struct chunk	**last = &to->chunk;

	while (*last != NULL)
		last = &(*last)->next;
	*last = from->chunk;
	to->count += from->count;
	trouble_join(&to->troubles, &from->troubles);
}

/* The number that run; where the system gives no more, fewer do it too. */
static size_t
start(struct worker *worker, size_t count)
{
	pthread_attr_t	attr;
	size_t		i;

	if (pthread_attr_init(&attr) != 0)
		return 1;
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	for (i = 1; i < count; i++) {
		worker[i].mtop = worker[0].mtop;
		worker[i].rows = worker[0].rows;
		meminfo_pids_share(&worker[i].pids, &worker[0].pids);
		if (pthread_create(&worker[i].thread, &attr, work_apart,
		    &worker[i]) != 0)
			break;
	}
	pthread_attr_destroy(&attr);
	return i;
}

static int
collect_all(const struct mtop *mtop, struct rows *rows)
{
	size_t		 count = threads(mtop), i;
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
		worker->rows.closing.most = CLOSED_TOGETHER;
	count = start(worker, count);
	work(worker);
	error = worker->error;
	*rows = worker->rows;
	for (i = 1; i < count; i++) {
		pthread_join(worker[i].thread, NULL);
		if (error == 0)
			error = worker[i].error;
		join_rows(rows, &worker[i].rows);
	}
	meminfo_pids_close(&worker->pids);
	free(worker);
	return error;
}

void
rows_collect(struct mtop *mtop, struct rows *rows)
{
	const struct numbers	*pids = &mtop->selection.pids;
	size_t			 i;

	rows_begin(rows, mtop->row_size);
	for (i = 0; i < pids->count; i++)
		collect_one(mtop, (pid_t)pids->value[i], rows);
	if (pids->count > 0)
		return;
	errno = collect_all(mtop, rows);
	if (errno == 0)
		return;
	options_complain_path(&mtop->options, "/proc");
}

/* The newest chunk is the first: from the end on, they are as they came. */
struct row **
rows_list(const struct rows *rows)
{
	struct row	**list = allocate((rows->count + 1) * sizeof(*list));
	struct chunk	 *chunk;
	size_t		  left = rows->count, i;

	for (chunk = rows->chunk; chunk != NULL; chunk = chunk->next)
		for (i = chunk->count; i > 0; i--)
			list[--left] = row_at(rows, chunk, i - 1);
	return list;
}

void
rows_free(struct rows *rows)
{
	struct chunk	*chunk, *next;
	size_t		 i;

	for (chunk = rows->chunk; chunk != NULL; chunk = next) {
		next = chunk->next;
		for (i = 0; i < chunk->count; i++)
			if (rows->size == sizeof(struct row))
				row_free(row_at(rows, chunk, i));
		free(chunk);
	}
}
