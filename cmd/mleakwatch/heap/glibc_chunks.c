/* glibc_chunks.c: the chunks of an arena, one after another. */
/* SPDX-License-Identifier: MIT */
#include "glibc_walk.h"

/* Chunks in a row that tell a heap from other data. */
#define CHAIN 64

static bool
chunk_head(struct glibc_walk *walk, uint64_t at, uint64_t limit,
    uint64_t *head)
{
	uint64_t	size;

	if (!glibc_word(walk, at + 8, head))
		return false;
	size = *head & ~CHUNK_FLAGS;
	return size % 16 == 0 && size >= CHUNK_FENCE && at < limit &&
	    size <= limit - at && (*head & MAPPED) == 0;
}

/* Do many chunks follow each other from here on, up to top or the limit? */
static bool
chunks_follow(struct glibc_walk *walk, uint64_t at, uint64_t limit,
    uint64_t top)
{
	uint64_t	head;
	int		i;

	for (i = 0; i < CHAIN; i++) {
		if (at == top || (at == limit && i > 1))
			return true;
		if (!chunk_head(walk, at, limit, &head) || head & NOT_MAIN ||
		    (i == 0 && (!(head & PREVIOUS_USED) || head < CHUNK_MIN)))
			return false;
		at += head & ~CHUNK_FLAGS;
	}
	return true;
}

/* The first chunk at or behind an address; limit: none. */
static uint64_t
chunks_begin(struct glibc_walk *walk, uint64_t at, uint64_t limit,
    uint64_t top)
{
	const struct image	*image = walk->image;
	size_t			 i;

	while (at < limit && !chunks_follow(walk, at, limit, top)) {
		at += 16;
		i = image_range_from(image, at);
		if (i == image->ranges)
			return limit;
		if (at < image->range[i].start)
			at = image->range[i].start;
	}
	return at < limit ? at : limit;
}

/* The resident bytes of a free chunk, and those that can be returned. */
static void
chunk_held(struct glibc_walk *walk, const struct glibc_arena *arena,
    uint64_t at, uint64_t size, bool top)
{
	struct heap	*heap = walk->heap;
	uint64_t	 page = walk->image->page, resident = size, from;

	if (size >= page) {
		resident = image_resident(walk->image, at, at + size);
		/* As mtrim() and systrim() in glibc's malloc.c. */
		from = (at + (top ? CHUNK_MIN + 1 : 48) + page - 1) /
		    page * page;
		if (!top || arena->main)
			heap->trim += image_resident(walk->image, from,
			    (at + size) / page * page);
	}
	heap->held.count++;
	heap->held.bytes += size;
	heap->resident += resident;
	if (!arena->main)
		heap->elsewhere += resident;
}

/* One stretch of chunks, up to its limit or to the top of the arena. */
struct chunk_run {
	const struct glibc_arena	*arena;
	const struct region		*region;
	uint64_t			 at, limit;
	uint64_t			 before;	/* the chunk before; 0:
							   none, or a fence */
	uint64_t			 before_size;
	int				 fences;	/* one after another */
};

/* The next chunk says whether the one before it is in use. */
static bool
run_settle(struct glibc_walk *walk, const struct chunk_run *run, bool used)
{
	struct heap	*heap = walk->heap;

	if (run->before == 0)
		return true;
	if (!used) {
		chunk_held(walk, run->arena, run->before, run->before_size,
		    false);
		return true;
	}
	block_set(&heap->blocks, BLOCK_USED,
	    blocks_id(run->region, run->before + 16));
	heap->used.count++;
	heap->used.bytes += run->before_size - 8;
	return glibc_cache_note(walk, run->before, run->before_size);
}

/* Takes in the header at run->at, and its word on the chunk before. */
static bool
run_take(struct glibc_walk *walk, const struct chunk_run *run, uint64_t head)
{
	if (run->at + 16 < run->region->end)
		block_set(&walk->heap->blocks, BLOCK_START,
		    blocks_id(run->region, run->at + 16));
	return run_settle(walk, run, head & PREVIOUS_USED);
}

