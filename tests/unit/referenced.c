/* referenced.c: which memory is used, and where the stacks of threads are. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

#define PAGES 64

static struct meminfo_maps	it;

/* Reads the mapping that has the address; false where there is none. */
static bool
usage_at(const void *address, struct meminfo_usage *usage)
{
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	uint64_t		at = (uintptr_t)address;
	struct meminfo_map	map;
	bool			found = false;

	ck_assert_int_eq(meminfo_smaps_open(&it, proc, getpid()), 0);
	while (!found && meminfo_maps_next(&it, &map) == 1) {
		ck_assert_int_eq(meminfo_maps_usage(&it, usage), 0);
		found = map.start <= at && at < map.end;
	}
	meminfo_maps_close(&it);
	close(proc);
	return found;
}

/* A mapping of its own, with different neighbours, all of it touched. */
static char *
pages_map(size_t page)
{
	char	*at = mmap(NULL, (PAGES + 2) * page, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(at, MAP_FAILED);
	at += page;
	ck_assert_int_eq(mprotect(at, PAGES * page, PROT_READ | PROT_WRITE),
	    0);
	madvise(at, PAGES * page, MADV_NOHUGEPAGE);
	memset(at, 1, PAGES * page);
	return at;
}

START_TEST(pages_that_are_not_used_are_cold)
{
	size_t			 page = (size_t)sysconf(_SC_PAGESIZE);
	int			 proc = meminfo_proc_open(MEMINFO_HOST);
	char			*at = pages_map(page);
	struct meminfo_usage	 usage;

	ck_assert(usage_at(at, &usage));
	/* A kernel without CONFIG_PROC_PAGE_MONITOR, or another's smaps. */
	if (usage.referenced == MEMINFO_ABSENT)
		return;
	ck_assert_uint_eq(usage.rss, PAGES * page);
	ck_assert_int_eq(meminfo_referenced_clear(proc, getpid()), 0);
	/* The CPU marks a page only when it looks it up: have it forget. */
	mprotect(at, PAGES * page, PROT_READ);
	mprotect(at, PAGES * page, PROT_READ | PROT_WRITE);
	at[0] = at[3 * page] = 2;
	ck_assert(usage_at(at, &usage));
	ck_assert_uint_eq(usage.referenced, 2 * page);
	ck_assert_uint_eq(meminfo_usage_cold(&usage), (PAGES - 2) * page);
	close(proc);
}
END_TEST

START_TEST(only_a_real_proc_is_written_to)
{
	char	path[] = "/tmp/memutils.XXXXXX";
	int	dir, fd;

	ck_assert_ptr_nonnull(mkdtemp(path));
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ne(dir, -1);
	fd = openat(dir, "clear_refs", O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ne(fd, -1);
	ASSERT_FAILS(meminfo_referenced_clear(dir, 0), EOPNOTSUPP);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 0);
	close(fd);
	unlinkat(dir, "clear_refs", 0);
	close(dir);
	rmdir(path);
}
END_TEST

START_TEST(cold_is_unknown_where_one_of_both_is)
{
	struct meminfo_usage	usage = { .rss = 8192, .referenced = 4096 };

	ck_assert_uint_eq(meminfo_usage_cold(&usage), 4096);
	usage.referenced = 16384;
	ck_assert_uint_eq(meminfo_usage_cold(&usage), 0);
	usage.referenced = MEMINFO_ABSENT;
	ck_assert_uint_eq(meminfo_usage_cold(&usage), MEMINFO_ABSENT);
	usage = (struct meminfo_usage){ .rss = MEMINFO_ABSENT };
	ck_assert_uint_eq(meminfo_usage_cold(&usage), MEMINFO_ABSENT);
}
END_TEST

/* --- stacks -------------------------------------------------------------- */

static const struct {
	const char	*text;
	uint64_t	 pointer;
} pointer[] = {
	{ "270 0xfb 0x7fff00b1 0x0 0x0 0x7f 0x7a 0x7fff00b11a10 0x7f01\n",
	    0x7fff00b11a10 },
	{ "-1 0x7ffe0000 0x400000\n", 0x7ffe0000 },
	{ "running\n", MEMINFO_ABSENT },
};

START_TEST(the_stack_pointer_is_the_last_but_one)
{
	uint64_t	value;

	ck_assert_int_eq(PARSE(meminfo_stack_pointer_parse, pointer[_i].text,
	    &value), 0);
	ck_assert_uint_eq(value, pointer[_i].pointer);
}
END_TEST

static const char *const no_pointer[] = {
	"", "\n", "sleeping\n", "0x1 0x2\n", "-1 7 0x2\n", "-1 0x 0x2\n",
	"-1 0xg 0x2\n", "-1 0x12345678901234567 0x2\n",
};

START_TEST(anything_else_is_no_pointer)
{
	uint64_t	value;

	ASSERT_FAILS(PARSE(meminfo_stack_pointer_parse, no_pointer[_i],
	    &value), EBADMSG);
}
END_TEST

struct waiting {
	pthread_mutex_t	 lock;
	pthread_cond_t	 changed;
	const char	*local;		/* on the stack of the thread */
	bool		 done;
};

static void *
thread_wait(void *argument)
{
	struct waiting	*waiting = argument;
	char		 local = 0;

	pthread_mutex_lock(&waiting->lock);
	waiting->local = &local;
	pthread_cond_broadcast(&waiting->changed);
	while (!waiting->done)
		pthread_cond_wait(&waiting->changed, &waiting->lock);
	pthread_mutex_unlock(&waiting->lock);
	return NULL;
}

/* How many threads have their stack pointer within 64 KiB below local. */
static int
threads_near(const char *local)
{
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	int			task = meminfo_tasks_open(proc, getpid());
	struct meminfo_pids	tasks;
	uint64_t		at;
	pid_t			tid;
	int			found = 0;

	ck_assert_int_eq(meminfo_pids_open(&tasks, task), 0);
	while (meminfo_pids_next(&tasks, &tid) == 1)
		if (meminfo_stack_pointer_read(task, tid, &at) == 0 &&
		    at != MEMINFO_ABSENT && at <= (uintptr_t)local &&
		    (uintptr_t)local - at < 65536)
			found++;
	meminfo_pids_close(&tasks);
	close(task);
	close(proc);
	return found;
}

START_TEST(the_stack_of_a_thread_is_found)
{
	struct waiting	waiting = {
		PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL,
		false
	};
	pthread_t	thread;
	int		tries, found = 0;

	if (access("/proc/self/syscall", R_OK) == -1)
		return;
	ck_assert_int_eq(pthread_create(&thread, NULL, thread_wait,
	    &waiting), 0);
	pthread_mutex_lock(&waiting.lock);
	while (waiting.local == NULL)
		pthread_cond_wait(&waiting.changed, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	/* Until it sleeps, there is nothing to be had. */
	for (tries = 0; found == 0 && tries < 100000; tries++) {
		found = threads_near(waiting.local);
		if (found == 0)
			usleep(1000);
	}
	ck_assert_int_eq(found, 1);
	pthread_mutex_lock(&waiting.lock);
	waiting.done = true;
	pthread_cond_broadcast(&waiting.changed);
	pthread_mutex_unlock(&waiting.lock);
	pthread_join(thread, NULL);
}
END_TEST

START_TEST(a_thread_that_lives_is_found)
{
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	int			task = meminfo_tasks_open(proc, getpid()), dir;
	struct meminfo_stat	stat;

	dir = meminfo_tasks_living(task);
	ck_assert_int_ne(dir, -1);
	ck_assert_int_eq(meminfo_stat_read(dir, 0, &stat), 0);
	ck_assert_int_ne(stat.state, 'Z');
	close(dir);
	close(task);
	close(proc);
	task = open("/usr", O_RDONLY | O_DIRECTORY);
	ASSERT_FAILS(meminfo_tasks_living(task), ESRCH);
	close(task);
}
END_TEST

UNIT_SUITE(
	TEST(pages_that_are_not_used_are_cold),
	TEST(only_a_real_proc_is_written_to),
	TEST(cold_is_unknown_where_one_of_both_is),
	EACH(the_stack_pointer_is_the_last_but_one, pointer),
	EACH(anything_else_is_no_pointer, no_pointer),
	TEST(the_stack_of_a_thread_is_found),
	TEST(a_thread_that_lives_is_found))
