/*
 * glibc.c: the heap of glibc's malloc, 2.26 to 2.43: its arenas.
 *
 * The version is never asked for: distributions patch it, and a static
 * program does not tell.  Layouts that differ are told apart by which one
 * agrees with itself.  An arena's malloc_state is anchored at bins[], behind
 * which all versions are the same.
 */
/* SPDX-License-Identifier: MIT */
#include "glibc_walk.h"

#define BINS_FARTHEST	160
#define ARENAS_MAX	65536

/* A bin is a ring of chunks; an empty one points at itself. */
static bool
bin_is(struct glibc_walk *walk, uint64_t bins, int i)
{
	uint64_t	head = bins + 16 * (uint64_t)i - 16, forth, back;

	if (!glibc_word(walk, head + 16, &forth) ||
	    !glibc_word(walk, head + 24, &back))
		return false;
	if (forth == head && back == head)
		return true;
	return forth != 0 && back != 0 && forth % 16 == 0 && back % 16 == 0 &&
	    glibc_far(walk, forth + 24) == head &&
	    glibc_far(walk, back + 16) == head;
}

/* With one bin less asked for, an address 16 bytes off passes as well. */
static bool
bins_are(struct glibc_walk *walk, uint64_t bins)
{
	int	i = 0;

	while (i < BINS && bin_is(walk, bins, i))
		i++;
	return i == BINS;
}

/* The first bins of a main arena in a range; 0: none. */
static uint64_t
bins_search(struct glibc_walk *walk, uint64_t at, uint64_t end)
{
	const unsigned char	*bytes;
	uint64_t		 available, word;

	bytes = image_bytes(walk->image, &walk->cursor, at, &available);
	for (; bytes != NULL && at + 16 <= end; at += 8, bytes += 8) {
		memcpy(&word, bytes, sizeof(word));
		if (word == 0 || word % 8 != 0)
			continue;
		if (bin_is(walk, at, 0) && bin_is(walk, at, 1) &&
		    bins_are(walk, at))
			return at;
	}
	return 0;
}

static uint64_t
bins_in_map(struct glibc_walk *walk, const struct image_map *map)
{
	const struct image_range	*range;
	uint64_t			 bins = 0;
	size_t				 i;

	for (i = image_range_from(walk->image, map->start);
	    i < walk->image->ranges && bins == 0; i++) {
		range = &walk->image->range[i];
		if (range->start >= map->end)
			break;
		bins = bins_search(walk, range->start > map->start ?
		    range->start : map->start,
		    range->end < map->end ? range->end : map->end);
	}
	return bins;
}

static bool
top_in_heap(struct glibc_walk *walk, uint64_t bins)
{
	const struct image_map	*map = image_map_at(walk->image,
				    glibc_far(walk, bins + AT_TOP));

	return map != NULL && map->flags & IMAGE_HEAP;
}

/*
 * In private data of a file, or the bss that follows it.  dlmopen(3) loads
 * other C libraries, but only the first one's malloc has the [heap].
 */
static uint64_t
bins_find(struct glibc_walk *walk)
{
	const uint64_t		 kinds = IMAGE_WRITABLE | IMAGE_SHARED |
				    IMAGE_HEAP | IMAGE_STACK;
	const struct image_map	*map = walk->image->map;
	uint64_t		 bins, first = 0;
	size_t			 i;
	bool			 data = false;

	for (i = 0; i < walk->image->maps; i++) {
		data = map[i].flags & IMAGE_FILE ||
		    (data && map[i - 1].end == map[i].start);
		if (!data || (map[i].flags & kinds) != IMAGE_WRITABLE)
			continue;
		bins = bins_in_map(walk, &map[i]);
		if (bins != 0 && top_in_heap(walk, bins))
			return bins;
		if (first == 0)
			first = bins;
	}
	return first;
}

/*
 * A main arena before the first malloc: all bins are zero, and it is the only
 * one in its ring.  The address of its link to the next one; 0: none.
 */
