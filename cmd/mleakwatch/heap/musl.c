/*
 * musl.c: the heap of musl's mallocng, 1.2.1 and later, on x86-64.
 *
 * A group is a stretch of slots of one size.  Its meta says which slots are
 * free, and lies with others in pages (areas) that begin with a secret word.
 * The secret is in the auxiliary vector, so areas are found without symbols.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "heap.h"

#define UNIT		16
#define AREA_SIZE	4096
#define AREA_SLOTS	101
#define AREA_HEAD	24	/* check, next, nslots */
#define META_SIZE	40
#define CLASSES		48
#define CLASS_MAPPED	63	/* one slot, mapped by itself */
#define TRAILER		4	/* bytes at the end of a slot */

/* Offsets in struct malloc_context. */
#define CONTEXT_INIT	8
#define CONTEXT_AREAS	56
#define CONTEXT_USAGE	464
#define CONTEXT_SIZE	(CONTEXT_USAGE + CLASSES * 8)

/* Sizes of slots, in units. */
static const uint16_t	class_units[CLASSES] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63,
	72, 84, 102, 127, 146, 170, 204, 255, 292, 340, 409, 511, 584, 682,
	818, 1023, 1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460,
	6552, 8191
};

struct musl_group {
	uint64_t	start, end;
	uint64_t	meta;
	uint64_t	stride;
	uint32_t	free;		/* a bit a slot */
	unsigned	slots, class;
	bool		freeable;
};

struct musl_walk {
	struct heap		*heap;
	const struct image	*image;
	struct image_cursor	 cursor, far;
	uint64_t		 secret;
	struct grow		 groups;	/* struct musl_group */
	size_t			 count;
	uint64_t		 usage[CLASSES];
};

/* Bytes at any address; false where they were not copied. */
static bool
musl_bytes(const struct image *image, struct image_cursor *cursor,
    uint64_t address, void *into, uint64_t length)
{
	const unsigned char	*bytes;
	uint64_t		 available;

	bytes = image_bytes(image, cursor, address, &available);
	if (bytes == NULL || available < length)
		return false;
	memcpy(into, bytes, (size_t)length);
	return true;
}

/* The meta at an address, and the group that it is of. */
static bool
group_read(const struct image *image, struct image_cursor *cursor,
    uint64_t meta, struct musl_group *group)
{
	uint64_t	word[5], back, pages;

	if (!musl_bytes(image, cursor, meta, word, sizeof(word)) ||
	    word[2] == 0 || word[2] % UNIT != 0 ||
	    !musl_bytes(image, cursor, word[2], &back, sizeof(back)) ||
	    back != meta)
		return false;
	group->meta = meta;
	group->start = word[2];
	group->free = (uint32_t)word[3] | (uint32_t)(word[3] >> 32);
	group->slots = (unsigned)(word[4] & 31) + 1;
	group->freeable = word[4] >> 5 & 1;
	group->class = (unsigned)(word[4] >> 6 & 63);
	pages = word[4] >> 12;
	if (group->slots == 1 && pages != 0)
		group->stride = pages * 4096 - UNIT;
	else if (group->class < CLASSES)
		group->stride = (uint64_t)class_units[group->class] * UNIT;
	else
		return false;
	group->end = group->start + UNIT + group->stride * group->slots;
	return pages < (uint64_t)1 << 35 && group->end > group->start;
}

/* A slot's memory begins later where it is aligned, and by chance. */
struct musl_slot {
	uint64_t	start;		/* of its user's memory */
	uint64_t	size;
	bool		used;		/* and not a group itself */
};

static bool
slot_size(const struct image *image, struct image_cursor *cursor,
    uint64_t end, unsigned reserved, struct musl_slot *slot)
{
	uint32_t	bytes = reserved;

	if (reserved == 5 &&
	    !musl_bytes(image, cursor, end - 4, &bytes, sizeof(bytes)))
		return false;
	if (end < slot->start || bytes > end - slot->start)
		return false;
	slot->size = end - bytes - slot->start;
	return true;
}

static bool
slot_read(const struct image *image, struct image_cursor *cursor,
    const struct musl_group *group, unsigned i, struct musl_slot *slot)
{
	uint64_t	begin = group->start + UNIT + i * group->stride;
	unsigned char	head[4];
	uint16_t	offset;

	slot->start = begin;
	slot->used = (group->free >> i & 1) == 0;
	if (!slot->used)
		return true;
	if (!musl_bytes(image, cursor, begin - 4, head, sizeof(head)))
		return false;
	if (head[1] >> 5 == 7) {
		memcpy(&offset, head + 2, sizeof(offset));
		slot->start += (uint64_t)UNIT * offset;
		if (slot->start >= begin + group->stride || !musl_bytes(image,
		    cursor, slot->start - 4, head, sizeof(head)))
			return false;
	}
	slot->used = head[1] >> 5 != 6;
	return !slot->used || slot_size(image, cursor,
	    begin + group->stride - TRAILER, head[1] >> 5, slot);
}

