/*
 * reach.c: which blocks a program can still reach.
 *
 * Nodes are the blocks that the allocator has handed out and not got back.
 * Edges are words: a word whose value lies within a block points at it.  A
 * search from the roots (roots.c) marks what the program can reach:
 *
 *   reachable   a root points at it, or a reachable block does
 *   direct      not reachable, and no other such block leads to it
 *   indirect    not reachable, and a direct block leads to it
 *
 * To free a direct block properly is to free what it leads to, so reports
 * group by direct blocks and count the rest to them.  In a ring that nothing
 * else leads to, one block stands for all: it is the direct one.
 *
 *       root            root                  nothing
 *        |                                       |
 *        v                                       v
 *      [ A ]--->[ B ]      [ C ]--->[ D ]      [ E ]<-->[ F ]
 *     reachable reachable  direct  indirect   direct   indirect
 *
 * Every aligned word may be a pointer, and a pointer may point anywhere into
 * a block: into an array, at a base class, behind a hidden header.  In a
 * Python 86 % of the blocks are held by such pointers alone, so they are no
 * evidence of a leak.  A pointer just behind the end of a block does not
 * hold it.
 *
 * A conservative search like this one can not say everything:
 *
 *   A block that it calls lost, and is not: the program keeps the pointer
 *   where no aligned word has it.  These are XORed or compressed pointers,
 *   and pointers with a tag in the upper bits.  Others are in packed structures
 *   at odd addresses, in memory of the kernel (epoll data, timers, io_uring),
 *   in another process, in a device, or in pages that are swapped out.
 *
 *   A block that it calls reachable, and is lost: a stale word has its
 *   address.  Stack slots that are not overwritten yet, freed parts of a
 *   reachable block, numbers that look like an address.  valgrind and
 *   LeakSanitizer have the same limit.
 *
 *   A block that it calls reachable, and will never be used: a cache that
 *   only grows, a list that nobody empties.  This is the implicit leak; the
 *   search cannot know, so the watch tells by growth.
 *
 * The search.  Marks are bits (blocks.h).  Blocks whose words are still to be
 * read stand on a stack of fixed size; those that do not fit are noted as
 * pending bits and taken up when the stack is empty.  Each block is read
 * once, and each round of pending blocks takes at least a whole stack, so
 * time is linear in the size of the heap whatever its shape is.
 *
 * Lost blocks are sorted in three steps:
 *
 *   1. Every lost block is read, and what it points at (other than itself)
 *      is a child.  A lost block that is no child is direct.
 *   2. A block that a direct block leads to, and no direct block before it
 *      did, is counted to it.
 *   3. The rest has only rings at its beginnings.  A search from each block
 *      in order of address that visits every block once begins some of its
 *      trees in a ring that nothing else leads to.  Then the beginnings are
 *      searched in reverse order.  One that was not reached from a later
 *      one is in a ring of that kind: had another block led to it, that one
 *      would have been visited before, or from a later beginning.  Each of
 *      these is direct, and the blocks it leads to are counted to it.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "reach.h"
#include "roots.h"

/* 2 MiB: of 10 million blocks on one level, 40 rounds. */
#define STACK_MOST 262144

/* Called by a search for a block that a word points at. */
typedef void reach_visit(struct reach *reach, uint64_t id, uint64_t from);

static void
reach_push(struct reach *reach, uint64_t id)
{
	if (reach->depth < reach->room) {
		reach->stack[reach->depth++] = id;
		return;
	}
	block_set(&reach->heap->blocks, BLOCK_PENDING, id);
	reach->pending = true;
}

/* Reads all words of a stretch of memory that was copied. */
static void
reach_read(struct reach *reach, uint64_t at, uint64_t end, uint64_t from,
    reach_visit *visit)
{
	const struct blocks	*blocks = &reach->heap->blocks;
	const unsigned char	*bytes;
	uint64_t		 available, stop, word, id;
	uint64_t		 span = blocks->high - blocks->low;
	size_t			 i;

	while (at + 8 <= end) {
		bytes = image_bytes(reach->heap->image, &reach->cursor, at,
		    &available);
		if (bytes == NULL) {
			i = image_range_from(reach->heap->image, at);
			if (i == reach->heap->image->ranges)
				return;
			at = reach->heap->image->range[i].start;
			continue;
		}
		stop = end - at < available ? end : at + available;
		for (; at + 8 <= stop; at += 8, bytes += 8) {
			memcpy(&word, bytes, sizeof(word));
			if (word - blocks->low < span &&
			    heap_find(reach->heap, &reach->far, word, &id))
				visit(reach, id, from);
		}
		at = (at + 7) / 8 * 8;
	}
}