#define AT_THREADS	2064

static bool
arena_is_fresh(struct glibc_walk *walk, uint64_t at)
{
	uint64_t	bins = at - AT_NEXT, state = glibc_far(walk, at), i;

	if (state >= bins || bins - state > BINS_FARTHEST ||
	    glibc_far(walk, bins + AT_THREADS) != 1 ||
	    glibc_far(walk, bins + AT_SYSTEM_MEM) != 0)
		return false;
	for (i = state; i < at; i += 8)
		if (glibc_far(walk, i) != 0)
			return false;
	return true;
}

/* In the data of a file. */
static bool
fresh_search(struct glibc_walk *walk)
{
	const struct image_range	*range = walk->image->range;
	const struct image_map		*map = NULL;
	uint64_t			 at;
	size_t				 i;

	for (i = 0; i < walk->image->ranges; i++)
		for (at = range[i].start; at < range[i].end; at += 8) {
			if (at % 4096 == 0 || at == range[i].start)
				map = image_map_at(walk->image, at);
			if (map != NULL && map->flags & IMAGE_FILE &&
			    arena_is_fresh(walk, at))
				return true;
		}
	return false;
}

/* Nor is there other memory, in which an unknown allocator could be. */
#define FRESH_MOST	32768

static bool
glibc_is_fresh(struct glibc_walk *walk)
{
	const struct image_map	*map = walk->image->map;
	uint64_t		 other = 0;
	size_t			 i;

	for (i = 0; i < walk->image->maps; i++) {
		if (map[i].flags & IMAGE_HEAP)
			return false;
		if ((map[i].flags & (IMAGE_WRITABLE | IMAGE_STACK |
		    IMAGE_FILE)) == IMAGE_WRITABLE)
			other += image_resident(walk->image, map[i].start,
			    map[i].end);
	}
	return other <= FRESH_MOST && fresh_search(walk);
}

/* Where a malloc_state begins is told by the ring of arenas only. */
static uint64_t
bins_of_state(struct glibc_walk *walk, uint64_t state)
{
	uint64_t	off;

	for (off = 0; off <= BINS_FARTHEST; off += 8)
		if (bins_are(walk, state + off))
			return state + off;
	return 0;
}

/*
 * The most that a heap of an arena may have, at a multiple of which it is:
 * by default, and with huge pages of 2 MiB and 1 GiB.
 */
static const uint64_t	heap_most[] = {
	(uint64_t)64 << 20, (uint64_t)8 << 20, (uint64_t)4 << 30
};

/* struct heap_info begins with ar_ptr, prev, size. */
static uint64_t
heap_most_of(struct glibc_walk *walk, const struct glibc_arena *arena)
{
	uint64_t	start;
	size_t		i;

	for (i = 0; i < sizeof(heap_most) / sizeof(heap_most[0]); i++) {
		start = arena->state & ~(heap_most[i] - 1);
		if (arena->state - start <= 64 &&
		    glibc_far(walk, start) == arena->state &&
		    glibc_far(walk, start + 8) == 0)
			return heap_most[i];
	}
	return 0;
}

static bool
arena_add(struct glibc_walk *walk, uint64_t state, uint64_t bins)
{
	struct glibc_arena	arena = { .state = state, .bins = bins };

	arena.top = glibc_far(walk, bins + AT_TOP);
	arena.system_mem = glibc_far(walk, bins + AT_SYSTEM_MEM);
	/* The lock comes first: 32 bits, 0 where nobody has it. */
	if ((uint32_t)glibc_far(walk, state) != 0)
		walk->heap->busy = true;
	/* All but the main one lie in a heap of their own. */
	arena.main = heap_most_of(walk, &arena) == 0;
	walk->mains += arena.main;
	if (arena.main)
		walk->main = walk->count;
	walk->count++;
	return grow_copy(&walk->arenas, &arena, sizeof(arena));
}

