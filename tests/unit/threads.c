/* threads.c: a process whose first thread has ended, and others. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

#define MEMORY ((size_t)8 << 20)

static int	proc, ready[2];
static pid_t	child;

/* The memory is touched before the first thread ends. */
static void *
live_on(void *memory)
{
	memset(memory, 1, MEMORY);
	if (write(ready[1], "", 1) == 1)
		pause();
	return NULL;
}

static _Noreturn void
child_run(void)
{
	pthread_t	thread;
	void		*memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	alarm(600);
	if (pthread_create(&thread, NULL, live_on, memory) != 0)
		_exit(1);
	pthread_exit(NULL);
}

/* Until /proc says that the first thread is no more. */
static void
setup(void)
{
	struct meminfo_stat	stat;
	char			c;
	int			i;

	proc = meminfo_proc_open(MEMINFO_HOST);
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		child_run();
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	for (i = 0; i < 100000; i++) {
		ck_assert_int_eq(meminfo_stat_read(proc, child, &stat), 0);
		if (stat.state == 'Z')
			break;
		usleep(1000);
	}
	ck_assert_int_eq(stat.state, 'Z');
	/* An emulator has threads of its own. */
	ck_assert_uint_ge(stat.threads, 2);
}

static void
teardown(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(proc);
}

static const unsigned	wants[] = {
	MEMINFO_STATM, MEMINFO_STATUS, MEMINFO_STATM | MEMINFO_STATUS,
	MEMINFO_STAT | MEMINFO_STATM, MEMINFO_STAT | MEMINFO_STATUS,
};

START_TEST(memory_is_that_of_a_living_thread)
{
	struct meminfo_process	process;
	unsigned		want = wants[_i];
	uint64_t		page = (uint64_t)sysconf(_SC_PAGESIZE);

	ck_assert_int_eq(meminfo_process_read(proc, child, want, &process,
	    NULL), 0);
	ck_assert_int_eq(process.other_thread, 1);
	if ((want & MEMINFO_STATM) != 0)
		ck_assert_uint_ge(process.statm.rss_pages * page, MEMORY);
	if ((want & MEMINFO_STATUS) != 0) {
		ck_assert_uint_ge(process.status.rss, MEMORY);
		ck_assert_uint_ne(process.status.peak_size, MEMINFO_ABSENT);
		ck_assert_uint_ge(process.status.threads, 2);
		ck_assert_int_eq(process.status.state, 'Z');
	}
}
END_TEST

START_TEST(mappings_are_those_of_a_living_thread)
{
	static struct meminfo_maps	it;
	struct meminfo_map		map;
	struct meminfo_usage		usage;
	uint64_t			rss = 0;
	int				at = meminfo_process_open(proc, child);

	ck_assert_int_eq(meminfo_smaps_open(&it, at, 0), 0);
	while (meminfo_maps_next(&it, &map) == 1)
		if (meminfo_maps_usage(&it, &usage) == 0)
			rss += usage.rss;
	meminfo_maps_close(&it);
	ck_assert_uint_ge(rss, MEMORY);
	ck_assert_int_eq(meminfo_rollup_read(at, 0, &usage, NULL), 0);
	ck_assert_uint_ge(usage.rss, MEMORY);
	ck_assert_uint_ge(meminfo_usage_uss(&usage), MEMORY);
	close(at);
}
END_TEST

START_TEST(a_zombie_has_no_such_thread)
{
	int	dir = meminfo_living_open(proc, child);

	ck_assert_int_ge(dir, 0);
	close(dir);
	kill(child, SIGKILL);
	ck_assert_int_eq(waitid(P_PID, (id_t)child, NULL, WEXITED | WNOWAIT),
	    0);
	ASSERT_FAILS(meminfo_living_open(proc, child), ESRCH);
	waitpid(child, NULL, 0);
	ASSERT_FAILS(meminfo_living_open(proc, child), ENOENT);
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, setup, teardown),
	LOOP(memory_is_that_of_a_living_thread, 5),
	TEST(mappings_are_those_of_a_living_thread),
	TEST(a_zombie_has_no_such_thread))