static void
reach_read_block(struct reach *reach, uint64_t id, reach_visit *visit)
{
	const struct region	*region;
	uint64_t		 start, end;

	region = blocks_region_of(&reach->heap->blocks, id);
	start = blocks_address(region, id);
	end = heap_block_end(reach->heap, &reach->cursor, region, id);
	reach_read(reach, start, end, id, visit);
}

/* The first set bit of one kind at or behind an id; units: none. */
static uint64_t
bit_next(const struct blocks *blocks, enum block_bit bit, uint64_t id)
{
	const uint64_t	*bits = blocks->bits[bit];
	uint64_t	 word;

	while (id < blocks->units) {
		word = bits[id / 64] >> id % 64;
		if (word != 0)
			return id + (uint64_t)__builtin_ctzll(word);
		id = (id / 64 + 1) * 64;
	}
	return blocks->units;
}

/* Pending blocks onto the stack, as many as there is room for. */
static void
reach_refill(struct reach *reach)
{
	struct blocks	*blocks = &reach->heap->blocks;
	uint64_t	 id = 0;

	reach->pending = false;
	while ((id = bit_next(blocks, BLOCK_PENDING, id)) < blocks->units) {
		if (reach->depth == reach->room) {
			reach->pending = true;
			return;
		}
		block_clear(blocks, BLOCK_PENDING, id);
		reach->stack[reach->depth++] = id;
	}
}

static void
reach_drain(struct reach *reach, reach_visit *visit)
{
	do {
		while (reach->depth > 0)
			reach_read_block(reach,
			    reach->stack[--reach->depth], visit);
		if (reach->pending)
			reach_refill(reach);
	} while (reach->depth > 0);
}

static void
visit_mark(struct reach *reach, uint64_t id, uint64_t from)
{
	struct blocks	*blocks = &reach->heap->blocks;

	(void)from;
	if (block_has(blocks, BLOCK_MARKED, id))
		return;
	block_set(blocks, BLOCK_MARKED, id);
	reach_push(reach, id);
}

static void
root_take(void *context, uint64_t start, uint64_t end)
{
	struct reach	*reach = context;

	reach_read(reach, (start + 7) / 8 * 8, end, UINT64_MAX, visit_mark);
	reach_drain(reach, visit_mark);
}

static void
registers_mark(struct reach *reach)
{
	const struct image	*image = reach->heap->image;
	uint64_t		 id;
	size_t			 i;

	for (i = 0; i < image->words; i++)
		if (heap_find(reach->heap, &reach->far, image->word[i], &id))
			visit_mark(reach, id, UINT64_MAX);
	reach_drain(reach, visit_mark);
}

bool
reach_mark(struct reach *reach, struct heap *heap)
{
	struct blocks	*blocks = &heap->blocks;
	uint64_t	 i;

	memset(reach, 0, sizeof(*reach));
	reach->heap = heap;
	/* No block is on it twice. */
	reach->room = blocks->units < STACK_MOST ? (size_t)blocks->units + 1 :
	    STACK_MOST;
	reach->stack = malloc(reach->room * sizeof(*reach->stack));
	if (reach->stack == NULL)
		return false;
	if (blocks->count == 0)
		return true;
	registers_mark(reach);
	if (!roots_each(heap, root_take, reach))
		return false;
	for (i = 0; i < blocks->units / 64; i++)
		if (blocks->bits[BLOCK_USED][i] != 0)
			blocks->bits[BLOCK_LOST][i] =
			    blocks->bits[BLOCK_USED][i] &
			    ~blocks->bits[BLOCK_MARKED][i];
	return true;
}

/* The lost ones. */

static bool
lost_is_open(const struct blocks *blocks, uint64_t id)
{
	return block_has(blocks, BLOCK_LOST, id) &&
	    !block_has(blocks, BLOCK_MARKED, id);
}

static void
visit_child(struct reach *reach, uint64_t id, uint64_t from)
{
	if (id != from && block_has(&reach->heap->blocks, BLOCK_LOST, id))
		block_set(&reach->heap->blocks, BLOCK_CHILD, id);
}

/* The blocks that a leader leads to are its own from now on. */
static void
visit_take(struct reach *reach, uint64_t id, uint64_t from)
{
	struct blocks	*blocks = &reach->heap->blocks;

	(void)from;
	if (!lost_is_open(blocks, id))
		return;
	block_set(blocks, BLOCK_MARKED, id);
	block_set(blocks, BLOCK_CHILD, id);
	reach_push(reach, id);
	reach->indirect.count++;
	reach->indirect.bytes += reach->heap->allocator->size(reach->heap,
	    &reach->cursor, blocks_region_of(blocks, id), id);
}