/*
 * The ring of arenas, from the bins of one back to it.  That need not be the
 * main one: the heap of another may follow the mapping of a file.
 */
static enum heap_state
arenas_find(struct glibc_walk *walk, uint64_t first_bins)
{
	uint64_t	state = glibc_far(walk, first_bins + AT_NEXT), bins;

	while (walk->count < ARENAS_MAX) {
		bins = bins_of_state(walk, state);
		if (bins == 0)
			return heap_bad(walk->heap, HEAP_TORN,
			    "the ring of arenas is broken");
		if (!arena_add(walk, state, bins))
			return HEAP_NO_MEMORY;
		if (bins == first_bins)
			return walk->mains == 1 ? HEAP_GOOD :
			    heap_bad(walk->heap, HEAP_UNRELIABLE,
			    "%zu main arenas", walk->mains);
		state = glibc_far(walk, bins + AT_NEXT);
	}
	return heap_bad(walk->heap, HEAP_UNRELIABLE,
	    "the ring of arenas has no end");
}

static const struct glibc_arena *
arena_at(const struct glibc_walk *walk, size_t i)
{
	return (const struct glibc_arena *)(const void *)
	    walk->arenas.bytes + i;
}

static const struct glibc_arena *
arena_main(const struct glibc_walk *walk)
{
	return arena_at(walk, walk->main);
}

/*
 * struct malloc_par counts the blocks that are mapped by themselves.  It is
 * known by what it says: n_mmaps, n_mmaps_max, max_n_mmaps, no_dyn_threshold
 * (32 bits each), mmapped_mem, max_mmapped_mem, sbrk_base.  Since 2.35 the
 * first of these is at an odd multiple of 4, and there is a gap behind the
 * fourth.
 */
#define MMAPS_MAX_DEFAULT	65536
/* It is in the same file's data as the main arena. */
#define PARAMS_FARTHEST		65536

#define PARAMS_LENGTH		48

/* Where mmapped_mem is, behind n_mmaps. */
static uint64_t
params_bytes_at(uint64_t at)
{
	return at % 8 == 0 ? 16 : 20;
}

/* How much speaks for it; 0: it is not. */
static int
params_score(struct glibc_walk *walk, uint64_t at, const unsigned char *bytes)
{
	const struct image_map	*map;
	uint64_t		 word[3];
	uint32_t		 count = image_half(bytes);
	int			 score = 0;

	if (count > image_half(bytes + 8) || image_half(bytes + 12) > 1)
		return 0;
	memcpy(word, bytes + params_bytes_at(at), sizeof(word));
	if (word[0] > word[1] || word[1] >> 47 != 0 ||
	    (word[0] | word[1]) % 16 != 0 || (count == 0) != (word[0] == 0))
		return 0;
	/* mallopt(3) can set the limit; without brk(2) there is no base. */
	if (image_half(bytes + 4) == MMAPS_MAX_DEFAULT)
		score += 2;
	map = image_map_at(walk->image, word[2]);
	if (map != NULL && map->flags & IMAGE_HEAP)
		score += map->start == word[2] ? 2 : 1;
	else if (word[2] != 0)
		return 0;
	return score;
}

/* Looks for a better one than the best so far in a range. */
static int
params_search(struct glibc_walk *walk, const struct image_range *range,
    uint64_t at, uint64_t end, int best)
{
	const unsigned char	*bytes;
	int			 score;

	for (; at + PARAMS_LENGTH <= range->end && at < end; at += 4) {
		bytes = range->bytes + (at - range->start);
		score = params_score(walk, at, bytes);
		if (score <= best)
			continue;
		best = score;
		walk->mapped_count = image_half(bytes);
		memcpy(&walk->mapped_bytes, bytes + params_bytes_at(at), 8);
		walk->counted = true;
	}
	return best;
}