static bool
area_take(struct musl_walk *walk, uint64_t area)
{
	struct musl_group	group;
	unsigned		i;

	for (i = 0; i < AREA_SLOTS; i++) {
		if (!group_read(walk->image, &walk->far,
		    area + AREA_HEAD + (uint64_t)META_SIZE * i, &group))
			continue;
		if (!grow_copy(&walk->groups, &group, sizeof(group)))
			return false;
		walk->count++;
		if (group.freeable && group.class < CLASSES)
			walk->usage[group.class] += group.slots;
	}
	return heap_span_add(&walk->heap->own, area, area + AREA_SIZE);
}

static bool
area_is(struct musl_walk *walk, uint64_t at)
{
	uint64_t	word;
	uint32_t	slots;

	return musl_bytes(walk->image, &walk->cursor, at, &word,
	    sizeof(word)) && word == walk->secret &&
	    musl_bytes(walk->image, &walk->cursor, at + 16, &slots,
	    sizeof(slots)) && slots == AREA_SLOTS;
}

static enum heap_state
areas_find(struct musl_walk *walk)
{
	const struct image	*image = walk->image;
	uint64_t		 at;
	size_t			 i;

	for (i = 0; i < image->ranges; i++) {
		at = (image->range[i].start + AREA_SIZE - 1) / AREA_SIZE *
		    AREA_SIZE;
		for (; at < image->range[i].end; at += AREA_SIZE)
			if (area_is(walk, at) && !area_take(walk, at))
				return HEAP_NO_MEMORY;
	}
	return walk->count > 0 ? HEAP_GOOD : HEAP_NONE;
}

static struct musl_group *
musl_groups(const struct musl_walk *walk)
{
	return (struct musl_group *)(void *)walk->groups.bytes;
}

static int
musl_compare(const void *a, const void *b)
{
	const struct musl_group	*x = a, *y = b;

	if (x->start != y->start)
		return x->start > y->start ? 1 : -1;
	return (x->end < y->end) - (x->end > y->end);
}

/* A group may lie in a slot of a larger one: only the outer is a region. */
static enum heap_state
musl_regions_add(struct musl_walk *walk)
{
	struct musl_group	*group = musl_groups(walk);
	struct musl_slot	 slot;
	uint64_t		 behind = 0;
	size_t			 i;

	qsort(group, walk->count, sizeof(*group), musl_compare);
	for (i = 0; i < walk->count; i++) {
		if (group[i].end <= behind)
			continue;
		if (group[i].start < behind)
			return heap_bad(walk->heap, HEAP_TORN,
			    "groups overlap");
		behind = group[i].end;
		if (group[i].class != CLASS_MAPPED) {
			if (!blocks_add(&walk->heap->blocks, group[i].start,
			    behind, false))
				return HEAP_NO_MEMORY;
			continue;
		}
		if (!slot_read(walk->image, &walk->far, &group[i], 0, &slot))
			return heap_bad(walk->heap, HEAP_TORN,
			    "a mapped block is broken");
		if (slot.used && !blocks_add(&walk->heap->blocks, slot.start,
		    slot.start + slot.size, true))
			return HEAP_NO_MEMORY;
	}
	return HEAP_GOOD;
}

static void
slot_take(struct musl_walk *walk, const struct region *region,
    const struct musl_group *group, unsigned i, const struct musl_slot *slot)
{
	struct heap	*heap = walk->heap;
	uint64_t	 begin = group->start + UNIT + i * group->stride;

	if (!region->alone)
		block_set(&heap->blocks, BLOCK_START,
		    blocks_id(region, begin));
	if (slot->used) {
		block_set(&heap->blocks, BLOCK_START,
		    blocks_id(region, slot->start));
		block_set(&heap->blocks, BLOCK_USED,
		    blocks_id(region, slot->start));
		heap->used.count++;
		heap->used.bytes += slot->size;
	} else if (group->free >> i & 1) {
		heap->held.count++;
		heap->held.bytes += group->stride;
		heap->resident += group->stride < walk->image->page ?
		    group->stride : image_resident(walk->image, begin,
		    begin + group->stride);
	}
}

