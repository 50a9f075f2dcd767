/*
 * glibc_lists.c: free blocks that look used, in tcaches and fastbins.
 *
 * A link is the next address, or since 2.32 that address mangled: XORed with
 * the address of the link divided by 4096.  The form under which whole lists
 * have members of the right size is the right one.
 */
/* SPDX-License-Identifier: MIT */
#include "glibc_walk.h"

/*
 * A tcache is a chunk itself: counts, then the heads of lists of user
 * memory.  It counted in 8 bits up to 2.29; since 2.42 it has more lists and
 * counts the room that is left.
 */
static const struct cache_form {
	uint64_t	chunk;		/* its size with the header */
	unsigned	lists, count_bytes;
	bool		room;
} cache_form[] = {
	{ 0x250, 64, 1, false },
	{ 0x290, 64, 2, false },
	{ 0x300, 76, 2, true }
};

#define CACHE_FORMS (sizeof(cache_form) / sizeof(cache_form[0]))
#define CACHE_LISTS_MAX 76
/* Each of these has chunks of one size, the others of a range. */
#define CACHE_SMALL_LISTS 64
/* More threads than that in one process have not been met. */
#define CACHES_MAX 65536

static const struct cache_form *
cache_form_of(uint64_t size)
{
	size_t	i;

	for (i = 0; i < CACHE_FORMS; i++)
		if (cache_form[i].chunk == size)
			return &cache_form[i];
	return NULL;
}

/* Every head is null or somewhere in the heap, and one is not null. */
static bool
cache_may_be(struct glibc_walk *walk, uint64_t user,
    const struct cache_form *form)
{
	uint64_t	head, at = user + form->lists * form->count_bytes;
	unsigned	i;
	bool		any = false;

	for (i = 0; i < form->lists; i++, at += 8) {
		if (!image_word(walk->image, &walk->far, at, &head))
			return false;
		if (head == 0)
			continue;
		if (head % 16 != 0 || head < walk->heap->blocks.low ||
		    head >= walk->heap->blocks.high)
			return false;
		any = true;
	}
	return any;
}

bool
glibc_cache_note(struct glibc_walk *walk, uint64_t chunk, uint64_t size)
{
	const struct cache_form	*form = cache_form_of(size);
	uint64_t		 user = chunk + 16;

	if (form == NULL ||
	    walk->caches.used / sizeof(user) >= CACHES_MAX ||
	    !cache_may_be(walk, user, form))
		return true;
	return grow_copy(&walk->caches, &user, sizeof(user));
}

/* A list of free blocks that are in use by their neighbours' bits. */
struct free_list {
	uint64_t	head;		/* user memory */
	uint64_t	least, most;	/* chunk size */
	uint64_t	bias;		/* from where links point to user
					   memory */
};

#define LIST_LONGEST 65536

/* The id of a member that is as it should be; false: it is not. */
static bool
member_is(struct glibc_walk *walk, const struct free_list *list,
    uint64_t user, uint64_t *id)
{
	const struct region	*region;
	uint64_t		 size;

	if (user % 16 != 0)
		return false;
	region = blocks_region_at(&walk->heap->blocks, user);
	if (region == NULL || region->alone)
		return false;
	*id = blocks_id(region, user);
	size = glibc_far(walk, user - 8) & ~CHUNK_FLAGS;
	return block_has(&walk->heap->blocks, BLOCK_USED, *id) &&
	    size >= list->least && size <= list->most;
}

static uint64_t
member_next(struct glibc_walk *walk, const struct free_list *list,
    uint64_t user, bool plain)
{
	uint64_t	link = glibc_far(walk, user);

	if (!plain)
		link ^= user >> 12;
	return link == 0 ? 0 : link + list->bias;
}

/*
 * The members of a list, -1 where it is none.  All lists together cannot be
 * longer than the heap has chunks; those of a heap that lies are cut short.
 */
static int64_t
list_length(struct glibc_walk *walk, const struct free_list *list,
    bool plain)
{
	uint64_t	user = list->head, id;
	int64_t		length = 0;

	for (; user != 0; user = member_next(walk, list, user, plain)) {
		if (++walk->steps > 16 * walk->chunks + LIST_LONGEST ||
		    length > (int64_t)walk->chunks ||
		    !member_is(walk, list, user, &id))
			return -1;
		length++;
	}
	return length;
}

/* Members are free; one that is in two lists is taken once. */
static void
list_take(struct glibc_walk *walk, const struct free_list *list)
{
	struct heap	*heap = walk->heap;
	uint64_t	 user = list->head, id, size;

	for (; user != 0 && member_is(walk, list, user, &id);
	    user = member_next(walk, list, user, walk->plain)) {
		size = glibc_far(walk, user - 8);
		block_clear(&heap->blocks, BLOCK_USED, id);
		heap->used.count--;
		heap->used.bytes -= (size & ~CHUNK_FLAGS) - 8;
		heap->held.count++;
		heap->held.bytes += size & ~CHUNK_FLAGS;
		heap->resident += size & ~CHUNK_FLAGS;
		if (size & NOT_MAIN)
			heap->elsewhere += size & ~CHUNK_FLAGS;
	}
}