static void
params_find(struct glibc_walk *walk, uint64_t bins)
{
	const struct image_range	*range = walk->image->range;
	uint64_t			 from, end = bins + PARAMS_FARTHEST;
	size_t				 i;
	int				 best = 0;

	from = bins > PARAMS_FARTHEST ? bins - PARAMS_FARTHEST : 0;
	from -= from % 8;
	for (i = image_range_from(walk->image, from);
	    i < walk->image->ranges && range[i].start < end; i++)
		best = params_search(walk, &range[i], range[i].start > from ?
		    range[i].start : from, end, best);
}

/* The heaps of an arena, from that of its top back to the first. */
static enum heap_state
heaps_add(struct glibc_walk *walk, const struct glibc_arena *arena)
{
	uint64_t	most = heap_most_of(walk, arena), at, size, sum = 0;

	at = most == 0 ? 0 : arena->top & ~(most - 1);
	while (at != 0) {
		size = glibc_far(walk, at + 16);
		sum += size;
		if (glibc_far(walk, at) != arena->state || size == 0 ||
		    size > most || sum > arena->system_mem)
			break;
		if (!blocks_add(&walk->heap->blocks, at, at + size, false))
			return HEAP_NO_MEMORY;
		at = glibc_far(walk, at + 8);
	}
	if (at != 0 || sum != arena->system_mem || sum == 0)
		return heap_bad(walk->heap, HEAP_TORN,
		    "the heaps of an arena are not its size");
	return HEAP_GOOD;
}

/* [heap] may be several mappings that follow each other. */
static bool
brk_add(struct glibc_walk *walk)
{
	const struct image_map	*map = walk->image->map;
	uint64_t		 start = 0, end = 0;
	size_t			 i;

	for (i = 0; i < walk->image->maps; i++) {
		if (!(map[i].flags & IMAGE_HEAP))
			continue;
		if (start == 0)
			start = map[i].start;
		end = map[i].end;
	}
	return blocks_add(&walk->heap->blocks, start, end, false);
}

/*
 * Where brk(2) fails the main arena goes on in anonymous mappings of a
 * megabyte or more, which may have merged with others.
 */
static bool
pieces_add(struct glibc_walk *walk, const struct image_map *map, uint64_t top)
{
	const struct image_range	*range;
	uint64_t			 at, end;
	size_t				 i;

	for (i = image_range_from(walk->image, map->start);
	    i < walk->image->ranges; i++) {
		range = &walk->image->range[i];
		if (range->start >= map->end)
			break;
		at = range->start > map->start ? range->start : map->start;
		for (; at < range->end && at < map->end; at += 4096) {
			end = glibc_run_end(walk, at, map->end, top);
			if (end == 0)
				continue;
			if (!blocks_add(&walk->heap->blocks, at, end, false))
				return false;
			at = (end - 1) / 4096 * 4096;
		}
	}
	return true;
}

#define IS_CONTIGUOUS(flags) (((flags) & 2) == 0)

static enum heap_state
regions_add(struct glibc_walk *walk)
{
	const struct glibc_arena	*arena = arena_main(walk);
	const uint64_t			 kinds = IMAGE_WRITABLE |
					    IMAGE_SHARED | IMAGE_FILE |
					    IMAGE_HEAP | IMAGE_STACK;
	enum heap_state			 state;
	size_t				 i;

	if (!brk_add(walk))
		return HEAP_NO_MEMORY;
	for (i = 0; i < walk->count; i++) {
		if (arena_at(walk, i)->main)
			continue;
		state = heaps_add(walk, arena_at(walk, i));
		if (state != HEAP_GOOD)
			return state;
	}
	if (!IS_CONTIGUOUS(glibc_far(walk, arena->state) >> 32))
		for (i = 0; i < walk->image->maps; i++)
			if ((walk->image->map[i].flags & kinds) ==
			    IMAGE_WRITABLE && !pieces_add(walk,
			    &walk->image->map[i], arena->top))
				return HEAP_NO_MEMORY;
	return glibc_mapped_add(walk);
}

