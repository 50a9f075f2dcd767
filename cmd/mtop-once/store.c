/* store.c: memory that is taken piece by piece, and given back as a whole. */
/* SPDX-License-Identifier: MIT */
#include <sys/mman.h>

#include "store.h"

#define BLOCK_SIZE ((size_t)128 * 1024)
#define ALIGNMENT 8

/*
 * The kernel fills a block with pages at once: a fault for each of them costs
 * as much as half a statm, and there is one for every eight rows.
 */
static struct block *
block_new(size_t size)
{
	struct block	*block;

	size = (size + sizeof(*block) + BLOCK_SIZE - 1) / BLOCK_SIZE *
	    BLOCK_SIZE;
	block = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (block == MAP_FAILED)
		return NULL;
	block->size = size;
	return block;
}

static size_t
aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *
store_take(struct store *store, size_t size)
{
	struct block	*block = store->block;
	size_t		 need = aligned(size);

	if (block == NULL ||
	    need > block->size - sizeof(*block) - block->used) {
		block = block_new(need);
		if (block == NULL)
			return NULL;
		block->next = store->block;
		store->block = block;
	}
	block->used += need;
	store->total += need;
	return block->bytes + block->used - need;
}

void
store_join(struct store *store, struct store *from)
{
	struct block	**last = &store->block;

	while (*last != NULL)
		last = &(*last)->next;
	*last = from->block;
	store->total += from->total;
	*from = (struct store){ NULL, 0 };
}

void
store_free(struct store *store)
{
	struct block	*block, *next;

	for (block = store->block; block != NULL; block = next) {
		next = block->next;
		munmap(block, block->size);
	}
	*store = (struct store){ NULL, 0 };
}
