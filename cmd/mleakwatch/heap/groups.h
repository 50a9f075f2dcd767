/* groups.h: blocks that look alike, counted together. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_GROUPS_H
#define HEAP_GROUPS_H

#include "heap.h"
#include "python.h"
#include "symbols.h"

/* The kind of content that the first bytes of a block look like. */
enum hint_kind {
	HINT_NONE,
	HINT_SYMBOL,		/* .value: an address in a file */
	HINT_TEXT,
	HINT_PYTHON		/* .value: the type's address */
};

#define GROUP_TEXT 24

struct group {
	uint64_t		size;		/* of each block; 0: an empty slot */
	struct heap_sum		sum;
	struct heap_sum		indirect;
	enum hint_kind		kind;
	uint64_t		value;
	uint64_t		example;	/* a block */
	unsigned char		text[GROUP_TEXT];	/* its first bytes */
	struct heap_sum		before;		/* at an earlier scan, with
						   indirect bytes: growth.c */
};

struct groups {
	const struct heap	*heap;
	struct python		*python;	/* NULL: it is none */
	struct image_cursor	 cursor;
	struct group		*group;		/* a hash table */
	size_t			 slots, count;
	uint64_t		 seed;
	uint64_t		 merged;	/* blocks of sizes put together */
	bool			 failed;	/* no memory */
};

bool	groups_begin(struct groups *groups, const struct heap *heap,
	    struct python *python);
void	groups_add(struct groups *groups, uint64_t address, uint64_t size,
	    const struct heap_sum *indirect);
/* Squeezes the table into an array of .count groups, largest first. */
void	groups_sort(struct groups *groups);
void	groups_free(struct groups *groups);
/* After groups_sort(): does a block look like those of a group? */
bool	groups_same(struct groups *groups, const struct group *group,
	    uint64_t address, uint64_t size);
/* The hint in words. */
void	group_hint(const struct groups *groups, const struct group *group,
	    struct mapped_files *files, char text[SYMBOL_TEXT]);

#endif
