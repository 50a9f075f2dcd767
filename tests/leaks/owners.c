/*
 * owners.c: owners FILE [LIBRARY...]: allocates and frees all the time, and
 * loses blocks in each way of calling there is, for as long as FILE exists.
 * It says so when each has lost some.  Then it prints how many blocks each
 * function has lost, and goes on.  The libraries know more ways; they are loaded
 * when FILE is there.
 *
 * A turn takes 20 ms, or OWNERS_TURN of the environment, in microseconds: what
 * takes the calls may have to wait for a processor, and has room for some
 * thousands.
 */
/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "owners.h"

APART static void
by_malloc(void)
{
	forget(malloc(40), 0);
}

APART static void
by_calloc(void)
{
	forget(calloc(3, 40), 1);
}

APART static void
by_realloc(void)
{
	forget(realloc(malloc(16), 900), 2);
}

APART static void
by_memalign(void)
{
	forget(aligned_alloc(64, 192), 3);
}

APART static void
by_posix(void)
{
	void	*block;

	if (posix_memalign(&block, 64, 100) == 0)
		forget(block, 4);
	block = NULL;
	seen = block;
}

APART static void
by_recursion(int depth)
{
	volatile char	room[64];

	room[0] = (char)depth;
	if (depth > 0)
		by_recursion(depth - 1);
	else
		forget(malloc(56), 5);
	room[1] = room[0];
}

APART static void
by_signal(int number)
{
	(void)number;
	forget(malloc(72), 6);
}

/* Where it is optimised, a jump: malloc returns to the function before. */
APART static void *
jumps(size_t size)
{
	return malloc(size);
}

APART static void
by_tail(void)
{
	forget(jumps(136), 7);
}

APART static void
by_thread(void)
{
	forget(malloc(88), 8);
}

static const char *const name[] = {
	"by_malloc", "by_calloc", "by_realloc", "by_memalign", "by_posix",
	"by_recursion", "by_signal", "by_tail", "by_thread"
};

/* Twenty blocks for each one that is lost. */
APART static void
churn(void)
{
	void	*volatile block[20];
	size_t	 i;

	for (i = 0; i < 20; i++)
		block[i] = malloc(24 + i * 8);
	for (i = 0; i < 20; i++) {
		free(block[i]);
		block[i] = NULL;
	}
}

static const char	*file;
static useconds_t	turn_time = 20000;
static atomic_uint	thread_turns;

static void *
thread_run(void *argument)
{
	for (;;) {
		churn();
		if (access(file, F_OK) == 0)
			by_thread();
		thread_turns++;
		usleep(turn_time);
	}
	return argument;
}

#define LIBRARIES_MOST 4

static struct {
	void	(*turn)(void);
	void	(*said)(void);
} library[LIBRARIES_MOST];
static int	libraries;

/* A name in a library, as a function: POSIX lets it be copied. */
static void
function_find(void *handle, const char *wanted, void (**function)(void))
{
	void	*symbol = dlsym(handle, wanted);

	memcpy(function, &symbol, sizeof(symbol));
}

static void
libraries_load(char **path)
{
	void	*handle;

	for (; *path != NULL && libraries < LIBRARIES_MOST; path++) {
		handle = dlopen(*path, RTLD_NOW | RTLD_LOCAL);
		if (handle == NULL) {
			fprintf(stderr, "%s\n", dlerror());
			exit(2);
		}
		function_find(handle, "owners_turn", &library[libraries].turn);
		function_find(handle, "owners_said", &library[libraries].said);
		libraries++;
	}
}

static void
losses_print(void)
{
	int	n;

	losses_say(name, sizeof(name) / sizeof(name[0]));
	for (n = 0; n < libraries; n++)
		library[n].said();
	puts("end");
	fflush(stdout);
}

APART static void
turn(void)
{
	int	n;

	by_malloc();
	by_calloc();
	by_realloc();
	by_memalign();
	by_posix();
	by_recursion(3);
	raise(SIGUSR1);
	by_tail();
	for (n = 0; n < libraries; n++)
		library[n].turn();
}

/* The thread may have seen FILE before it was gone, and lose one more. */
static void
thread_await(void)
{
	unsigned	turns = thread_turns;

	while (thread_turns - turns < 2)
		usleep(turn_time);
}

/* Once, when the thread has lost some as well. */
static void
losing_say(bool *said)
{
	if (*said || lost[0] < 10 || lost[8] < 10)
		return;
	*said = true;
	puts("losing");
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	pthread_t	thread;
	bool		begun = false, told = false, losing = false;
	static char	buffer[4096];
	const char	*time = getenv("OWNERS_TURN");

	if (argc < 2)
		return 2;
	file = argv[1];
	if (time != NULL)
		turn_time = (useconds_t)strtoul(time, NULL, 10);
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	signal(SIGUSR1, by_signal);
	if (pthread_create(&thread, NULL, thread_run, NULL) != 0)
		return 2;
	puts("ready");
	fflush(stdout);
	for (;;) {
		churn();
		if (access(file, F_OK) == 0) {
			if (!begun)
				libraries_load(argv + 2);
			begun = true;
			turn();
			losing_say(&losing);
		} else if (begun && !told) {
			told = true;
			thread_await();
			losses_print();
		}
		usleep(turn_time);
	}
}
