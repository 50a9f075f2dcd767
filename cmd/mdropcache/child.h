/*
 * child.h: work in a process of its own, which may hang in the kernel.
 *
 * A process that waits for a broken disk, or for the server of a file system
 * (FUSE) that never answers, cannot be ended.  A child is left behind then.
 */
/* SPDX-License-Identifier: MIT */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/asleep.h"

struct child {
	pid_t	pid;
	int	fd;		/* the end of a pipe that it writes to */
	struct asleep asleep;
};

/* Zeroes that children share; NULL with errno.  It is never given back. */
void	*child_share(size_t size);
/* A text into such memory, cut off to size with its NUL. */
void	text_cut(char *to, const char *from, size_t size);
/*
 * Runs work(fd, context) in a child, which keeps no other descriptor: a reader
 * of our output sees its end, and a lock that a script holds is free, for as
 * long as the child hangs.  False with errno.
 */
bool	child_start(struct child *child, void (*work)(int fd, void *context),
	    void *context);
/* done: it has said all.  Otherwise it is killed and not waited for. */
void	child_end(const struct child *child, bool done);

#endif
