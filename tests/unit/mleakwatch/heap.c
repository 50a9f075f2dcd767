/* heap.c: recorded heaps, their blocks and what is lost of them. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "mleakwatch/heap/groups.h"
#include "mleakwatch/heap/reach.h"
#include "../../heap_image.h"
#include "unit.h"

#define FOLDER "tests/fixtures/heaps/"

static unsigned char	*bytes;
static size_t		 length;

static void
load(const char *name)
{
	char	path[128];
	FILE	*file;
	long	size;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	length = (size_t)size;
	bytes = malloc(length);
	ck_assert(bytes != NULL && fread(bytes, 1, length, file) == length);
	fclose(file);
}

static void
unload(void)
{
	free(bytes);
	bytes = NULL;
}

struct sums {
	struct heap_sum	direct, indirect;
};

static void
sum_take(void *context, const struct leader *leader)
{
	struct sums	*sums = context;

	sums->direct.count++;
	sums->direct.bytes += leader->size;
	sums->indirect.count += leader->indirect.count;
	sums->indirect.bytes += leader->indirect.bytes;
}

static enum heap_state
scan(struct sums *sums, struct heap *heap)
{
	struct image	image;
	struct reach	reach;
	enum heap_state	state;
	uint64_t	id = 0, address, size, lost = 0;

	memset(sums, 0, sizeof(*sums));
	ck_assert(image_load(&image, bytes, length));
	state = heap_walk(heap, &image);
	if (state == HEAP_GOOD) {
		ck_assert(reach_mark(&reach, heap));
		reach_lost(&reach, sum_take, sums);
		while (reach_next(&reach, true, &id, &address, &size))
			lost++;
		ck_assert_uint_eq(lost,
		    sums->direct.count + sums->indirect.count);
		ck_assert_uint_eq(reach.reachable.count + lost,
		    heap->used.count);
		reach_free(&reach);
	}
	heap_free(heap);
	image_unload(&image);
	return state;
}

/* The recorded program said that it had lost these. */
START_TEST(recorded_are_exact)
{
	FILE		*answers = fopen(FOLDER "answers", "r");
	char		 name[64];
	unsigned long	 direct, direct_bytes, indirect, indirect_bytes;
	struct sums	 sums;
	struct heap	 heap;
	int		 count = 0;

	ck_assert(answers != NULL);
	while (fscanf(answers, "%63s %lu %lu %lu %lu", name, &direct,
	    &direct_bytes, &indirect, &indirect_bytes) == 5) {
		load(name);
		ck_assert_int_eq(scan(&sums, &heap), HEAP_GOOD);
		ck_assert_uint_eq(sums.direct.count, direct);
		ck_assert_uint_eq(sums.direct.bytes, direct_bytes);
		ck_assert_uint_eq(sums.indirect.count, indirect);
		ck_assert_uint_eq(sums.indirect.bytes, indirect_bytes);
		unload();
		count++;
	}
	fclose(answers);
	ck_assert_int_eq(count, 5);
}
END_TEST

/* A chunk whose size is another, by one bit: nothing is listed. */
START_TEST(a_broken_chunk_is_noticed)
{
	static const char *const	names[] = { "glibc-2.31", "glibc-2.36",
					    "glibc-2.41", "glibc-2.43" };
	struct image			image;
	struct sums			sums;
	struct heap			heap;
	size_t				i, j;
	unsigned char			*size;

	for (i = 0; i < 4; i++) {
		load(names[i]);
		ck_assert(image_load(&image, bytes, length));
		for (j = 0; j < image.maps; j++)
			if (image.map[j].flags & IMAGE_HEAP)
				break;
		ck_assert_uint_lt(j, image.maps);
		j = image_range_from(&image, image.map[j].start);
		/* The size of the second chunk of the heap. */
		size = bytes + (image.range[j].bytes - bytes) + 8;
		size += (size[0] & 0xf0) + 256 * size[1];
		size[1] ^= 0x40;
		image_unload(&image);
		ck_assert_int_ne(scan(&sums, &heap), HEAP_GOOD);
		unload();
	}
}
END_TEST

/* Cut at any place, an image is refused or read, and nothing behind it. */
START_TEST(cut_images_do_no_harm)
{
	struct image	image;
	size_t		whole, cut;
	unsigned char	*part;

	load("musl-1.2.3");
	whole = length;
	for (cut = 0; cut < whole; cut += cut < 600 ? 1 : 4001) {
		part = malloc(cut + 1);
		memcpy(part, bytes, cut);
		ck_assert(!image_load(&image, part, cut));
		free(part);
	}
	unload();
}
END_TEST

START_TEST(blocks_are_found_by_inner_addresses)
{
	struct blocks		blocks;
	const struct region	*region;
	uint64_t		id;

	memset(&blocks, 0, sizeof(blocks));
	ck_assert(blocks_add(&blocks, 0x20000, 0x220000, false));
	ck_assert(blocks_add(&blocks, 0x10000, 0x10050, true));
	ck_assert(blocks_ready(&blocks));
	region = blocks_region_at(&blocks, 0x20000);
	block_set(&blocks, BLOCK_START, blocks_id(region, 0x20010));
	block_set(&blocks, BLOCK_START, blocks_id(region, 0x21000));
	block_set(&blocks, BLOCK_START, blocks_id(region, 0x200000));
	blocks_seal(&blocks);
	ck_assert(!blocks_find(&blocks, 0x20008, &id));
	ck_assert(blocks_find(&blocks, 0x20fff, &id));
	ck_assert_uint_eq(blocks_address(region, id), 0x20010);
	/* Far behind: the table of pages leads back. */
	ck_assert(blocks_find(&blocks, 0x1ffff0, &id));
	ck_assert_uint_eq(blocks_address(region, id), 0x21000);
	ck_assert(blocks_find(&blocks, 0x21ffff, &id));
	ck_assert_uint_eq(blocks_address(region, id), 0x200000);
	ck_assert(blocks_find(&blocks, 0x1004f, &id));
	ck_assert(!blocks_find(&blocks, 0x10050, &id));
	ck_assert(!blocks_find(&blocks, 0x220000, &id));
	blocks_free(&blocks);
	ck_assert(blocks_add(&blocks, 0x1000, 0x3000, false));
	ck_assert(blocks_add(&blocks, 0x2000, 0x4000, false));
	ck_assert(!blocks_ready(&blocks));
	blocks_free(&blocks);
}
END_TEST

START_TEST(vtables_are_readable)
{
	static const struct {
		const char	*name, *text;
	} known[] = {
		{ "_ZTV3Foo", "vtable for Foo" },
		{ "_ZTVN2ns5inner3FooE", "vtable for ns::inner::Foo" },
		{ "_ZTVSt9exception", "vtable for std::exception" },
		{ "_ZTV3FooIiE", "_ZTV3FooIiE" },
		{ "_ZTV9Foo", "_ZTV9Foo" },
		{ "_ZTV", "_ZTV" },
		{ "_ZTVN", "_ZTVN" },
		{ "main", "main" }
	};
	char	text[SYMBOL_TEXT];
	size_t	i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		symbol_readable(known[i].name, text);
		ck_assert_str_eq(text, known[i].text);
	}
}
END_TEST

UNIT_SUITE(
	TEST(recorded_are_exact),
	TEST(a_broken_chunk_is_noticed),
	TEST(cut_images_do_no_harm),
	TEST(blocks_are_found_by_inner_addresses),
	TEST(vtables_are_readable))