/* The arena whose heap a region is; the main one for all others. */
static const struct glibc_arena *
region_arena(struct glibc_walk *walk, const struct region *region)
{
	uint64_t	state = glibc_far(walk, region->start);
	size_t		i;

	for (i = 0; i < walk->count; i++)
		if (arena_at(walk, i)->state == state)
			return arena_at(walk, i);
	return arena_main(walk);
}

static enum heap_state
regions_walk(struct glibc_walk *walk)
{
	struct blocks			*blocks = &walk->heap->blocks;
	const struct glibc_arena	*arena;
	const struct region		*region;
	enum heap_state			 state = HEAP_GOOD;
	size_t				 i;

	for (i = 0; i < blocks->count && state == HEAP_GOOD; i++) {
		region = blocks_region(blocks, i);
		if (region->alone) {
			block_set(blocks, BLOCK_START, region->first);
			block_set(blocks, BLOCK_USED, region->first);
			continue;
		}
		arena = region_arena(walk, region);
		state = arena->main ? glibc_main_walk(walk, arena, region) :
		    glibc_heap_walk(walk, arena, region);
	}
	return state;
}

/* system_mem counts what comes before the first chunk to align it. */
static enum heap_state
main_check(struct glibc_walk *walk)
{
	uint64_t	system_mem = arena_main(walk)->system_mem;

	if (system_mem >= walk->sum && system_mem - walk->sum < 16)
		return HEAP_GOOD;
	return heap_bad(walk->heap, HEAP_TORN,
	    "%llu bytes of chunks were found, glibc counts %llu",
	    (unsigned long long)walk->sum, (unsigned long long)system_mem);
}

static enum heap_state
glibc_walk_all(struct glibc_walk *walk)
{
	struct heap			*heap = walk->heap;
	const struct glibc_arena	*arena;
	uint64_t			 bins = bins_find(walk);
	enum heap_state			 state;

	if (bins == 0 && !glibc_is_fresh(walk))
		return HEAP_NONE;
	if (bins == 0)
		return blocks_ready(&heap->blocks) ? HEAP_GOOD :
		    HEAP_NO_MEMORY;
	if ((state = arenas_find(walk, bins)) != HEAP_GOOD)
		return state;
	arena = arena_main(walk);
	heap->arenas = walk->count;
	heap->blocks.tail_shared = true;
	params_find(walk, arena->bins);
	if (!heap_span_add(&heap->own, arena->state,
	    arena->bins + AT_END))
		return HEAP_NO_MEMORY;
	if ((state = regions_add(walk)) != HEAP_GOOD)
		return state;
	if (!blocks_ready(&heap->blocks))
		return heap_bad(heap, HEAP_UNRELIABLE,
		    "heaps overlap or are too large");
	if ((state = regions_walk(walk)) != HEAP_GOOD ||
	    (state = main_check(walk)) != HEAP_GOOD)
		return state;
	if (!glibc_lists_take(walk))
		return heap_bad(heap, HEAP_TORN, "a fastbin is broken");
	blocks_seal(&heap->blocks);
	return HEAP_GOOD;
}

static enum heap_state
glibc_walk(struct heap *heap)
{
	struct glibc_walk	walk;
	enum heap_state		state;

	memset(&walk, 0, sizeof(walk));
	walk.heap = heap;
	walk.image = heap->image;
	state = glibc_walk_all(&walk);
	grow_free(&walk.arenas);
	grow_free(&walk.caches);
	return state;
}

static uint64_t
glibc_size(const struct heap *heap, struct image_cursor *cursor,
    const struct region *region, uint64_t id)
{
	uint64_t	head;

	if (region->alone)
		return region->end - region->start;
	if (!image_word(heap->image, cursor,
	    blocks_address(region, id) - 8, &head))
		return 0;
	return (head & ~CHUNK_FLAGS) - 8;
}

const struct allocator	glibc_allocator = {
	"glibc", glibc_walk, glibc_size
};
