/* threads.c: how many threads share a work. */
/* SPDX-License-Identifier: MIT */
#include <sched.h>
#include <sys/resource.h>

#include "threads.h"

#define THREADS_MAX 256

/* Open besides those of the threads: 0 to 2, roots, /proc, the runtime's. */
#define OTHER_FILES 8

/* The CPUs that we may run on, of up to 16 times as many as cpu_set_t has. */
static size_t
threads_cpus(void)
{
	cpu_set_t	set[16];

	if (sched_getaffinity(0, sizeof(set), set) == -1)
		return 1;
	return (size_t)CPU_COUNT_S(sizeof(set), set);
}

static size_t
threads_limit(size_t files_per_thread)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1 ||
	    limit.rlim_cur >= THREADS_MAX * files_per_thread + OTHER_FILES)
		return THREADS_MAX;
	if (limit.rlim_cur < OTHER_FILES + files_per_thread)
		return 1;
	return (size_t)(limit.rlim_cur - OTHER_FILES) / files_per_thread;
}

size_t
threads_count(int64_t asked, size_t items, size_t items_per_thread,
    size_t files_per_thread)
{
	size_t	count = threads_limit(files_per_thread);
	size_t	pay = items / items_per_thread;

	if (asked > 0)
		return (uint64_t)asked < count ? (size_t)asked : count;
	if (pay < 2)
		return 1;
	if (count > pay)
		count = pay;
	pay = threads_cpus();
	return count > pay ? pay : count;
}
