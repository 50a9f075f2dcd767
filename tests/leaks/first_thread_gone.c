/* first_thread_gone.c: the first thread ends, another one goes on and leaks. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "leaks.h"

static void *
work(void *turns)
{
	int	left = *(int *)turns;

	while (left-- > 0) {
		memset(malloc(BLOCK), 1, BLOCK);
		leaks_wait();
	}
	exit(0);
}

int
main(int argc, char **argv)
{
	static int	turns;
	pthread_t	thread;

	turns = leaks_turns(argc, argv);
	if (pthread_create(&thread, NULL, work, &turns) != 0)
		return 1;
	pthread_exit(NULL);
}
