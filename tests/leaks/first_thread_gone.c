/*
 * first_thread_gone.c: the first thread ends, another one goes on and leaks.
 * With a second argument, the first ends once SIGUSR1 comes, and the other one
 * has a name of its own.
 */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>

#include "leaks.h"

static bool	named;

static void *
work(void *turns)
{
	int	left = *(int *)turns;

	if (named)
		prctl(PR_SET_NAME, "worker");
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
	sigset_t	set;
	int		number;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	turns = leaks_turns(argc, argv);
	named = argc > 2;
	if (pthread_create(&thread, NULL, work, &turns) != 0)
		return 1;
	if (named)
		sigwait(&set, &number);
	pthread_exit(NULL);
}