static void
visit_search(struct reach *reach, uint64_t id, uint64_t from)
{
	struct blocks	*blocks = &reach->heap->blocks;

	(void)from;
	if (!lost_is_open(blocks, id) ||
	    block_has(blocks, BLOCK_VISITED, id))
		return;
	block_set(blocks, BLOCK_VISITED, id);
	reach_push(reach, id);
}

struct lost_search {
	struct reach	*reach;
	void		(*take)(void *, const struct leader *);
	void		*context;
};

static void
leader_take(const struct lost_search *search, uint64_t id)
{
	struct reach		*reach = search->reach;
	struct blocks		*blocks = &reach->heap->blocks;
	const struct region	*region = blocks_region_of(blocks, id);
	struct heap_sum		 before = reach->indirect;
	struct leader		 leader;

	block_set(blocks, BLOCK_MARKED, id);
	reach_push(reach, id);
	reach_drain(reach, visit_take);
	leader.address = blocks_address(region, id);
	leader.size = reach->heap->allocator->size(reach->heap,
	    &reach->cursor, region, id);
	leader.indirect.count = reach->indirect.count - before.count;
	leader.indirect.bytes = reach->indirect.bytes - before.bytes;
	reach->direct.count++;
	reach->direct.bytes += leader.size;
	search->take(search->context, &leader);
}

/* Step 3, first half: where searches began, those are no children now. */
static void
rings_search(struct reach *reach)
{
	struct blocks	*blocks = &reach->heap->blocks;
	uint64_t	 id = 0;

	for (; (id = bit_next(blocks, BLOCK_LOST, id)) < blocks->units; id++) {
		if (!lost_is_open(blocks, id) ||
		    block_has(blocks, BLOCK_VISITED, id))
			continue;
		block_set(blocks, BLOCK_VISITED, id);
		block_clear(blocks, BLOCK_CHILD, id);
		reach_push(reach, id);
		reach_drain(reach, visit_search);
	}
}

/* Second half: backwards over those beginnings. */
static void
rings_take(const struct lost_search *search)
{
	struct blocks	*blocks = &search->reach->heap->blocks;
	uint64_t	 i, word, bit;

	for (i = blocks->units / 64; i > 0; i--) {
		word = blocks->bits[BLOCK_LOST][i - 1];
		for (; word != 0; word &= ~((uint64_t)1 << bit)) {
			bit = 63 - (uint64_t)__builtin_clzll(word);
			if (!block_has(blocks, BLOCK_CHILD,
			    (i - 1) * 64 + bit) && lost_is_open(blocks,
			    (i - 1) * 64 + bit))
				leader_take(search, (i - 1) * 64 + bit);
		}
	}
}

void
reach_lost(struct reach *reach,
    void (*take)(void *context, const struct leader *leader), void *context)
{
	struct blocks		*blocks = &reach->heap->blocks;
	struct lost_search	 search = { reach, take, context };
	uint64_t		 id = 0;

	for (; (id = bit_next(blocks, BLOCK_LOST, id)) < blocks->units; id++)
		reach_read_block(reach, id, visit_child);
	for (id = 0; (id = bit_next(blocks, BLOCK_LOST, id)) < blocks->units;
	    id++)
		if (!block_has(blocks, BLOCK_CHILD, id))
			leader_take(&search, id);
	rings_search(reach);
	rings_take(&search);
	reach->reachable.count = reach->heap->used.count -
	    reach->direct.count - reach->indirect.count;
	reach->reachable.bytes = reach->heap->used.bytes -
	    reach->direct.bytes - reach->indirect.bytes;
}

bool
reach_next(const struct reach *reach, bool lost, uint64_t *id,
    uint64_t *address, uint64_t *size)
{
	const struct blocks	*blocks = &reach->heap->blocks;
	const struct region	*region;
	struct image_cursor	 cursor = { 0 };

	if (blocks->count == 0)
		return false;
	while ((*id = bit_next(blocks, lost ? BLOCK_LOST : BLOCK_USED, *id)) <
	    blocks->units && !lost && block_has(blocks, BLOCK_LOST, *id))
		(*id)++;
	if (*id >= blocks->units)
		return false;
	region = blocks_region_of(blocks, *id);
	*address = blocks_address(region, *id);
	*size = reach->heap->allocator->size(reach->heap, &cursor, region,
	    *id);
	(*id)++;
	return true;
}

void
reach_free(struct reach *reach)
{
	free(reach->stack);
	reach->stack = NULL;
}
