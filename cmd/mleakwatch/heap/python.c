/*
 * python.c: objects of a CPython, 3.8 to 3.13, by type, without symbols.
 *
 * An object begins with a reference count and a pointer to its type.  A type
 * is an object too: the type of types is its own type and is called "type".
 * So objects are known wherever they lie, whichever allocator they are from.
 * A freed object fails by itself: its count or its type is overwritten.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "python.h"

/* PyTypeObject: the name's address and the size of an instance. */
#define TYPE_NAME	24
#define TYPE_SIZE	32
#define SIZE_LEAST	16
#define SIZE_MOST	65536

/* More types than that are not told apart; the table has twice the slots. */
#define TYPES_MOST	65536

bool
python_is(const struct image *image)
{
	size_t	i;

	for (i = 0; i < image->maps; i++)
		if (image->map[i].flags & IMAGE_PYTHON)
			return true;
	return false;
}

bool
python_begin(struct python *python, const struct image *image)
{
	memset(python, 0, sizeof(*python));
	python->image = image;
	python->slots = 2 * TYPES_MOST;
	python->type = calloc(python->slots, sizeof(*python->type));
	return python->type != NULL;
}

void
python_free(struct python *python)
{
	free(python->type);
	python->type = NULL;
}

/* A name of a type: printable, with an end. */
static bool
type_name(struct python *python, uint64_t address, char name[PYTHON_NAME])
{
	const unsigned char	*bytes;
	uint64_t		 available;
	size_t			 i;

	bytes = image_bytes(python->image, &python->far, address,
	    &available);
	for (i = 0; bytes != NULL && i < PYTHON_NAME && i < available; i++) {
		name[i] = (char)bytes[i];
		if (bytes[i] == '\0')
			return i > 0;
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	}
	return false;
}

/* Names of static types lie in memory that is not copied: no name, then. */
static bool
type_is(struct python *python, uint64_t address, char name[PYTHON_NAME],
    uint64_t *size)
{
	uint64_t	meta, metas, at;
	char		type[PYTHON_NAME];
	int		depth;

	if (!image_word(python->image, &python->far, address + 8, &meta) ||
	    !image_word(python->image, &python->far, address + TYPE_SIZE,
	    size) || *size < SIZE_LEAST || *size > SIZE_MOST ||
	    !image_word(python->image, &python->far, address + TYPE_NAME,
	    &at) || !type_name(python, at, name))
		return false;
	/* A metaclass has a type of its own, up to "type" itself. */
	for (depth = 0; depth < 4; depth++, meta = metas) {
		if (!image_word(python->image, &python->far, meta + 8,
		    &metas))
			return false;
		if (metas == meta)
			return image_word(python->image, &python->far,
			    meta + TYPE_NAME, &at) &&
			    type_name(python, at, type) &&
			    strcmp(type, "type") == 0;
	}
	return false;
}

static struct python_type *
type_slot(struct python *python, uint64_t address)
{
	size_t	at = (size_t)(address / 16 * 0x9e3779b97f4a7c15ULL >> 40) %
		    python->slots;

	while (python->type[at].address != 0 &&
	    python->type[at].address != address)
		at = (at + 1) % python->slots;
	return &python->type[at];
}

static struct python_type *
type_get(struct python *python, uint64_t address)
{
	struct python_type	*type = type_slot(python, address);

	if (type->address == 0) {
		if (python->used == TYPES_MOST)
			return NULL;
		python->used++;
		type->address = address;
		if (!type_is(python, address, type->name, &type->size))
			type->name[0] = '\0';
	}
	return type->name[0] == '\0' ? NULL : type;
}

/* A count of references is positive; that of immortal objects is large. */
static bool
count_is(uint64_t word)
{
	return (uint32_t)word > 0 && (uint32_t)word < (uint32_t)1 << 30 &&
	    word >> 32 == 0;
}

struct python_type *
python_object(struct python *python, uint64_t address)
{
	uint64_t	count, type;

	if (address % 16 != 0 ||
	    !image_word(python->image, &python->cursor, address, &count) ||
	    !count_is(count) || !image_word(python->image, &python->cursor,
	    address + 8, &type) || type % 8 != 0 || type == 0)
		return NULL;
	return type_get(python, type);
}

void
python_count(struct python *python)
{
	const struct image	*image = python->image;
	const struct image_map	*map;
	struct python_type	*type;
	uint64_t		 at, end;
	size_t			 i;

	for (i = 0; i < image->ranges; i++) {
		map = image_map_at(image, image->range[i].start);
		if (map != NULL && map->flags & IMAGE_STACK)
			continue;
		end = image->range[i].end;
		for (at = image->range[i].start; at < end; at += 16) {
			type = python_object(python, at);
			if (type == NULL)
				continue;
			if (type->count++ == 0)
				type->example = at;
			/*
			 * A number in it may stand before a stale type: a
			 * list's length, in memory of a freed object.
			 */
			at += (type->size - 1) / 16 * 16;
		}
	}
}
