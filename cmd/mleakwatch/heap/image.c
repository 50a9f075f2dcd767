/* image.c: the memory of a process at one moment. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

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
