/*
 * heap.c: recorded heaps with words changed, and any bytes as an image.
 *
 * The first byte names a fixture, whole or trimmed, or none.  Then come
 * changes of 12 bytes: a place in the copied memory, in units of 8 bytes, and
 * a word to put there.  With the upper bit of the place, the word is added.
 */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mleakwatch/heap/groups.h"
#include "mleakwatch/heap/reach.h"
#include "../../heap_image.h"
#include "fuzz.h"

static const char *const	names[] = {
	"glibc-2.31", "glibc-2.36", "glibc-2.41", "glibc-2.43", "musl-1.2.3"
};

#define NAMES (sizeof(names) / sizeof(names[0]))

struct fixture {
	unsigned char	bytes[1 << 18];
	size_t		length;
};

/* Is the heap still one without a range? */
static bool
range_is_spare(const struct image *image, size_t i)
{
	struct image		without = *image;
	struct image_range	range[256];
	struct heap		heap;
	bool			good;

	HOLDS(image->ranges <= sizeof(range) / sizeof(range[0]));
	memcpy(range, image->range, image->ranges * sizeof(range[0]));
	memmove(&range[i], &range[i + 1],
	    (image->ranges - i - 1) * sizeof(range[0]));
	without.range = range;
	without.ranges--;
	good = heap_walk(&heap, &without) == HEAP_GOOD;
	heap_free(&heap);
	return good;
}

/* Ranges that the walk does not need make each run slower. */
static void
fixture_trim(struct fixture *to, const struct fixture *from)
{
	struct image	image;
	size_t		i;
	ssize_t		n;
	int		fd = memfd_create("image", MFD_CLOEXEC);

	HOLDS(fd != -1 && image_load(&image, from->bytes, from->length));
	for (i = image.ranges; i-- > 0;)
		if (range_is_spare(&image, i)) {
			memmove(&image.range[i], &image.range[i + 1],
			    (image.ranges - i - 1) * sizeof(*image.range));
			image.ranges--;
		}
	HOLDS(image_save(&image, fd));
	n = pread(fd, to->bytes, sizeof(to->bytes), 0);
	HOLDS(n > 0);
	to->length = (size_t)n;
	image_unload(&image);
	close(fd);
}

/* A copy of a fixture, which is read once. */
static unsigned char *
fixture_copy(size_t which, size_t *length)
{
	static struct fixture	fixture[2 * NAMES];
	struct fixture		*whole = &fixture[which % NAMES];
	char			path[128];
	FILE			*file;
	unsigned char		*bytes;

	if (whole->length == 0) {
		snprintf(path, sizeof(path), "tests/fixtures/heaps/%s",
		    names[which % NAMES]);
		file = fopen(path, "rb");
		HOLDS(file != NULL);
		whole->length = fread(whole->bytes, 1, sizeof(whole->bytes),
		    file);
		fclose(file);
		fixture_trim(whole + NAMES, whole);
	}
	*length = fixture[which].length;
	bytes = malloc(*length);
	HOLDS(bytes != NULL);
	memcpy(bytes, fixture[which].bytes, *length);
	return bytes;
}

/* The memory is the end of the file, one range after the other. */
static void
change(unsigned char *bytes, size_t length, const struct image *image,
    const uint8_t *data, size_t size)
{
	size_t		first, words;
	uint32_t	place;
	uint64_t	word, old;

	if (image->ranges == 0)
		return;
	first = (size_t)(image->range[0].bytes - bytes);
	words = (length - first) / 8;
	for (; size >= 12; data += 12, size -= 12) {
		memcpy(&place, data, sizeof(place));
		memcpy(&word, data + 4, sizeof(word));
		memcpy(&old, bytes + first + (place & 0x7fffffff) % words * 8,
		    sizeof(old));
		if (place >> 31)
			word += old;
		memcpy(bytes + first + (place & 0x7fffffff) % words * 8,
		    &word, sizeof(word));
	}
}

struct sums {
	const struct heap	*heap;
	struct groups		 groups;
	struct heap_sum		 lost;
};

static void
sum_take(void *context, const struct leader *leader)
{
	struct sums	*sums = context;

	HOLDS(blocks_region_at(&sums->heap->blocks, leader->address) != NULL);
	sums->lost.count += 1 + leader->indirect.count;
	groups_add(&sums->groups, leader->address, leader->size,
	    &leader->indirect);
}

static void
scan(const struct image *image)
{
	struct heap	heap;
	struct reach	reach;
	struct python	python;
	struct sums	sums = { .heap = &heap };
	uint64_t	id = 0, address, size, lost = 0;

	if (heap_walk(&heap, image) == HEAP_GOOD) {
		HOLDS(groups_begin(&sums.groups, &heap, NULL));
		HOLDS(reach_mark(&reach, &heap));
		reach_lost(&reach, sum_take, &sums);
		while (reach_next(&reach, true, &id, &address, &size))
			lost++;
		HOLDS(lost == sums.lost.count);
		HOLDS(lost <= heap.used.count);
		groups_sort(&sums.groups);
		groups_free(&sums.groups);
		reach_free(&reach);
	}
	heap_free(&heap);
	HOLDS(python_begin(&python, image));
	python_count(&python);
	python_free(&python);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char	*bytes;
	size_t		 length;
	struct image	 image;

	if (size == 0)
		return 0;
	if (data[0] >= 2 * NAMES) {
		length = size - 1;
		bytes = malloc(length + 1);
		HOLDS(bytes != NULL);
		memcpy(bytes, data + 1, length);
	} else
		bytes = fixture_copy(data[0], &length);
	if (image_load(&image, bytes, length)) {
		if (data[0] < 2 * NAMES)
			change(bytes, length, &image, data + 1, size - 1);
		scan(&image);
		image_unload(&image);
	}
	free(bytes);
	return 0;
}
