/* blocks.c: the blocks of a heap, a few bits for each 16 bytes. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "blocks.h"

/* Units of 16 bytes that one entry of back[] stands for. */
#define BLOCKS_PAGE 256

/* More than any process has: a sum of regions that lie does not overflow. */
#define BLOCKS_LARGEST ((uint64_t)1 << 47)

bool
blocks_add(struct blocks *blocks, uint64_t start, uint64_t end, bool alone)
{
	struct region	*region;

	if (start >= end || end > BLOCKS_LARGEST || start % BLOCK_UNIT != 0)
		return true;
	region = grow_add(&blocks->regions, sizeof(*region));
	if (region == NULL)
		return false;
	*region = (struct region){ start, end, 0, alone };
	blocks->count++;
	return true;
}

static int
region_compare(const void *a, const void *b)
{
	const struct region	*x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* Pages are made by the kernel where a bit is set, and only there. */
static void *
bits_map(uint64_t bytes)
{
	void	*at;

	if (bytes > SIZE_MAX / 2)
		return NULL;
	at = mmap(NULL, (size_t)bytes + 1, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

static uint64_t
bits_size(const struct blocks *blocks)
{
	return (blocks->units / 64 + 2) * sizeof(uint64_t);
}

static uint64_t
back_size(const struct blocks *blocks)
{
	return (blocks->units / BLOCKS_PAGE + 2) * sizeof(uint32_t);
}

static bool
regions_number(struct blocks *blocks)
{
	struct region	*region = (struct region *)(void *)
			    blocks->regions.bytes;
	uint64_t	 units;
	size_t		 i;

	qsort(region, blocks->count, sizeof(*region), region_compare);
	for (i = 0; i < blocks->count; i++) {
		if (i > 0 && region[i].start < region[i - 1].end)
			return false;
		region[i].first = blocks->units;
		units = region[i].alone ? 1 : (region[i].end -
		    region[i].start + BLOCK_UNIT - 1) / BLOCK_UNIT;
		/* A page of units belongs to one region only. */
		blocks->units += (units + BLOCKS_PAGE - 1) / BLOCKS_PAGE *
		    BLOCKS_PAGE;
		if (blocks->limit != 0 &&
		    blocks->units > blocks->limit / BLOCK_UNIT)
			return false;
		blocks->low = i == 0 ? region[i].start : blocks->low;
		blocks->high = region[i].end;
	}
	return true;
}

bool
blocks_ready(struct blocks *blocks)
{
	int	i;

	blocks->units = 0;
	blocks->low = blocks->high = 0;
	if (blocks->count > 0 && !regions_number(blocks))
		return false;
	for (i = 0; i < BLOCK_BITS; i++) {
		blocks->bits[i] = bits_map(bits_size(blocks));
		if (blocks->bits[i] == NULL)
			return false;
	}
	blocks->back = bits_map(back_size(blocks));
	return blocks->back != NULL;
}

void
blocks_seal(struct blocks *blocks)
{
	const uint64_t	*start = blocks->bits[BLOCK_START];
	uint64_t	 page, word, last = 0;
	bool		 any = false;

	for (page = 0; page < blocks->units / BLOCKS_PAGE; page++) {
		/* 0 stands for none: an id is at or after its region's. */
		blocks->back[page] = any && page - last < UINT32_MAX ?
		    (uint32_t)(page - last) : 0;
		for (word = 0; word < BLOCKS_PAGE / 64; word++)
			if (start[page * (BLOCKS_PAGE / 64) + word] != 0) {
				last = page;
				any = true;
			}
	}
}

void
blocks_free(struct blocks *blocks)
{
	int	i;

	for (i = 0; i < BLOCK_BITS; i++)
		if (blocks->bits[i] != NULL)
			munmap(blocks->bits[i],
			    (size_t)bits_size(blocks) + 1);
	if (blocks->back != NULL)
		munmap(blocks->back, (size_t)back_size(blocks) + 1);
	grow_free(&blocks->regions);
	memset(blocks, 0, sizeof(*blocks));
}

const struct region *
blocks_region(const struct blocks *blocks, size_t i)
{
	const void	*bytes = blocks->regions.bytes;

	return bytes == NULL ? NULL : (const struct region *)bytes + i;
}

const struct region *
blocks_region_at(const struct blocks *blocks, uint64_t address)
{
	const struct region	*region = blocks_region(blocks, 0);
	size_t			 low = 0, high = blocks->count, middle;

	if (address < blocks->low || address >= blocks->high)
		return NULL;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (region[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == blocks->count || address < region[low].start)
		return NULL;
	return &region[low];
}

const struct region *
blocks_region_of(const struct blocks *blocks, uint64_t id)
{
	const struct region	*region = blocks_region(blocks, 0);
	size_t			 low = 0, high = blocks->count, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (region[middle].first <= id)
			low = middle;
		else
			high = middle;
	}
	return &region[low];
}

uint64_t
blocks_id(const struct region *region, uint64_t address)
{
	return region->alone ? region->first :
	    region->first + (address - region->start) / BLOCK_UNIT;
}

uint64_t
blocks_address(const struct region *region, uint64_t id)
{
	return region->start + (id - region->first) * BLOCK_UNIT;
}

/* The last beginning among the first bits of a page of units. */
static bool
page_last(const uint64_t *start, uint64_t page, uint64_t bits, uint64_t *id)
{
	uint64_t	from = page * BLOCKS_PAGE, at = from + bits, word;

	while (at > from) {
		word = start[(at - 1) / 64];
		if (at % 64 != 0)
			word &= ((uint64_t)1 << at % 64) - 1;
		if (word != 0) {
			*id = (at - 1) / 64 * 64 + 63 -
			    (uint64_t)__builtin_clzll(word);
			return true;
		}
		at = (at - 1) / 64 * 64;
	}
	return false;
}

bool
blocks_find(const struct blocks *blocks, uint64_t address, uint64_t *id)
{
	const struct region	*region = blocks_region_at(blocks, address);
	uint64_t		 at, page;
	uint32_t		 back;

	if (region == NULL)
		return false;
	at = blocks_id(region, address);
	if (region->alone) {
		*id = at;
		return true;
	}
	/* The second half of the unit is the next block's size. */
	if (blocks->tail_shared && address & 8 &&
	    at + 1 < blocks->units && block_has(blocks, BLOCK_START, at + 1))
		return false;
	page = at / BLOCKS_PAGE;
	if (!page_last(blocks->bits[BLOCK_START], page, at % BLOCKS_PAGE + 1,
	    id)) {
		back = blocks->back[page];
		if (back == 0 || !page_last(blocks->bits[BLOCK_START],
		    page - back, BLOCKS_PAGE, id))
			return false;
	}
	return *id >= region->first;
}
