/*
 * roots.c: where a program's pointers begin.
 *
 * Roots are all copied memory but the blocks themselves, the allocator's
 * records, the dead part of stacks, and the stacks of threads that ended.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "roots.h"

/* Below the stack pointer, a leaf function may use this much (x86-64). */
#define RED_ZONE 128

/* From a thread's control block to the end of its stack, at least and most. */
#define CONTROL_LEAST	0x700
#define CONTROL_MOST	0x1000
/*
 * Where glibc keeps the thread's number on x86-64: 0 once it has ended, -1
 * once it was joined.
 */
#define CONTROL_TID	0x2d0

struct roots {
	const struct heap	*heap;
	const struct image	*image;
	struct image_cursor	 cursor;
	struct grow		 skip;		/* struct heap_span */
	bool			 failed;
};

static void
roots_skip(struct roots *roots, uint64_t start, uint64_t end)
{
	if (start < end && !heap_span_add(&roots->skip, start, end))
		roots->failed = true;
}

/* Down from an address, as far as pages are resident in its mapping. */
static uint64_t
resident_down(const struct image *image, uint64_t address)
{
	const struct image_map	*map = image_map_at(image, address);
	size_t			 i = image_range_from(image, address);

	if (map == NULL || i == image->ranges ||
	    image->range[i].start > address)
		return address;
	return image->range[i].start > map->start ? image->range[i].start :
	    map->start;
}

/*
 * Below a stack pointer nothing is alive.  This is known of the main stack
 * and of stacks that have the thread's control block at their end, as
 * pthread_create(3) makes them.  A stack of another making, for coroutines,
 * may have a living one below it.
 */
static void
stack_skip(struct roots *roots, const struct image_thread *thread)
{
	const struct image_map	*map;
	uint64_t		 sp = thread->sp - thread->sp % 8, low;

	map = sp < RED_ZONE ? NULL : image_map_at(roots->image, sp);
	if (map == NULL || blocks_region_at(&roots->heap->blocks, sp) != NULL)
		return;
	low = resident_down(roots->image, sp);
	if (map->flags & IMAGE_STACK)
		low = map->start;
	else if (thread->tls <= sp || thread->tls >= map->end ||
	    resident_down(roots->image, thread->tls) > sp)
		return;
	roots_skip(roots, low, sp - RED_ZONE);
}

static bool
tls_is_alive(const struct image *image, uint64_t tls)
{
	size_t	i;

	for (i = 0; i < image->threads; i++)
		if (image->thread[i].tls == tls)
			return true;
	return false;
}

/*
 * The control block says where its stack is: the address and the length, one
 * after the other, somewhere in it.
 */
static bool
control_stack(struct roots *roots, uint64_t control, struct heap_span *stack)
{
	uint64_t	at, start, length;

	for (at = control + CONTROL_TID; at < control + CONTROL_MOST;
	    at += 8) {
		if (!image_word(roots->image, &roots->cursor, at, &start) ||
		    !image_word(roots->image, &roots->cursor, at + 8,
		    &length))
			return false;
		if (start % 4096 == 0 && length % 4096 == 0 &&
		    length >= 16384 && start < control &&
		    start + length >= control + CONTROL_LEAST &&
		    start + length <= control + CONTROL_MOST) {
			*stack = (struct heap_span){ start, start + length };
			return true;
		}
	}
	return false;
}

/*
 * glibc keeps the stacks of threads that ended for new ones.  A control block
 * begins with its own address, and has it in its third word again.
 */
static void
control_look(struct roots *roots, uint64_t at)
{
	struct heap_span	stack;
	uint64_t		word;

	if (!image_word(roots->image, &roots->cursor, at + 16, &word) ||
	    word != at || !image_word(roots->image, &roots->cursor,
	    at + CONTROL_TID, &word) || (int32_t)word > 0 ||
	    tls_is_alive(roots->image, at))
		return;
	if (!control_stack(roots, at, &stack))
		return;
	/* Its second word, the vector of its TLS blocks, is kept in use. */
	roots_skip(roots, stack.start, at + 8);
	roots_skip(roots, at + 16, stack.end);
}

/* It lies in anonymous memory, at a multiple of 64. */
static void
dead_stacks_skip(struct roots *roots)
{
	const struct image	*image = roots->image;
	const struct image_map	*map;
	const unsigned char	*bytes;
	uint64_t		 at, word;
	size_t			 i;

	for (i = 0; i < image->ranges; i++) {
		map = image_map_at(image, image->range[i].start);
		if (map == NULL || map->flags & (IMAGE_HEAP | IMAGE_STACK |
		    IMAGE_FILE | IMAGE_SHARED))
			continue;
		at = (image->range[i].start + 63) / 64 * 64;
		for (; at < image->range[i].end; at += 64) {
			bytes = image->range[i].bytes +
			    (at - image->range[i].start);
			memcpy(&word, bytes, sizeof(word));
			if (word == at)
				control_look(roots, at);
		}
	}
}

static int
span_compare(const void *a, const void *b)
{
	const struct heap_span	*x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static void
skips_collect(struct roots *roots)
{
	const struct blocks	*blocks = &roots->heap->blocks;
	const struct heap_span	*span;
	size_t			 i, count;

	for (i = 0; i < blocks->count; i++)
		roots_skip(roots, blocks_region(blocks, i)->start,
		    blocks_region(blocks, i)->end);
	span = heap_spans(&roots->heap->own, &count);
	for (i = 0; i < count; i++)
		roots_skip(roots, span[i].start, span[i].end);
	for (i = 0; i < roots->image->threads; i++)
		stack_skip(roots, &roots->image->thread[i]);
	dead_stacks_skip(roots);
	heap_spans(&roots->skip, &count);
	if (count > 0)
		qsort(roots->skip.bytes, count, sizeof(*span), span_compare);
}

bool
roots_each(const struct heap *heap,
    void (*take)(void *context, uint64_t start, uint64_t end), void *context)
{
	struct roots		 roots = { .heap = heap,
				    .image = heap->image };
	const struct heap_span	*span;
	uint64_t		 at, end;
	size_t			 i, s = 0, count;

	skips_collect(&roots);
	span = heap_spans(&roots.skip, &count);
	for (i = 0; i < heap->image->ranges && !roots.failed; i++) {
		at = heap->image->range[i].start;
		end = heap->image->range[i].end;
		while (at < end) {
			while (s < count && span[s].end <= at)
				s++;
			if (s == count || span[s].start >= end) {
				take(context, at, end);
				break;
			}
			if (span[s].start > at)
				take(context, at, span[s].start);
			at = span[s].end;
		}
	}
	span = heap_spans(&heap->gaps, &count);
	for (i = 0; i < count && !roots.failed; i++)
		take(context, span[i].start, span[i].end);
	grow_free(&roots.skip);
	return !roots.failed;
}
