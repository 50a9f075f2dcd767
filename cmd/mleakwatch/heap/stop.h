/* stop.h: all threads of a process held still, and let go. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_STOP_H
#define HEAP_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "image.h"

/* Words of registers that are kept of a thread. */
#define STOP_WORDS 256

struct stop_thread {
	pid_t	tid;
	int	signal;		/* to be delivered when it goes on */
	bool	stopped, gone;
};

struct stop {
	pid_t			 pid;
	struct stop_thread	*thread;
	size_t			 count, size;	/* in use, room for */
	int64_t			 began;		/* CLOCK_MONOTONIC, ns */
	int64_t			 deadline;
};

/*
 * Stops every thread, until no new one appears.  -1 with errno: EPERM,
 * ESRCH, ETIMEDOUT, ENOSPC (more threads than there is room for).
 * stop_release() is owed in every case.
 */
int	stop_all(struct stop *stop);
void	stop_release(struct stop *stop);
/* The registers of a thread into STOP_WORDS words; returns how many. */
size_t	stop_registers(pid_t tid, uint64_t *word,
	    struct image_thread *thread);

#endif
