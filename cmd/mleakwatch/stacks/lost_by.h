/* lost_by.h: the calls that allocated what a process has lost, by name. */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_LOST_BY_H
#define STACKS_LOST_BY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/out.h"

/* Fewer do not tell which calls lose most: a third may be a third by chance. */
#define LOST_BY_ENOUGH	30

/* In text: the heaviest, and so many calls of each. */
#define LOST_BY_STACKS	3
#define LOST_BY_CALLS	16

/* Others than the first so many are only counted. */
#define LOST_BY_MOST	64

struct lost_stack {
	uint64_t	 bytes, blocks;
	char		*calls;		/* outermost first, ; between */
};

/* Several windows of one program, together. */
struct lost_by {
	struct lost_by	*next;		/* of the same session */
	struct lost_stack stack[LOST_BY_MOST];
	size_t		 count;
	uint64_t	 named, bytes;	/* of all stacks */
	uint64_t	 lost;		/* blocks, at the last scan */
	double		 seconds;	/* that calls were watched */
	unsigned	 windows;
	bool		 slow;		/* one of them cost too much */
};

/* Adds the blocks of a stack; copies the text, or the inner part of it. */
void	lost_by_add(struct lost_by *lost_by, const char *calls,
	    uint64_t bytes, uint64_t blocks);
/* Most bytes first. */
void	lost_by_sort(struct lost_by *lost_by);
void	lost_by_free(struct lost_by *lost_by);
/* A call a line, the innermost first. */
void	lost_calls_put(struct out *out, const char *calls, size_t indent);

#endif
