/*
 * memory.c: the resident memory of a process, listed and copied.
 *
 * To read a page that is not resident would allocate it in the process, and
 * read a swapped one in.  So PAGEMAP_SCAN (6.7) or pagemap tells first which
 * pages are there.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/tick.h"
#include "memory.h"

/* As in linux/fs.h since 6.7; older headers do not have it. */
struct memory_scan {
	uint64_t	size, flags, start, end, walk_end, vec, vec_len;
	uint64_t	max_pages, inverted, mask, anyof, returned;
};

#define MEMORY_SCAN	_IOWR('f', 16, struct memory_scan)
#define PAGE_FILE	4
#define PAGE_PRESENT	8
#define PAGE_SWAPPED	16
#define PAGE_ZERO	32	/* the page of zeroes that all share */

struct memory_list {
	struct image			*image;
	const struct memory_room	*room;
	struct memory_scratch		*scratch;
	uint64_t			 used;	/* of the room's bytes */
	bool				 old;	/* no PAGEMAP_SCAN */
};

static bool
range_add(struct memory_list *list, uint64_t start, uint64_t end)
{
	struct image		*image = list->image;
	struct image_range	*last;

	if (image->range == NULL) {
		image->ranges++;
		list->used += end - start;
		return true;
	}
	last = image->ranges > 0 ? &image->range[image->ranges - 1] : NULL;
	if (end - start > list->room->size - list->used ||
	    image->ranges == list->room->ranges) {
		errno = ENOSPC;
		return false;
	}
	if (last != NULL && last->end == start)
		last->end = end;
	else
		image->range[image->ranges++] = (struct image_range){
		    start, end, list->room->bytes + list->used };
	list->used += end - start;
	return true;
}

/*
 * Memory that cannot be written to is copied only where it once could be, and
 * for the names of a Python's types.
 */
static bool
region_take(struct memory_list *list, const struct image_map *map,
    const struct memory_region *region)
{
	if (region->categories & PAGE_SWAPPED)
		list->image->swapped += region->end - region->start;
	if (!(region->categories & PAGE_PRESENT) ||
	    region->categories & PAGE_ZERO ||
	    (region->categories & PAGE_FILE &&
	    !(map->flags & (IMAGE_WRITABLE | IMAGE_PYTHON))))
		return true;
	return range_add(list, region->start, region->end);
}

static bool
map_scan(struct memory_list *list, int pagemap, const struct image_map *map)
{
	struct memory_scan	scan = { .size = sizeof(scan),
				    .start = map->start, .end = map->end,
				    .vec_len = MEMORY_VECTOR,
				    .anyof = PAGE_PRESENT | PAGE_SWAPPED,
				    .returned = PAGE_PRESENT | PAGE_SWAPPED |
				    PAGE_ZERO | PAGE_FILE };
	int			count, i;

	scan.vec = (uint64_t)(uintptr_t)list->scratch->vector;
	while (scan.start < map->end) {
		/* musl's ioctl(3) takes an int. */
		count = (int)syscall(SYS_ioctl, pagemap, MEMORY_SCAN, &scan);
		if (count == -1)
			return false;
		for (i = 0; i < count; i++)
			if (!region_take(list, map,
			    &list->scratch->vector[i]))
				return false;
		if (scan.walk_end <= scan.start)
			break;
		scan.start = scan.walk_end;
	}
	return true;
}

/* Before 6.7: one entry a page.  Pages of zeroes are not told apart. */
static bool
map_read(struct memory_list *list, int pagemap, const struct image_map *map)
{
	struct memory_region	 region;
	uint64_t		 at = map->start, page = list->image->page;
	const uint64_t		*entry = list->scratch->entry;
	size_t			 want, i;
	ssize_t			 n;

	while (at < map->end) {
		want = (size_t)((map->end - at) / page);
		if (want > MEMORY_VECTOR)
			want = MEMORY_VECTOR;
		n = pread(pagemap, list->scratch->entry, want * 8,
		    (off_t)(at / page * 8));
		if (n < 8)
			return n == 0;
		for (i = 0; i < (size_t)n / 8; i++, at += page) {
			region.start = at;
			region.end = at + page;
			region.categories = (entry[i] >> 63 & 1 ?
			    PAGE_PRESENT : 0) | (entry[i] >> 62 & 1 ?
			    PAGE_SWAPPED : 0) | (entry[i] >> 61 & 1 ?
			    PAGE_FILE : 0);
			if (!region_take(list, map, &region))
				return false;
		}
	}
	return true;
}

