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

#include <stdint.h>
#include <sys/types.h>

/* Nanoseconds.  A machine that swaps may hold the lock for seconds. */
#define STALL_TIME ((int64_t)60 * 1000000000)

/*
 * From now on a read that sleeps for so long in one piece is named, and the
 * command exits with that status.  Without it, the two below do nothing.
 */
void	stall_watch(int status, int64_t time);
/* A thread begins to read such a file of a process, and has read it. */
void	stall_begin(pid_t pid, const char *file);
void	stall_end(void);

#endif