static struct free_list
cache_list(struct glibc_walk *walk, uint64_t cache,
    const struct cache_form *form, unsigned i)
{
	struct free_list	list = { .bias = 0 };

	list.head = glibc_far(walk, cache +
	    form->lists * form->count_bytes + 8 * (uint64_t)i);
	list.least = i < CACHE_SMALL_LISTS ? 16 * (uint64_t)i + CHUNK_MIN :
	    16 * CACHE_SMALL_LISTS + CHUNK_MIN;
	list.most = i < CACHE_SMALL_LISTS ? list.least : UINT64_MAX;
	return list;
}

static int64_t
cache_count(struct glibc_walk *walk, uint64_t cache,
    const struct cache_form *form, unsigned i)
{
	uint64_t	offset = (uint64_t)i * form->count_bytes;
	uint64_t	word = glibc_far(walk, cache + offset / 8 * 8);

	word >>= offset % 8 * 8;
	return (int64_t)(word & (form->count_bytes == 1 ? 0xff : 0xffff));
}

/*
 * A block is a tcache if every list is as long as is counted.  A thread that
 * was stopped in between may have changed one list and not its count.
 */
static bool
cache_is(struct glibc_walk *walk, uint64_t cache,
    const struct cache_form *form, bool plain)
{
	struct free_list	list;
	int64_t			length[CACHE_LISTS_MAX], count, whole = 0;
	unsigned		i, agree = 0, off = 0;

	for (i = 0; i < form->lists; i++) {
		list = cache_list(walk, cache, form, i);
		length[i] = list_length(walk, &list, plain);
		if (length[i] == -1)
			return false;
		count = cache_count(walk, cache, form, i);
		if (form->room && length[i] + count > whole)
			whole = length[i] + count;
	}
	for (i = 0; i < form->lists; i++) {
		count = cache_count(walk, cache, form, i);
		if (form->room)
			count = whole - count;
		if (count != length[i])
			off += count - length[i] == 1 ||
			    count - length[i] == -1 ? 1 : 2;
		else
			agree += count > 0;
	}
	return agree > 0 && off <= 1;
}

static const uint64_t *
cache_at(const struct glibc_walk *walk, size_t i)
{
	return (const uint64_t *)(const void *)walk->caches.bytes + i;
}

static const struct cache_form *
cache_form_at(struct glibc_walk *walk, uint64_t cache)
{
	return cache_form_of(glibc_far(walk, cache - 8) & ~CHUNK_FLAGS);
}

static void
cache_take(struct glibc_walk *walk, uint64_t cache)
{
	const struct cache_form	*form = cache_form_at(walk, cache);
	const struct region	*region;
	struct free_list	 list;
	unsigned		 i;

	if (!cache_is(walk, cache, form, walk->plain))
		return;
	for (i = 0; i < form->lists; i++) {
		list = cache_list(walk, cache, form, i);
		list_take(walk, &list);
	}
	/* It is the allocator's own: neither used nor held. */
	region = blocks_region_at(&walk->heap->blocks, cache);
	block_clear(&walk->heap->blocks, BLOCK_USED,
	    blocks_id(region, cache));
	walk->heap->used.count--;
	walk->heap->used.bytes -= form->chunk - 8;
}

static struct free_list
fastbin_list(struct glibc_walk *walk, const struct glibc_arena *arena,
    unsigned i)
{
	struct free_list	list = { .bias = 16 };

	list.head = glibc_far(walk, arena->bins + AT_FASTBINS +
	    8 * (uint64_t)i);
	if (list.head != 0)
		list.head += list.bias;
	list.least = list.most = 16 * (uint64_t)i + CHUNK_MIN;
	return list;
}

static const struct glibc_arena *
lists_arena(const struct glibc_walk *walk, size_t i)
{
	return (const struct glibc_arena *)(const void *)
	    walk->arenas.bytes + i;
}

static bool
arena_has_fastbins(const struct glibc_arena *arena)
{
	return arena->bins - arena->state >= BINS_WITH_FASTBINS;
}

/* How many lists there are by one form of links. */
static uint64_t
lists_count(struct glibc_walk *walk, bool plain)
{
	struct free_list	list;
	uint64_t		score = 0;
	size_t			i;
	unsigned		bin;

	for (i = 0; i < walk->caches.used / sizeof(uint64_t); i++)
		score += cache_is(walk, *cache_at(walk, i),
		    cache_form_at(walk, *cache_at(walk, i)), plain);
	for (i = 0; i < walk->count; i++)
		for (bin = 0; bin < FASTBINS &&
		    arena_has_fastbins(lists_arena(walk, i)); bin++) {
			list = fastbin_list(walk, lists_arena(walk, i), bin);
			score += list.head != 0 &&
			    list_length(walk, &list, plain) > 0;
		}
	return score;
}

static bool
fastbins_take(struct glibc_walk *walk, const struct glibc_arena *arena)
{
	struct free_list	list;
	unsigned		bin;

	for (bin = 0; bin < FASTBINS; bin++) {
		list = fastbin_list(walk, arena, bin);
		if (list_length(walk, &list, walk->plain) == -1)
			return false;
		list_take(walk, &list);
	}
	return true;
}

bool
glibc_lists_take(struct glibc_walk *walk)
{
	size_t	i;

	walk->plain = lists_count(walk, true) > lists_count(walk, false);
	walk->steps = 0;
	for (i = 0; i < walk->caches.used / sizeof(uint64_t); i++)
		cache_take(walk, *cache_at(walk, i));
	for (i = 0; i < walk->count; i++)
		if (arena_has_fastbins(lists_arena(walk, i)) &&
		    !fastbins_take(walk, lists_arena(walk, i)))
			return false;
	return true;
}
