/*
 * threads.c: a process with threads that sleep: threads COUNT.
 *
 * Prints "ready" once each has used 64 KiB of its stack; ends with its stdin.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_barrier_t	barrier;

static void *
sleep_on(void *argument)
{
	volatile char	used[65536];
	size_t		i;

	(void)argument;
	for (i = 0; i < sizeof(used); i += 512)
		used[i] = 1;
	pthread_barrier_wait(&barrier);
	for (;;)
		pause();
	return NULL;
}

int
main(int argc, char **argv)
{
	int		count = argc > 1 ? atoi(argv[1]) : 0, i;
	pthread_t	thread;
	char		c;

	if (count <= 0)
		errx(2, "usage: threads count");
	pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
	for (i = 0; i < count; i++)
		if (pthread_create(&thread, NULL, sleep_on, NULL) != 0)
			errx(1, "no thread");
	pthread_barrier_wait(&barrier);
	printf("ready\n");
	fflush(stdout);
	return read(STDIN_FILENO, &c, 1) == -1;
}