static uint64_t
map_flags(const struct meminfo_map *map)
{
	static const struct {
		enum meminfo_map_kind	kind;
		uint64_t		flag;
	} kinds[] = {
		{ MEMINFO_MAP_HEAP, IMAGE_HEAP },
		{ MEMINFO_MAP_STACK, IMAGE_STACK }
	};
	enum meminfo_map_kind	kind = meminfo_map_kind(map);
	uint64_t		flags = 0;
	const char		*name = strrchr(map->path, '/');
	size_t			i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			flags |= kinds[i].flag;
	if (map->perms[1] == 'w')
		flags |= IMAGE_WRITABLE;
	if (map->perms[2] == 'x')
		flags |= IMAGE_EXECUTABLE;
	if (map->perms[3] == 's')
		flags |= IMAGE_SHARED;
	if (map->inode != 0)
		flags |= IMAGE_FILE;
	if (name != NULL && strstr(name, "python") != NULL)
		flags |= IMAGE_PYTHON;
	return flags;
}

/* May a pointer to a block be in it? */
static bool
map_holds(const struct meminfo_map *map)
{
	return map->perms[0] == 'r' && (map->perms[1] == 'w' ||
	    (map->perms[2] != 'x' && map->perms[3] == 'p')) &&
	    strncmp(map->path, "[v", 2) != 0;
}

static bool
map_list(struct memory_list *list, int pagemap,
    const struct meminfo_map *found)
{
	struct image_map	 one, *map = &one;
	struct image		*image = list->image;

	if (image->map != NULL) {
		if (image->maps == list->room->maps) {
			errno = ENOSPC;
			return false;
		}
		map = &image->map[image->maps];
	}
	image->maps++;
	*map = (struct image_map){ found->start, found->end,
	    map_flags(found) };
	if (!map_holds(found))
		return true;
	if (!list->old) {
		if (map_scan(list, pagemap, map))
			return true;
		if (errno != ENOTTY && errno != EINVAL)
			return false;
		list->old = true;
	}
	return map_read(list, pagemap, map);
}

static int
maps_list(struct memory_list *list, pid_t task, int pagemap)
{
	struct meminfo_maps	*maps = &list->scratch->maps;
	struct meminfo_map	 map;
	int			 proc, more;

	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc == -1)
		return -1;
	if (meminfo_maps_open(maps, proc, task) == -1) {
		close(proc);
		return -1;
	}
	while ((more = meminfo_maps_next(maps, &map)) == 1)
		if (!map_list(list, pagemap, &map)) {
			more = -1;
			break;
		}
	meminfo_maps_close(maps);
	close(proc);
	return more;
}

int
memory_list(pid_t task, struct image *image, const struct memory_room *room,
    struct memory_scratch *scratch, uint64_t *bytes)
{
	struct memory_list	list = { .image = image, .room = room,
				    .scratch = scratch };
	char			path[64];
	int			pagemap, result, error;

	image->ranges = image->maps = 0;
	image->swapped = 0;
	image->page = (uint64_t)sysconf(_SC_PAGESIZE);
	snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)task);
	pagemap = open(path, O_RDONLY | O_CLOEXEC);
	if (pagemap == -1) {
		errno = errno == ENOENT ? ESRCH : errno;
		return -1;
	}
	result = maps_list(&list, task, pagemap);
	error = errno;
	close(pagemap);
	errno = error;
	*bytes = list.used;
	return result;
}

