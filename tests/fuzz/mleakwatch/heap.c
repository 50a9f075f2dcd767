/*
 * heap.c: recorded heaps with words changed, and any bytes as an image.
 *
 * The first byte names a fixture, or none.  Then come changes of 12 bytes: a
 * place in the copied memory, in units of 8 bytes, and a word to put there.
 * With the upper bit of the place, the word is added.
 */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mleakwatch/heap/groups.h"
#include "mleakwatch/heap/reach.h"
#include "fuzz.h"

static const char *const	names[] = {
	"glibc-2.31", "glibc-2.36", "glibc-2.41", "glibc-2.43", "musl-1.2.3"
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static unsigned char *
fixture_read(const char *name, size_t *length)
{
	char		path[128];
	FILE		*file;
	unsigned char	*bytes = malloc(1 << 18);

	snprintf(path, sizeof(path), "tests/fixtures/heaps/%s", name);
	file = fopen(path, "rb");
	HOLDS(file != NULL && bytes != NULL);
	*length = fread(bytes, 1, 1 << 18, file);
	fclose(file);
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
	if (data[0] >= NAMES) {
		length = size - 1;
		bytes = malloc(length + 1);
		HOLDS(bytes != NULL);
		memcpy(bytes, data + 1, length);
	} else
		bytes = fixture_read(names[data[0]], &length);
	if (image_load(&image, bytes, length)) {
		if (data[0] < NAMES)
			change(bytes, length, &image, data + 1, size - 1);
		scan(&image);
		image_unload(&image);
	}
	free(bytes);
	return 0;
}
