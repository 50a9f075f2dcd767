/* allocators.c: the allocators that can be read, tried in turn. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "heap.h"

static const struct allocator *const	allocators[] = {
	&glibc_allocator,
	&musl_allocator
};

/*
 * Untouched memory in a heap is not copied, and may be large; but a heap that
 * lies must not cost more than its real size allows.
 */
static uint64_t
heap_limit(const struct image *image)
{
	return 64 * image_resident(image, 0, UINT64_MAX) +
	    ((uint64_t)1 << 30);
}

enum heap_state
heap_walk(struct heap *heap, const struct image *image)
{
	enum heap_state	state = HEAP_NONE;
	size_t		i;

	for (i = 0; i < sizeof(allocators) / sizeof(allocators[0]); i++) {
		memset(heap, 0, sizeof(*heap));
		heap->image = image;
		heap->allocator = allocators[i];
		heap->blocks.limit = heap_limit(image);
		state = allocators[i]->walk(heap);
		if (state != HEAP_NONE)
			break;
		heap_free(heap);
	}
	return state;
}
