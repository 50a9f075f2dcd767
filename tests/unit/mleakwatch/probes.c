/* probes.c: with many threads, each has a ring of its own. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mleakwatch/stacks/modules.h"
#include "mleakwatch/stacks/probes.h"
#include "unit.h"

#define THREADS	3
#define CALLS	5
#define STACK	1024

static sem_t	begin, done, leave;

static void *
calls_make(void *unused)
{
	void *volatile	block;
	int		i;

	sem_wait(&begin);
	for (i = 0; i < CALLS; i++) {
		block = malloc(70);
		free(block);
	}
	sem_post(&done);
	sem_wait(&leave);
	return unused;
}

static void
wait_for(int count)
{
	while (count-- > 0)
		sem_wait(&done);
}

static void
let_go(sem_t *from, int count)
{
	while (count-- > 0)
		sem_post(from);
}

/* malloc of this program; false: the test cannot be made here. */
static bool
list_fill(struct modules *modules, struct probe_list *list)
{
	uint64_t		 address = (uint64_t)(uintptr_t)malloc;
	const struct module	*module;
	const struct elf	*elf;

	ck_assert_int_eq(modules_read(modules, getpid()), 0);
	module = modules_at(modules, address);
	elf = module == NULL ? NULL : mapped_elf(module->file);
	list->count = 1;
	list->probe[0].kind = PROBE_RETURN;
	if (elf == NULL || !elf_offset(elf, address - module->bias,
	    &list->probe[0].offset))
		return false;
	list->machine = elf->machine;
	list->fd = module_pin(modules, module);
	return list->fd != -1;
}

/* As many events as threads: not enough for one of each processor. */
static bool
open_by_thread(struct probes *probes, const struct probe_list *list)
{
	if (sysconf(_SC_NPROCESSORS_CONF) < 2) {
		puts("skipped: one processor");
		return false;
	}
	if (probes_open(probes, getpid(), list, STACK, THREADS + 1) == 0)
		return true;
	ck_assert_msg(errno == ENOSYS || errno == EACCES || errno == EPERM,
	    "%s", strerror(errno));
	printf("skipped: %s\n", strerror(errno));
	return false;
}

static void
take_hit(void *context, const struct probe_hit *hit)
{
	size_t	*hits = context;

	*hits += hit->result != 0 && hit->tid != (uint32_t)getpid();
}

static void
take_map(void *context, const struct meminfo_map *map)
{
	(void)context;
	(void)map;
}

static void
drained_check(struct probes *probes, pthread_t *late)
{
	size_t			hits = 0;
	struct probe_taker	taker = { &hits, take_hit, take_map };

	ck_assert(probes->by_thread);
	let_go(&begin, THREADS);
	wait_for(THREADS);
	probes_drain(probes, true, &taker);
	ck_assert_uint_eq(hits, THREADS * CALLS);
	ck_assert_uint_eq(probes->born, 0);
	ck_assert_int_eq(pthread_create(late, NULL, calls_make, NULL), 0);
	let_go(&begin, 1);
	wait_for(1);
	probes_drain(probes, true, &taker);
	ck_assert_uint_eq(hits, THREADS * CALLS);
	ck_assert_uint_eq(probes->born, 1);
}

START_TEST(a_ring_for_each_thread)
{
	struct modules		modules;
	struct probe_list	list;
	struct probes		probes = { .ring = NULL };
	pthread_t		thread[THREADS + 1];
	int			i, count = THREADS;

	memset(&modules, 0, sizeof(modules));
	sem_init(&begin, 0, 0);
	sem_init(&done, 0, 0);
	sem_init(&leave, 0, 0);
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, calls_make,
		    NULL), 0);
	if (!list_fill(&modules, &list))
		puts("skipped: malloc is in no file that can be pinned");
	else if (open_by_thread(&probes, &list)) {
		drained_check(&probes, &thread[THREADS]);
		count++;
	}
	let_go(&begin, THREADS);
	let_go(&leave, count);
	for (i = 0; i < count; i++)
		pthread_join(thread[i], NULL);
	/* As where they cannot be set again, for want of memory. */
	probes_close(&probes);
	ck_assert_int_eq(probes_wait(&probes, 0), 0);
	probes_drain(&probes, true, NULL);
	modules_free(&modules);
}
END_TEST

/* More threads than events: none is begun with. */
START_TEST(too_many_threads)
{
	struct modules		modules;
	struct probe_list	list;
	struct probes		probes = { .ring = NULL };

	memset(&modules, 0, sizeof(modules));
	if (list_fill(&modules, &list)) {
		ck_assert_int_eq(probes_open(&probes, getpid(), &list, STACK,
		    0), -1);
		ck_assert(errno == E2BIG || errno == ENOSYS);
		ck_assert_uint_eq(probes.fds.used, 0);
	} else
		puts("skipped: malloc is in no file that can be pinned");
	probes_close(&probes);
	modules_free(&modules);
}
END_TEST

UNIT_SUITE(
	TEST(a_ring_for_each_thread),
	TEST(too_many_threads))
