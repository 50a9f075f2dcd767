/* heap_image.h: recorded images of processes, for the tests of the heap scan. */
/* SPDX-License-Identifier: MIT */
#ifndef RECORDED_IMAGE_H
#define RECORDED_IMAGE_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mleakwatch/heap/image.h"

/*
 * Recorded: a header of words, the arrays, then the bytes of the ranges.  All
 * in the byte order of the machine, which is that of the process.  The ranges
 * of a loaded image point into the bytes; image_unload() frees the rest.
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
static inline void *
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

static inline bool
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

static inline bool
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

static inline void
image_unload(struct image *image)
{
	free(image->range);
	free(image->map);
	free(image->thread);
	free(image->word);
	memset(image, 0, sizeof(*image));
}

/* False where it is malformed. */
static inline bool
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

static inline bool
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

/* False with errno. */
static inline bool
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

#endif
