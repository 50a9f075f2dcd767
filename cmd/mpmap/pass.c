/* pass.c: the mappings of many processes summed by a key, in one pass. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "common/threads.h"
#include "pass.h"

/* A thread costs as much as the smaps of one small process: 0.1 ms. */
#define PROCESSES_PER_THREAD 8

/* The directory of a process and one of its files; one more while opening. */
#define THREAD_FILES 3

/* The deepest are a message and a path of /proc. */
#define STACK_SIZE ((size_t)256 * 1024)

struct pass {
	struct mpmap		*mpmap;
	const struct targets	*targets;
	bool			 smaps;
	atomic_size_t		 next;		/* of the targets */
	atomic_bool		 failed;	/* memory ran out */
};

struct pass_worker {
	struct pass		*pass;
	struct open_process		*process;
	char			*name;		/* KEY_TEXT_MAX */
	struct key_groups		 one;		/* of this process */
	struct pass_result	 sum;
	pthread_t		 thread;
};

/* False where memory ran out. */
static bool
mapping_sum(struct pass_worker *worker)
{
	struct open_process	*process = worker->process;
	enum key	 key = process->mpmap->group;
	struct figures	 figures;
	struct tally	*tally;
	const char	*kind = NULL;
	char		 text[KIND_TEXT];

	if (process->mpmap->stacks)
		kind = kind_text(process, text);
	tally = groups_at(&worker->one, key_of(key, process->map.path, kind,
	    process->map.perms, worker->name), AFTER);
	if (tally == NULL)
		return false;
	figures_of(process, &figures);
	tally->processes = 1;
	tally_count(tally, &figures);
	return true;
}

/* Into the sum goes only a process that was read whole. */
static bool
process_sum(struct pass_worker *worker)
{
	struct open_process	*process = worker->process;
	int		 more;

	groups_clear(&worker->one);
	while ((more = process_next(process)) == 1) {
		if (process_usage(process) == -1)
			return true;
		if (!mapping_sum(worker))
			return false;
	}
	/* Kernel threads and zombies have none. */
	if (more == -1 || (!process->any && !process->named))
		return true;
	worker->sum.smaps |= process->smaps;
	worker->sum.processes++;
	if (worker->pass->targets->count == 1)
		worker->sum.start = process_start(process);
	return groups_join(&worker->sum.groups, &worker->one);
}

static void *
pass_work(void *argument)
{
	struct pass_worker	*worker = argument;
	struct pass		*pass = worker->pass;
	const struct targets	*targets = pass->targets;
	bool			 good = true;
	size_t			 i;

	while (good && (i = atomic_fetch_add(&pass->next, 1)) <
	    targets->count) {
		if (!process_open(worker->process, targets->pid[i],
		    targets->named, pass->smaps))
			continue;
		good = process_sum(worker);
		process_files_close(worker->process);
	}
	if (!good)
		pass->failed = true;
	return NULL;
}

static bool
worker_make(struct pass_worker *worker, struct pass *pass)
{
	worker->pass = pass;
	worker->process = process_new(pass->mpmap);
	worker->name = malloc(KEY_TEXT_MAX);
	if (worker->process == NULL || worker->name == NULL)
		return false;
	worker->process->brief = !pass->targets->named &&
	    !pass->mpmap->stacks;
	return true;
}

static void
worker_free(struct pass_worker *worker)
{
	free(worker->process);
	free(worker->name);
	sums_groups_free(&worker->one);
	pass_free(&worker->sum);
}

static bool
worker_join(struct pass_worker *worker, struct pass_result *result)
{
	pthread_join(worker->thread, NULL);
	result->processes += worker->sum.processes;
	result->smaps |= worker->sum.smaps;
	return groups_join(&result->groups, &worker->sum.groups);
}

/* The first one is this thread; where the system gives no more, fewer do. */
static bool
workers_run(struct pass_worker *worker, size_t count)
{
	pthread_attr_t	attr;
	size_t		started = 1, i;
	bool		good = true;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	while (started < count && worker_make(&worker[started],
	    worker[0].pass) && pthread_create(&worker[started].thread, &attr,
	    pass_work, &worker[started]) == 0)
		started++;
	pthread_attr_destroy(&attr);
	pass_work(&worker[0]);
	for (i = 1; i < started; i++)
		good = worker_join(&worker[i], &worker[0].sum) && good;
	return good;
}

bool
pass_run(struct mpmap *mpmap, const struct targets *targets, bool smaps,
    struct pass_result *result)
{
	struct pass		 pass = { mpmap, targets, smaps, 0, false };
	size_t			 count, i;
	struct pass_worker	*worker;
	bool			 good;

	count = threads_count(mpmap->jobs, targets->count,
	    PROCESSES_PER_THREAD, THREAD_FILES);
	worker = calloc(count, sizeof(*worker));
	good = worker != NULL && worker_make(&worker[0], &pass) &&
	    workers_run(worker, count) && !pass.failed;
	if (!good) {
		errno = ENOMEM;
		options_complain_errno(&mpmap->options, "memory");
	} else {
		*result = worker[0].sum;
		worker[0].sum = (struct pass_result){ .start = 0 };
	}
	for (i = 0; worker != NULL && i < count; i++)
		worker_free(&worker[i]);
	free(worker);
	return good;
}

void
pass_free(struct pass_result *result)
{
	sums_groups_free(&result->groups);
}
