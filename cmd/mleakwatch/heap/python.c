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

#include "common/hash.h"
#include "python.h"

/* PyTypeObject: the name's address and the size of an instance. */
#define TYPE_NAME	24
#define TYPE_SIZE	32
#define SIZE_LEAST	16
#define SIZE_MOST	65536

/* More types than that are not told apart; the table has twice the slots. */
#define TYPES_MOST	65536
#define SLOTS_FIRST	1024

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
	python->slots = SLOTS_FIRST;
	python->seed = hash_seed();
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
	size_t	at = (size_t)hash_mix(address, python->seed) &
		    (python->slots - 1);

	while (python->type[at].address != 0 &&
	    python->type[at].address != address)
		at = (at + 1) & (python->slots - 1);
	return &python->type[at];
}

/* Without memory the table stays as it is: no more types are told apart. */
static bool
types_enlarge(struct python *python)
{
	struct python	larger = *python;
	size_t		i;

	larger.slots *= 2;
	larger.type = calloc(larger.slots, sizeof(*larger.type));
	if (larger.type == NULL)
		return false;
	for (i = 0; i < python->slots; i++)
		if (python->type[i].address != 0)
			*type_slot(&larger, python->type[i].address) =
			    python->type[i];
	free(python->type);
	*python = larger;
	return true;
}

static struct python_type *
type_get(struct python *python, uint64_t address)
{
	struct python_type	*type = type_slot(python, address);

	if (type->address == 0) {
		if (python->used * 2 == python->slots) {
			if (python->used == TYPES_MOST ||
			    !types_enlarge(python))
				return NULL;
			type = type_slot(python, address);
		}
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
