/*
 * groups.c: blocks that look alike, counted together.
 *
 * A group is the blocks of one size that have the same hint: the symbol of a
 * vtable or function in the first words, a Python type, or text.
 */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "groups.h"

/* From this many on, sizes are put together that differ little. */
#define GROUPS_MOST	32768
#define SLOTS_FIRST	1024
/* The words of a block that may be a pointer to a vtable or function. */
#define HINT_WORDS	4
/* Characters that are taken for a text. */
#define TEXT_LEAST	4

bool
groups_begin(struct groups *groups, const struct heap *heap,
    struct python *python)
{
	memset(groups, 0, sizeof(*groups));
	groups->heap = heap;
	groups->python = python;
	groups->slots = SLOTS_FIRST;
	groups->seed = hash_seed();
	groups->group = calloc(groups->slots, sizeof(*groups->group));
	return groups->group != NULL;
}

void
groups_free(struct groups *groups)
{
	free(groups->group);
	groups->group = NULL;
}

/* A vtable is data that cannot be written to any more, a function is code. */
static bool
word_is_symbol(const struct image *image, uint64_t word, bool first)
{
	const struct image_map	*map = image_map_at(image, word);

	return map != NULL && map->flags & IMAGE_FILE &&
	    (map->flags & IMAGE_EXECUTABLE ||
	    (first && !(map->flags & IMAGE_WRITABLE) && word % 8 == 0));
}

static bool
hint_symbol(const struct groups *groups, const unsigned char *bytes,
    uint64_t length, struct group *key)
{
	uint64_t	word;
	size_t		i;

	for (i = 0; i < HINT_WORDS && i * 8 + 8 <= length; i++) {
		memcpy(&word, bytes + i * 8, sizeof(word));
		if (!word_is_symbol(groups->heap->image, word, i == 0))
			continue;
		key->kind = HINT_SYMBOL;
		key->value = word;
		return true;
	}
	return false;
}

/* Six letters and two zeroes may be an address: then it is no text. */
static bool
hint_text(const struct groups *groups, const unsigned char *bytes,
    uint64_t length, struct group *key)
{
	uint64_t	word = 0;
	size_t		i = 0, most = length < GROUP_TEXT ? (size_t)length :
			    GROUP_TEXT;

	if (length >= sizeof(word))
		memcpy(&word, bytes, sizeof(word));
	if (image_map_at(groups->heap->image, word) != NULL)
		return false;
	while (i < most && (isprint(bytes[i]) || bytes[i] == '\n' ||
	    bytes[i] == '\t'))
		i++;
	if (i < TEXT_LEAST || (i < most && bytes[i] != '\0'))
		return false;
	key->kind = HINT_TEXT;
	return true;
}

/* An object that the collector knows of begins 16 bytes into its block. */
static bool
hint_python(const struct groups *groups, uint64_t address, struct group *key)
{
	struct python_type	*type;

	if (groups->python == NULL)
		return false;
	type = python_object(groups->python, address);
	if (type == NULL)
		type = python_object(groups->python, address + 16);
	if (type == NULL)
		return false;
	key->kind = HINT_PYTHON;
	key->value = type->address;
	return true;
}

static void
hint_find(struct groups *groups, uint64_t address, uint64_t size,
    struct group *key)
{
	const unsigned char	*bytes;
	uint64_t		 length;

	bytes = image_bytes(groups->heap->image, &groups->cursor, address,
	    &length);
	if (bytes == NULL)
		return;
	if (length > size)
		length = size;
	memcpy(key->text, bytes, length < GROUP_TEXT ? (size_t)length :
	    GROUP_TEXT);
	if (!hint_python(groups, address, key) &&
	    !hint_symbol(groups, bytes, length, key))
		hint_text(groups, bytes, length, key);
}

static struct group *
group_slot(const struct groups *groups, const struct group *key)
{
	uint64_t	hash = hash_mix(key->size * 31 + (uint64_t)key->kind,
			    groups->seed);
	size_t		at;
	struct group	*group;

	at = (size_t)hash_mix(hash ^ key->value, groups->seed) &
	    (groups->slots - 1);
	for (;; at = (at + 1) & (groups->slots - 1)) {
		group = &groups->group[at];
		if (group->sum.count == 0 || (group->size == key->size &&
		    group->kind == key->kind && group->value == key->value))
			return group;
	}
}

