/*
 * image.h: the memory of a process at one moment, as it was copied.
 *
 * An image is plain data.  All readers are pure functions of it, so that
 * recorded and made-up images can be tested and fuzzed.  Nothing in an
 * image can be trusted: the process wrote it.
 */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_IMAGE_H
#define HEAP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Resident pages that follow each other, and their copy. */
struct image_range {
	uint64_t		 start, end;
	const unsigned char	*bytes;
};

enum image_map_flag {
	IMAGE_WRITABLE = 1,
	IMAGE_EXECUTABLE = 2,
	IMAGE_SHARED = 4,
	IMAGE_FILE = 8,		/* it has an inode */
	IMAGE_HEAP = 16,	/* [heap] */
	IMAGE_STACK = 32,	/* [stack] */
	IMAGE_PYTHON = 64	/* its file's name has "python" in it */
};

struct image_map {
	uint64_t	start, end;
	uint64_t	flags;
};

struct image_thread {
	uint64_t	tid;
	uint64_t	sp, pc, tls;	/* 0: not known */
};

struct image {
	struct image_range	*range;		/* ascending, apart */
	size_t			 ranges;
	struct image_map	*map;		/* the same */
	size_t			 maps;
	struct image_thread	*thread;
	size_t			 threads;
	uint64_t		*word;		/* registers of all threads */
	size_t			 words;
	uint64_t		 page;		/* bytes */
	uint64_t		 random;	/* AT_RANDOM; 0: not known */
	uint64_t		 swapped;	/* bytes left on swap devices */
};

/* Remembers the range of the last look-up: the next is mostly near. */
struct image_cursor {
	size_t	range;
};

/* The bytes from an address on; NULL where they were not copied. */
const unsigned char *image_bytes(const struct image *image,
	    struct image_cursor *cursor, uint64_t address,
	    uint64_t *available);
/* A word at a multiple of 8; false where it was not copied. */
bool	image_word(const struct image *image, struct image_cursor *cursor,
	    uint64_t address, uint64_t *word);
uint32_t image_half(const unsigned char *bytes);
/* NULL where there is no mapping. */
const struct image_map *image_map_at(const struct image *image,
	    uint64_t address);
/* Resident bytes in between. */
uint64_t image_resident(const struct image *image, uint64_t start,
	    uint64_t end);
/* The first range that ends behind the address. */
size_t	image_range_from(const struct image *image, uint64_t address);

#endif
