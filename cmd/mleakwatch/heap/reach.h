/* reach.h: which blocks a program can still reach. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_REACH_H
#define HEAP_REACH_H

#include "heap.h"

struct reach {
	struct heap		*heap;
	struct image_cursor	 cursor, far;
	uint64_t		*stack;		/* ids of blocks to be read */
	size_t			 room, depth;
	bool			 pending;	/* some did not fit on it */
	struct heap_sum		 reachable, direct, indirect;
};

/* A lost block that no other lost block leads to, or one of a ring. */
struct leader {
	uint64_t		 address, size;
	struct heap_sum		 indirect;	/* what it alone leads to */
};

/*
 * Marks what the roots reach; what is left is lost.  false: no memory.
 * reach_free() is owed in every case.
 */
bool	reach_mark(struct reach *reach, struct heap *heap);
/* After that: sorts lost blocks into direct and indirect ones. */
void	reach_lost(struct reach *reach,
	    void (*take)(void *context, const struct leader *leader),
	    void *context);
/* The next lost, or reachable, block from *id on; false: there is none. */
bool	reach_next(const struct reach *reach, bool lost, uint64_t *id,
	    uint64_t *address, uint64_t *size);
void	reach_free(struct reach *reach);

#endif
