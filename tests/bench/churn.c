/* churn.c: processes that are born and die all the time. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PER_SECOND 2000
#define TICK_NSEC 1000000	/* 1 ms */

static void
nap(long nanoseconds)
{
	struct timespec	ts = { 0, nanoseconds };

	nanosleep(&ts, NULL);
}

/* Up to 16 ms of life, so that a reader meets it at every age. */
static void
one(unsigned number)
{
	if (fork() == 0) {
		nap((long)(number % 17) * TICK_NSEC);
		_exit(0);
	}
}

static double
now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/*
 * churn SECONDS [LEAST]: so long, and until so many have been born.  The dead
 * are zombies for a tick or so.  Prints how many there were.
 */
int
main(int argc, char **argv)
{
	double		seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
	double		begin = now(), passed;
	unsigned	forked = 0;
	unsigned long	least = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	while ((passed = now() - begin) < seconds || forked < least) {
		while ((double)forked < passed * PER_SECOND)
			one(forked++);
		nap(TICK_NSEC);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
	}
	while (wait(NULL) > 0)
		continue;
	printf("%u\n", forked);
	return 0;
}
