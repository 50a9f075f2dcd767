/*
 * blocks.h: the blocks of a heap, a few bits for each 16 bytes.
 *
 * A record of 24 bytes for each block would be a fifth of a heap of small
 * blocks.  Bits are 4 to 5 percent of it, and an address inside a block finds the
 * block's beginning one or two words back.
 *
 * A region is memory that an allocator cuts into blocks, or (alone) that is
 * one block.  An id is the number of a bit: of 16 bytes of a region.
 */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_BLOCKS_H
#define HEAP_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/grow.h"

#define BLOCK_UNIT 16

enum block_bit {
	BLOCK_START,		/* a block begins, used or free */
	BLOCK_USED,
	BLOCK_MARKED,		/* reached: reach.c */
	BLOCK_LOST,		/* used, and not reached from any root */
	BLOCK_CHILD,		/* lost, and reached from another lost block */
	BLOCK_VISITED,		/* by the search for rings */
	BLOCK_PENDING,		/* marked, and its words not read yet */
	BLOCK_BITS
};

struct region {
	uint64_t	start, end;
	uint64_t	first;		/* id of its beginning */
	bool		alone;
};

struct blocks {
	struct grow	 regions;	/* struct region, ascending */
	size_t		 count;
	uint64_t	 units;		/* ids are below this */
	uint64_t	*bits[BLOCK_BITS];
	uint32_t	*back;		/* pages of units back to the last
					   page where a block begins */
	uint64_t	 low, high;	/* of all regions */
	uint64_t	 limit;		/* bytes of all regions; 0: none */
	bool		 tail_shared;	/* half of a unit before the next block
					   belongs to a block (glibc) */
};

/* Adds a region in any order, until blocks_ready(); false: no memory. */
bool	blocks_add(struct blocks *blocks, uint64_t start, uint64_t end,
	    bool alone);
/*
 * Sorts the regions and makes the bits; false: no memory, or they overlap, or
 * are more than the limit.
 */
bool	blocks_ready(struct blocks *blocks);
/* When all beginnings are set: makes blocks_find() quick. */
void	blocks_seal(struct blocks *blocks);
void	blocks_free(struct blocks *blocks);

const struct region *blocks_region(const struct blocks *blocks, size_t i);
/* The region of an address, or NULL. */
const struct region *blocks_region_at(const struct blocks *blocks,
	    uint64_t address);
const struct region *blocks_region_of(const struct blocks *blocks,
	    uint64_t id);
/* The id of an address in a region. */
uint64_t blocks_id(const struct region *region, uint64_t address);
uint64_t blocks_address(const struct region *region, uint64_t id);
/* The block that an address is in, free ones included; false: in none. */
bool	blocks_find(const struct blocks *blocks, uint64_t address,
	    uint64_t *id);

static inline bool
block_has(const struct blocks *blocks, enum block_bit bit, uint64_t id)
{
	return blocks->bits[bit][id / 64] >> id % 64 & 1;
}

static inline void
block_set(struct blocks *blocks, enum block_bit bit, uint64_t id)
{
	blocks->bits[bit][id / 64] |= (uint64_t)1 << id % 64;
}

static inline void
block_clear(struct blocks *blocks, enum block_bit bit, uint64_t id)
{
	blocks->bits[bit][id / 64] &= ~((uint64_t)1 << id % 64);
}

#endif