static bool
groups_enlarge(struct groups *groups)
{
	struct groups	larger = *groups;
	size_t		i;

	larger.slots *= 2;
	larger.group = calloc(larger.slots, sizeof(*larger.group));
	if (larger.group == NULL)
		return false;
	for (i = 0; i < groups->slots; i++)
		if (groups->group[i].sum.count > 0)
			*group_slot(&larger, &groups->group[i]) =
			    groups->group[i];
	free(groups->group);
	*groups = larger;
	return true;
}

/* Below a power of two all sizes are one. */
static uint64_t
size_class(uint64_t size)
{
	uint64_t	class = 16;

	while (class < size && class < (uint64_t)1 << 62)
		class *= 2;
	return class;
}

void
groups_add(struct groups *groups, uint64_t address, uint64_t size,
    const struct heap_sum *indirect)
{
	struct group	key, *group;

	memset(&key, 0, sizeof(key));
	key.size = size;
	hint_find(groups, address, size, &key);
	group = group_slot(groups, &key);
	if (group->sum.count == 0 && groups->count >= GROUPS_MOST) {
		key.size = size_class(size);
		key.kind = HINT_NONE;
		key.value = 0;
		groups->merged++;
		group = group_slot(groups, &key);
	}
	if (group->sum.count == 0) {
		if (groups->count * 2 >= groups->slots) {
			if (!groups_enlarge(groups)) {
				groups->failed = true;
				return;
			}
			group = group_slot(groups, &key);
		}
		*group = key;
		group->example = address;
		groups->count++;
	}
	group->sum.count++;
	group->sum.bytes += size;
	group->indirect.count += indirect->count;
	group->indirect.bytes += indirect->bytes;
}

static int
group_compare_bytes(const void *a, const void *b)
{
	const struct group	*x = a, *y = b;
	uint64_t		 of_x = x->sum.bytes + x->indirect.bytes;
	uint64_t		 of_y = y->sum.bytes + y->indirect.bytes;

	if (of_x != of_y)
		return of_x < of_y ? 1 : -1;
	return (x->example > y->example) - (x->example < y->example);
}

void
groups_sort(struct groups *groups)
{
	size_t	i, kept = 0;

	for (i = 0; i < groups->slots; i++)
		if (groups->group[i].sum.count > 0)
			groups->group[kept++] = groups->group[i];
	qsort(groups->group, kept, sizeof(*groups->group),
	    group_compare_bytes);
}

bool
groups_same(struct groups *groups, const struct group *group,
    uint64_t address, uint64_t size)
{
	struct group	key;

	if (group->size != size)
		return false;
	memset(&key, 0, sizeof(key));
	hint_find(groups, address, size, &key);
	return group->kind == key.kind && group->value == key.value;
}

static void
hint_quote(const struct group *group, char text[SYMBOL_TEXT])
{
	size_t	length = strnlen((const char *)group->text,
		    group->size < GROUP_TEXT ? (size_t)group->size :
		    GROUP_TEXT);

	snprintf(text, SYMBOL_TEXT, "\"%.*s\"", (int)length,
	    (const char *)group->text);
}

void
group_hint(const struct groups *groups, const struct group *group,
    struct mapped_files *files, char text[SYMBOL_TEXT])
{
	struct python_type	*type;

	text[0] = '\0';
	switch (group->kind) {
	case HINT_SYMBOL:
		symbol_of_address(files, group->value, text);
		break;
	case HINT_TEXT:
		hint_quote(group, text);
		break;
	case HINT_PYTHON:
		type = python_object(groups->python, group->example);
		if (type == NULL)
			type = python_object(groups->python,
			    group->example + 16);
		if (type != NULL)
			snprintf(text, SYMBOL_TEXT, "Python %s", type->name);
		break;
	case HINT_NONE:
		break;
	}
}
