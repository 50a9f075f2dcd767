/* heap.c: the blocks of one image, whichever allocator it has. */
/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "heap.h"

enum heap_state
heap_bad(struct heap *heap, enum heap_state state, const char *format, ...)
{
	va_list	arguments;

	va_start(arguments, format);
	vsnprintf(heap->why, sizeof(heap->why), format, arguments);
	va_end(arguments);
	return state;
}

bool
heap_span_add(struct grow *spans, uint64_t start, uint64_t end)
{
	struct heap_span	span = { start, end };

	return grow_copy(spans, &span, sizeof(span));
}

const struct heap_span *
heap_spans(const struct grow *spans, size_t *count)
{
	*count = spans->used / sizeof(struct heap_span);
	return (const struct heap_span *)(const void *)spans->bytes;
}

uint64_t
heap_block_end(const struct heap *heap, struct image_cursor *cursor,
    const struct region *region, uint64_t id)
{
	return blocks_address(region, id) +
	    heap->allocator->size(heap, cursor, region, id);
}

/* Where sizes are exact, what lies behind the last byte is nobody's. */
bool
heap_find(const struct heap *heap, struct image_cursor *cursor,
    uint64_t address, uint64_t *id)
{
	const struct region	*region;

	if (!blocks_find(&heap->blocks, address, id) ||
	    !block_has(&heap->blocks, BLOCK_USED, *id))
		return false;
	if (heap->blocks.tail_shared)
		return true;
	region = blocks_region_of(&heap->blocks, *id);
	return address == blocks_address(region, *id) ||
	    address < heap_block_end(heap, cursor, region, *id);
}

void
heap_free(struct heap *heap)
{
	blocks_free(&heap->blocks);
	grow_free(&heap->own);
	grow_free(&heap->gaps);
}
