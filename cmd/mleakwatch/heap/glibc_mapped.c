/* glibc_mapped.c: blocks that glibc's malloc maps by themselves. */
/* SPDX-License-Identifier: MIT */
#include "glibc_walk.h"

/*
 * The size z has low bits 2 only, and prev_size p is the header's distance
 * from the beginning of the mapping.  Up to 2.42 z + p is the whole mapping;
 * since then it is 16 less, and the user has 8 bytes more.
 */
static uint64_t
mapped_at(struct glibc_walk *walk, const struct image_map *map, uint64_t at,
    struct heap_span *block)
{
	uint64_t	before, size, length, begin;

	if (!glibc_word(walk, at + 8, &size) ||
	    (size & CHUNK_FLAGS) != MAPPED || !glibc_word(walk, at, &before))
		return 0;
	size -= MAPPED;
	if (before % 16 != 0 || before > at - map->start ||
	    size < CHUNK_MIN || size > map->end - map->start)
		return 0;
	begin = at - before;
	length = before + size;
	block->start = at + 16;
	block->end = at + size;
	if (length % 4096 == 4096 - 16) {
		length += 16;
		block->end += 8;
		walk->mapped_short = true;
	}
	if (begin % 4096 != 0 || length % 4096 != 0 ||
	    length > map->end - begin)
		return 0;
	return begin + length;
}

/*
 * An aligned block leaves the first header in place and has another one where
 * it begins: that says how far it is from the first.
 */
static void
mapped_align(struct glibc_walk *walk, uint64_t at, struct heap_span *block)
{
	uint64_t	align, size, before, whole, header, i;

	if (!glibc_word(walk, at + 8, &size))
		return;
	whole = size - MAPPED;
	for (align = 32; align < whole; align *= 2)
		for (i = 0; i < 2; i++) {
			header = (at + 16 + align - 1) / align * align +
			    i * align - 16;
			before = header - at;
			if (before == 0 || before >= whole ||
			    glibc_far(walk, header) != before ||
			    glibc_far(walk, header + 8) !=
			    ((whole - before) | MAPPED))
				continue;
			block->start = header + 16;
			return;
		}
}

static bool
mapped_take(struct glibc_walk *walk, const struct heap_span *block,
    uint64_t end, struct heap_sum *found)
{
	found->count++;
	found->bytes += end - (block->start - 16) +
	    glibc_far(walk, block->start - 16);
	walk->heap->used.count++;
	walk->heap->used.bytes += block->end - block->start;
	return blocks_add(&walk->heap->blocks, block->start, block->end,
	    true);
}

/* Bytes in the heap of an arena are a user's. */
static bool
mapped_is_free(const struct glibc_walk *walk, const struct heap_span *block)
{
	const struct region	*region = blocks_region(&walk->heap->blocks,
				    0);
	size_t			 i;

	for (i = 0; i < walk->heap->blocks.count; i++)
		if (!region[i].alone && block->start < region[i].end &&
		    block->end > region[i].start)
			return false;
	return true;
}

/*
 * Mappings merge with their neighbours, so that a block may begin at any
 * page, and one that is aligned at any multiple of 16 behind it.
 */
static bool
mapped_search(struct glibc_walk *walk, const struct image_map *map,
    struct heap_sum *found)
{
	const struct image	*image = walk->image;
	struct heap_span	 block;
	uint64_t		 at = map->start, end;
	size_t			 i = image_range_from(image, at);

	while (i < image->ranges && image->range[i].start < map->end &&
	    found->count < walk->mapped_count) {
		if (at < image->range[i].start)
			at = image->range[i].start;
		if (at >= image->range[i].end) {
			i++;
			continue;
		}
		end = mapped_at(walk, map, at, &block);
		if (end == 0 || !mapped_is_free(walk, &block)) {
			at += 16;
			continue;
		}
		if (block.start == at + 16 && at % 4096 == 0)
			mapped_align(walk, at, &block);
		if (!mapped_take(walk, &block, end, found))
			return false;
		at = end;
		i = image_range_from(image, at);
	}
	return true;
}

static bool
mapped_may_be(const struct image_map *map)
{
	const uint64_t	kinds = IMAGE_WRITABLE | IMAGE_SHARED | IMAGE_FILE |
			    IMAGE_HEAP | IMAGE_STACK;

	return (map->flags & kinds) == IMAGE_WRITABLE;
}

enum heap_state
glibc_mapped_add(struct glibc_walk *walk)
{
	struct heap_sum	found = { 0, 0 };
	size_t		i;

	if (!walk->counted)
		return heap_bad(walk->heap, HEAP_UNRELIABLE,
		    "glibc's count of mapped blocks was not found");
	for (i = 0; i < walk->image->maps; i++)
		if (mapped_may_be(&walk->image->map[i]) &&
		    !mapped_search(walk, &walk->image->map[i], &found))
			return HEAP_NO_MEMORY;
	/* 2.43 counts 16 bytes too many at each mremap(2). */
	if (found.count == walk->mapped_count &&
	    (found.bytes == walk->mapped_bytes || (walk->mapped_short &&
	    walk->mapped_bytes > found.bytes &&
	    (walk->mapped_bytes - found.bytes) % 16 == 0)))
		return HEAP_GOOD;
	return heap_bad(walk->heap, HEAP_TORN, "%llu mapped blocks of %llu "
	    "bytes were found, glibc counts %llu of %llu",
	    (unsigned long long)found.count, (unsigned long long)found.bytes,
	    (unsigned long long)walk->mapped_count,
	    (unsigned long long)walk->mapped_bytes);
}