/* Bytes of one call: the deadline is looked at in between. */
#define COPY_MOST ((uint64_t)16 << 20)
#define COPY_PIECES 512

/* Where the copy has got to: a range, and an address in it. */
struct memory_place {
	size_t		range;
	uint64_t	at;
};

/*
 * The copies of ranges follow each other, so that a call has one piece to
 * write.  The part that a range lost at an error is a hole that is not used.
 */
static int
place_vector(const struct image *image, const struct memory_place *from,
    struct iovec *piece, uint64_t *length)
{
	const struct image_range	*range;
	struct memory_place		 place = *from;
	uint64_t			 part;
	int				 count = 0;

	*length = 0;
	while (place.range < image->ranges && count < COPY_PIECES &&
	    *length < COPY_MOST) {
		range = &image->range[place.range];
		if (count == 0 && place.at == 0)
			place.at = range->start;
		part = range->end - place.at;
		if (part > COPY_MOST - *length)
			part = COPY_MOST - *length;
		piece[count].iov_base = (void *)(uintptr_t)place.at;
		piece[count++].iov_len = (size_t)part;
		*length += part;
		if (++place.range < image->ranges)
			place.at = image->range[place.range].start;
	}
	return count;
}

/* Goes on by the bytes that were copied. */
static void
place_advance(const struct image *image, struct memory_place *place,
    uint64_t done)
{
	const struct image_range	*range = &image->range[place->range];
	uint64_t			 part;

	while (done > 0 || (place->range < image->ranges &&
	    place->at == range->end)) {
		part = range->end - place->at;
		if (part > done) {
			place->at += done;
			return;
		}
		done -= part;
		place->range++;
		range = &image->range[place->range];
		place->at = place->range < image->ranges ? range->start : 0;
	}
}

/* The rest of this range cannot be read. */
static void
place_cut(struct image *image, struct memory_place *place)
{
	struct image_range	*range = &image->range[place->range];

	range->end = place->at / image->page * image->page;
	place->range++;
	place->at = place->range < image->ranges ? range[1].start : 0;
}

/* A range of which nothing was read is none. */
static void
ranges_squeeze(struct image *image)
{
	size_t	i, kept = 0;

	for (i = 0; i < image->ranges; i++)
		if (image->range[i].end > image->range[i].start)
			image->range[kept++] = image->range[i];
	image->ranges = kept;
}

int
memory_copy(pid_t task, struct image *image, int64_t deadline)
{
	struct memory_place	 place = { 0, 0 };
	struct iovec		 piece[COPY_PIECES], into;
	const struct image_range *range;
	uint64_t		 length;
	ssize_t			 n;
	int			 count;

	while (place.range < image->ranges) {
		range = &image->range[place.range];
		if (place.at == 0)
			place.at = range->start;
		count = place_vector(image, &place, piece, &length);
		into.iov_base = (void *)(uintptr_t)
		    (range->bytes + (place.at - range->start));
		into.iov_len = (size_t)length;
		n = process_vm_readv(task, &into, 1, piece,
		    (unsigned long)count, 0);
		if (n == -1 && errno != EFAULT && errno != EIO)
			return -1;
		if (n > 0)
			place_advance(image, &place, (uint64_t)n);
		else
			place_cut(image, &place);
		if (tick_now() > deadline) {
			errno = ETIMEDOUT;
			return -1;
		}
	}
	ranges_squeeze(image);
	return 0;
}

double
memory_rate(unsigned char *bytes, uint64_t size)
{
	struct iovec	from, into;
	int64_t		began, took;
	uint64_t	half = size / 2 < COPY_MOST ? size / 2 : COPY_MOST;

	from = (struct iovec){ bytes, (size_t)half };
	into = (struct iovec){ bytes + half, (size_t)half };
	began = tick_now();
	if (process_vm_readv(getpid(), &into, 1, &from, 1, 0) <= 0)
		return 0;
	took = tick_now() - began;
	return (double)half * 1e9 / (double)(took > 0 ? took : 1);
}
