/* heap.h: the blocks of one image, and the allocators that can be read. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_H
#define HEAP_H

#include "blocks.h"
#include "image.h"

enum heap_state {
	HEAP_GOOD,
	HEAP_NONE,		/* not this allocator */
	HEAP_TORN,		/* a thread was changing it: look again */
	HEAP_UNRELIABLE,	/* it does not agree with itself */
	HEAP_NO_MEMORY
};

struct heap_sum {
	uint64_t	count;
	uint64_t	bytes;
};

struct heap_span {
	uint64_t	start, end;
};

struct heap {
	const struct image	*image;
	const struct allocator	*allocator;
	struct blocks		 blocks;
	struct grow		 own;	/* struct heap_span: the allocator's
					   records, which are no roots */
	struct grow		 gaps;	/* inside regions, but not the
					   allocator's: roots */
	uint64_t		 arenas;
	struct heap_sum		 used;
	struct heap_sum		 held;	/* free, in the allocator's hands */
	uint64_t		 resident;	/* bytes of .held */
	uint64_t		 trim;	/* what malloc_trim(3) would return */
	uint64_t		 elsewhere;	/* of .held, in other arenas than
						   the first */
	bool			 busy;	/* a thread is in the allocator */
	char			 why[128];	/* where it is not good */
};

struct allocator {
	const char	*name;
	/* Finds all blocks; fills in the heap. */
	enum heap_state	(*walk)(struct heap *heap);
	/* The bytes of a block that its user has. */
	uint64_t	(*size)(const struct heap *heap,
			    struct image_cursor *cursor,
			    const struct region *region, uint64_t id);
};

/* All of them, as name_allocator, in the order in which they are tried. */
#define ALLOCATORS(ALLOCATOR) ALLOCATOR(glibc) ALLOCATOR(musl)

#define ALLOCATOR_DECLARE(name) extern const struct allocator name##_allocator;
ALLOCATORS(ALLOCATOR_DECLARE)

/* Tries each of them (scan.c).  heap_free() is owed in every case. */
enum heap_state	heap_walk(struct heap *heap, const struct image *image);

void	heap_free(struct heap *heap);

/* Notes why, and returns the state. */
enum heap_state	heap_bad(struct heap *heap, enum heap_state state,
	    const char *format, ...)
	    __attribute__((format(printf, 3, 4)));
bool	heap_span_add(struct grow *spans, uint64_t start, uint64_t end);
const struct heap_span *heap_spans(const struct grow *spans, size_t *count);
/* The used block that an address is in; false: in none. */
bool	heap_find(const struct heap *heap, struct image_cursor *cursor,
	    uint64_t address, uint64_t *id);
/* The first byte behind the block that its user has. */
uint64_t heap_block_end(const struct heap *heap, struct image_cursor *cursor,
	    const struct region *region, uint64_t id);

#endif
