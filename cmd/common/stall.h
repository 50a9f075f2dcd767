/*
 * stall.h: reads of /proc/PID that may never end.
 *
 * maps, smaps, cmdline and the like take the lock of a process's memory.  Any
 * user can hold that for ever: a thread reads a page of a file whose server
 * (FUSE) does not answer, and another waits to map something.  A read of ours
 * then waits in a way that nothing but the end of this process ends.
 */
/* SPDX-License-Identifier: MIT */
#ifndef STALL_H
#define STALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A read that sleeps for long in one piece ends the command like this. */
struct stall_way {
	int		 status;	/* the command exits with that */
	const char	*advice;	/* said with the name of the file */
	/*
	 * NULL, or run first, in a child where that process is left out: the
	 * status is what it returns.  It must not print anything twice.
	 */
	int		 (*again)(void *argument);
	void		*argument;
	int64_t		 time;		/* nanoseconds; 0: half a minute */
};

/* From now on.  The child may ask for it once more. */
void	stall_watch(const struct stall_way *way);
/*
 * A thread begins to read such a file of a process.  False, with errno EBUSY,
 * where the process is left out: then it must not be read.  Without a watch
 * these two do nothing.
 */
bool	stall_begin(pid_t pid, const char *file);
/* It has read the file. */
void	stall_end(void);

#endif