/* Larger groups first, so that nested ones stand in slots seen before. */
static enum heap_state
groups_walk(struct musl_walk *walk)
{
	const struct musl_group	*group = musl_groups(walk);
	const struct region	*region;
	struct musl_slot	 slot;
	size_t			 i;
	unsigned		 j;

	for (i = 0; i < walk->count; i++)
		for (j = 0; j < group[i].slots; j++) {
			if (!slot_read(walk->image, &walk->far, &group[i], j,
			    &slot))
				return heap_bad(walk->heap, HEAP_TORN,
				    "a slot at %#llx is broken",
				    (unsigned long long)group[i].start);
			region = blocks_region_at(&walk->heap->blocks,
			    slot.start);
			if (region != NULL)
				slot_take(walk, region, &group[i], j, &slot);
		}
	return HEAP_GOOD;
}

static bool
context_is(struct musl_walk *walk, uint64_t at)
{
	uint64_t	usage[CLASSES], area;
	uint32_t	ready;

	return musl_bytes(walk->image, &walk->far, at + CONTEXT_INIT, &ready,
	    sizeof(ready)) && ready == 1 &&
	    musl_bytes(walk->image, &walk->far, at + CONTEXT_AREAS, &area,
	    sizeof(area)) && area_is(walk, area) &&
	    musl_bytes(walk->image, &walk->far, at + CONTEXT_USAGE, usage,
	    sizeof(usage)) &&
	    memcmp(usage, walk->usage, sizeof(usage)) == 0;
}

/* The blocks that were found must be as many as malloc has counted. */
static enum heap_state
context_check(struct musl_walk *walk)
{
	const struct image_range	*range;
	uint64_t			 at, word;
	size_t				 i;

	for (i = 0; i < walk->image->ranges; i++) {
		range = &walk->image->range[i];
		for (at = range->start; at < range->end; at += 8) {
			memcpy(&word, range->bytes + (at - range->start), 8);
			if (word == walk->secret && context_is(walk, at))
				return heap_span_add(&walk->heap->own, at,
				    at + CONTEXT_SIZE) ? HEAP_GOOD :
				    HEAP_NO_MEMORY;
		}
	}
	return heap_bad(walk->heap, HEAP_TORN,
	    "musl's count of slots is another");
}

static enum heap_state
musl_walk_all(struct musl_walk *walk)
{
	enum heap_state	state;

	if (walk->image->random == 0 || !musl_bytes(walk->image,
	    &walk->cursor, walk->image->random + 8, &walk->secret,
	    sizeof(walk->secret)) || walk->secret == 0)
		return HEAP_NONE;
	if ((state = areas_find(walk)) != HEAP_GOOD ||
	    (state = context_check(walk)) != HEAP_GOOD ||
	    (state = musl_regions_add(walk)) != HEAP_GOOD)
		return state;
	if (!blocks_ready(&walk->heap->blocks))
		return heap_bad(walk->heap, HEAP_UNRELIABLE,
		    "groups overlap or are too large");
	state = groups_walk(walk);
	blocks_seal(&walk->heap->blocks);
	return state;
}

static enum heap_state
musl_walk(struct heap *heap)
{
	struct musl_walk	walk;
	enum heap_state		state;

	memset(&walk, 0, sizeof(walk));
	walk.heap = heap;
	walk.image = heap->image;
	heap->arenas = 1;
	state = musl_walk_all(&walk);
	grow_free(&walk.groups);
	return state;
}

/* From a block to its group, as free(3) finds it. */
static uint64_t
musl_size(const struct heap *heap, struct image_cursor *cursor,
    const struct region *region, uint64_t id)
{
	uint64_t		at = blocks_address(region, id), base, meta;
	unsigned char		head[8];
	struct musl_group	group;
	struct musl_slot	slot = { .start = at };
	uint16_t		near;
	uint32_t		far;

	if (region->alone)
		return region->end - region->start;
	if (!musl_bytes(heap->image, cursor, at - 8, head, sizeof(head)))
		return 0;
	memcpy(&near, head + 6, sizeof(near));
	memcpy(&far, head, sizeof(far));
	base = at - (uint64_t)UNIT * (head[4] != 0 ? far : near) - UNIT;
	if (!musl_bytes(heap->image, cursor, base, &meta, sizeof(meta)) ||
	    !group_read(heap->image, cursor, meta, &group) ||
	    (head[5] & 31) >= group.slots || !slot_size(heap->image, cursor,
	    base + UNIT + ((uint64_t)head[5] % 32 + 1) * group.stride -
	    TRAILER, head[5] >> 5, &slot))
		return 0;
	return slot.size;
}

const struct allocator	musl_allocator = {
	"musl", musl_walk, musl_size
};
