/*
 * glibc_walk.h: what the files that know glibc's malloc share.
 *
 * A chunk is a header of two words and the bytes up to the next header.  The
 * words are the previous chunk's size, if that is free, and its own size.  The
 * first word of the next header is the user's too.  Low bits of the size: 1,
 * the previous chunk is in use; 2, mapped by itself; 4, not of the main arena.
 */
/* SPDX-License-Identifier: MIT */
#ifndef GLIBC_WALK_H
#define GLIBC_WALK_H

#include <string.h>

#include "heap.h"

#define CHUNK_MIN	32
#define CHUNK_FENCE	16	/* size of a fencepost: never a block */
#define CHUNK_FLAGS	((uint64_t)7)
#define PREVIOUS_USED	1
#define MAPPED		2
#define NOT_MAIN	4

/* Offsets from bins[0] in malloc_state. */
#define BINS		127
#define AT_TOP		((uint64_t)-16)
#define AT_NEXT		2048
#define AT_SYSTEM_MEM	2072
#define AT_END		2088
#define AT_FASTBINS	((uint64_t)-96)
#define FASTBINS	10
/* From the beginning of malloc_state to bins[]: up to 2.42, less since. */
#define BINS_WITH_FASTBINS 112

struct glibc_arena {
	uint64_t	state, bins, top, system_mem;
	bool		main;
};

struct glibc_walk {
	struct heap		*heap;
	const struct image	*image;
	struct image_cursor	 cursor, far;
	struct grow		 arenas;	/* struct glibc_arena */
	size_t			 count;
	size_t			 main, mains;	/* which of them; how many */
	uint64_t		 sum;		/* bytes of the main arena */
	struct grow		 caches;	/* uint64_t: may be a tcache */
	uint64_t		 chunks;	/* walked */
	uint64_t		 steps;		/* along lists of free chunks */
	bool			 plain;		/* their links are not mangled */
	uint64_t		 mapped_count, mapped_bytes;
	bool			 counted;	/* these two were found */
	bool			 mapped_short;	/* as since 2.43: see
						   glibc_mapped.c */
};

static inline bool
glibc_word(struct glibc_walk *walk, uint64_t address, uint64_t *word)
{
	return image_word(walk->image, &walk->cursor, address, word);
}

/* For what lies elsewhere than the last word; 0 where there is none. */
static inline uint64_t
glibc_far(struct glibc_walk *walk, uint64_t address)
{
	uint64_t	word;

	return image_word(walk->image, &walk->far, address, &word) ? word : 0;
}

/* Chunks one after another (glibc_chunks.c): sets .used and .held. */
enum heap_state	glibc_heap_walk(struct glibc_walk *walk,
	    const struct glibc_arena *arena, const struct region *region);
enum heap_state	glibc_main_walk(struct glibc_walk *walk,
	    const struct glibc_arena *arena, const struct region *region);
/* The end of a run of chunks that begins there; 0: none does. */
uint64_t glibc_run_end(struct glibc_walk *walk, uint64_t at, uint64_t limit,
	    uint64_t top);

/* Blocks mapped by themselves (glibc_mapped.c): adds them as regions. */
enum heap_state	glibc_mapped_add(struct glibc_walk *walk);

/* Free blocks that look used (glibc_lists.c): tcaches and fastbins. */
bool	glibc_cache_note(struct glibc_walk *walk, uint64_t chunk,
	    uint64_t size);
/* false: a fastbin is broken. */
bool	glibc_lists_take(struct glibc_walk *walk);

#endif