static bool
run_top(struct glibc_walk *walk, struct chunk_run *run)
{
	uint64_t	head;

	if (!chunk_head(walk, run->at, run->limit, &head) ||
	    !run_take(walk, run, head))
		return false;
	head &= ~CHUNK_FLAGS;
	if (head >= CHUNK_MIN)
		chunk_held(walk, run->arena, run->at, head, true);
	run->at += head;
	return true;
}

/* False where no chunk is. */
static bool
run_step(struct glibc_walk *walk, struct chunk_run *run)
{
	uint64_t	head, size;

	if (!chunk_head(walk, run->at, run->limit, &head) ||
	    !run_take(walk, run, head))
		return false;
	size = head & ~CHUNK_FLAGS;
	run->before = size == CHUNK_FENCE ? 0 : run->at;
	run->before_size = size;
	run->fences = size == CHUNK_FENCE ? run->fences + 1 : 0;
	run->at += size;
	walk->chunks++;
	return true;
}

static enum heap_state
run_broken(struct glibc_walk *walk, const struct chunk_run *run)
{
	return heap_bad(walk->heap, HEAP_TORN, "no chunk at %#llx",
	    (unsigned long long)run->at);
}

/* The heap of another arena ends at a fencepost and a header of size 0. */
enum heap_state
glibc_heap_walk(struct glibc_walk *walk, const struct glibc_arena *arena,
    const struct region *region)
{
	struct chunk_run	run = { .arena = arena, .region = region,
				    .limit = region->end };
	uint64_t		word;

	/* The first heap has the malloc_state behind its heap_info. */
	run.at = arena->state >= region->start && arena->state < region->end ?
	    (arena->bins + AT_END + 15) & ~(uint64_t)15 :
	    region->start + arena->state % 4096;
	while (run.at != arena->top && run_step(walk, &run))
		;
	if (run.at == arena->top)
		return run_top(walk, &run) && run.at == region->end ?
		    HEAP_GOOD : run_broken(walk, &run);
	if (run.fences == 1 && run.at + 16 == region->end &&
	    glibc_word(walk, run.at + 8, &word) && word <= PREVIOUS_USED)
		return HEAP_GOOD;
	return run_broken(walk, &run);
}

/*
 * The main arena.  Memory that somebody else took by sbrk(2) lies between
 * two fenceposts and the next chunk, or behind top; it counts as the heap's.
 */
enum heap_state
glibc_main_walk(struct glibc_walk *walk, const struct glibc_arena *arena,
    const struct region *region)
{
	struct chunk_run	run = { .arena = arena, .region = region,
				    .limit = region->end };
	uint64_t		begin, gap = region->start;

	begin = chunks_begin(walk, gap, run.limit, arena->top);
	for (run.at = begin; run.at < run.limit;
	    run.at = chunks_begin(walk, gap, run.limit, arena->top)) {
		if (!heap_span_add(&walk->heap->gaps, gap, run.at))
			return HEAP_NO_MEMORY;
		run.fences = 0;
		run.before = 0;
		while (run.at != arena->top && run.fences < 2 &&
		    run_step(walk, &run))
			;
		if (run.at == arena->top ? !run_top(walk, &run) :
		    run.fences < 2)
			return run_broken(walk, &run);
		gap = run.at;
		if (run.fences < 2)
			break;
	}
	walk->sum += gap > begin ? gap - begin : 0;
	return heap_span_add(&walk->heap->gaps, gap, run.limit) ?
	    HEAP_GOOD : HEAP_NO_MEMORY;
}

uint64_t
glibc_run_end(struct glibc_walk *walk, uint64_t at, uint64_t limit,
    uint64_t top)
{
	uint64_t	head;
	int		fences = 0;

	if (!chunk_head(walk, at, limit, &head) || head < CHUNK_MIN ||
	    !(head & PREVIOUS_USED))
		return 0;
	while (at != top && fences < 2) {
		if (!chunk_head(walk, at, limit, &head) || head & NOT_MAIN)
			return 0;
		head &= ~CHUNK_FLAGS;
		fences = head == CHUNK_FENCE ? fences + 1 : 0;
		at += head;
	}
	if (at == top && chunk_head(walk, at, limit, &head))
		at += head & ~CHUNK_FLAGS;
	return at;
}
