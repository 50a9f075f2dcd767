/* image.c: the memory of a process at one moment. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"

size_t
image_range_from(const struct image *image, uint64_t address)
{
	size_t	low = 0, high = image->ranges, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (image->range[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const unsigned char *
image_bytes(const struct image *image, struct image_cursor *cursor,
    uint64_t address, uint64_t *available)
{
	const struct image_range	*range;
	size_t				 at = cursor->range;

	if (at >= image->ranges || address < image->range[at].start ||
	    address >= image->range[at].end) {
		at = image_range_from(image, address);
		if (at == image->ranges || address < image->range[at].start)
			return NULL;
		cursor->range = at;
	}
	range = &image->range[at];
	*available = range->end - address;
	return range->bytes + (address - range->start);
}

/* Ranges begin and end at pages: no aligned word is split between two. */
bool
image_word(const struct image *image, struct image_cursor *cursor,
    uint64_t address, uint64_t *word)
{
	uint64_t		 available;
	const unsigned char	*bytes;

	if (address % 8 != 0)
		return false;
	bytes = image_bytes(image, cursor, address, &available);
	if (bytes == NULL || available < 8)
		return false;
	memcpy(word, bytes, sizeof(*word));
	return true;
}

uint32_t
image_half(const unsigned char *bytes)
{
	uint32_t	half;

	memcpy(&half, bytes, sizeof(half));
	return half;
}

const struct image_map *
image_map_at(const struct image *image, uint64_t address)
{
	size_t	low = 0, high = image->maps, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (image->map[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == image->maps || address < image->map[low].start)
		return NULL;
	return &image->map[low];
}

uint64_t
image_resident(const struct image *image, uint64_t start, uint64_t end)
{
	const struct image_range	*range;
	uint64_t			 sum = 0, from, to;
	size_t				 i;

	for (i = image_range_from(image, start); i < image->ranges; i++) {
		range = &image->range[i];
		if (range->start >= end)
			break;
		from = range->start > start ? range->start : start;
		to = range->end < end ? range->end : end;
		sum += to - from;
	}
	return sum;
}

/*
 * Recorded: a header of words, the arrays, then the bytes of the ranges.  All
 * in the byte order of the machine, which is that of the process.
 */
#define IMAGE_MAGIC	0x31656761706165ULL
#define IMAGE_LARGEST	((uint64_t)1 << 47)

struct image_header {
	uint64_t	magic, ranges, maps, threads, words;
	uint64_t	page, random, swapped;
};

struct image_span {
	uint64_t	start, end;
};

/* Takes an array off the front into memory of its own. */
static void *
load_array(const unsigned char **at, size_t *left, uint64_t count,
    size_t size)
{
	void	*array;

	if (count > *left / size)
		return NULL;
	array = malloc((size_t)count * size + 1);
	if (array != NULL)
		memcpy(array, *at, (size_t)count * size);
	*at += (size_t)count * size;
	*left -= (size_t)count * size;
	return array;
}

static bool
load_ranges(struct image *image, const unsigned char **at, size_t *left)
{
	struct image_span	*span;
	uint64_t		 last = 0;
	size_t			 i;
	bool			 good = true;

	span = load_array(at, left, image->ranges, sizeof(*span));
	image->range = calloc(image->ranges + 1, sizeof(*image->range));
	if (span == NULL || image->range == NULL)
		good = false;
	for (i = 0; good && i < image->ranges; i++) {
		good = span[i].start >= last && span[i].end > span[i].start &&
		    span[i].end <= IMAGE_LARGEST &&
		    (span[i].start | span[i].end) % image->page == 0 &&
		    span[i].end - span[i].start <= *left;
		if (!good)
			break;
		image->range[i] = (struct image_range){ span[i].start,
		    span[i].end, *at };
		last = span[i].end;
		*at += last - span[i].start;
		*left -= (size_t)(last - span[i].start);
	}
	free(span);
	return good;
}

static bool
load_checked(const struct image *image)
{
	uint64_t	last = 0;
	size_t		i;

	if (image->map == NULL || image->thread == NULL ||
	    image->word == NULL)
		return false;
	for (i = 0; i < image->maps; i++) {
		if (image->map[i].start < last ||
		    image->map[i].end <= image->map[i].start)
			return false;
		last = image->map[i].end;
	}
	return true;
}

bool
image_load(struct image *image, const unsigned char *bytes, size_t length)
{
	struct image_header	header;

	memset(image, 0, sizeof(*image));
	if (length < sizeof(header))
		return false;
	memcpy(&header, bytes, sizeof(header));
	bytes += sizeof(header);
	length -= sizeof(header);
	if (header.magic != IMAGE_MAGIC || header.ranges > length ||
	    (header.page != 4096 && header.page != 16384 &&
	    header.page != 65536))
		return false;
	image->ranges = (size_t)header.ranges;
	image->maps = (size_t)header.maps;
	image->threads = (size_t)header.threads;
	image->words = (size_t)header.words;
	image->page = header.page;
	image->random = header.random;
	image->swapped = header.swapped;
	image->map = load_array(&bytes, &length, header.maps,
	    sizeof(*image->map));
	image->thread = load_array(&bytes, &length, header.threads,
	    sizeof(*image->thread));
	image->word = load_array(&bytes, &length, header.words,
	    sizeof(*image->word));
	if (load_checked(image) && load_ranges(image, &bytes, &length))
		return true;
	image_unload(image);
	return false;
}

void
image_unload(struct image *image)
{
	free(image->range);
	free(image->map);
	free(image->thread);
	free(image->word);
	memset(image, 0, sizeof(*image));
}

static bool
save_bytes(int fd, const void *bytes, uint64_t length)
{
	const char	*at = bytes;
	ssize_t		 n;

	while (length > 0) {
		n = write(fd, at, length > 1 << 20 ? 1 << 20 : (size_t)length);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (uint64_t)n;
	}
	return true;
}

bool
image_save(const struct image *image, int fd)
{
	struct image_header	header = { IMAGE_MAGIC, image->ranges,
				    image->maps, image->threads, image->words,
				    image->page, image->random,
				    image->swapped };
	struct image_span	span;
	size_t			i;

	if (!save_bytes(fd, &header, sizeof(header)) ||
	    !save_bytes(fd, image->map, image->maps * sizeof(*image->map)) ||
	    !save_bytes(fd, image->thread,
	    image->threads * sizeof(*image->thread)) ||
	    !save_bytes(fd, image->word,
	    image->words * sizeof(*image->word)))
		return false;
	for (i = 0; i < image->ranges; i++) {
		span.start = image->range[i].start;
		span.end = image->range[i].end;
		if (!save_bytes(fd, &span, sizeof(span)))
			return false;
	}
	for (i = 0; i < image->ranges; i++)
		if (!save_bytes(fd, image->range[i].bytes,
		    image->range[i].end - image->range[i].start))
			return false;
	return true;
}
