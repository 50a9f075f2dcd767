/* chains.c: blocks grouped by the chain of calls that allocated them. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "stacks.h"

struct stacks_group *
stacks_groups(const struct stacks *stacks)
{
	return (struct stacks_group *)(void *)stacks->group.bytes;
}

const struct stacks_chain *
stacks_chain(const struct stacks *stacks, size_t i)
{
	return (const void *)(stacks->chains.bytes +
	    stacks_groups(stacks)[i].chain);
}

static uint64_t
chain_hash(const struct module_place *place, size_t depth)
{
	const uint64_t	seed = hash_seed();
	uint64_t	hash = depth;
	size_t		i;

	for (i = 0; i < depth; i++)
		hash = hash_mix(hash ^ place[i].address ^
		    (uintptr_t)place[i].file, seed);
	return hash;
}

static bool
chain_same(const struct stacks_chain *chain,
    const struct module_place *place, size_t depth)
{
	size_t	i;

	if (chain->depth != depth)
		return false;
	for (i = 0; i < depth; i++)
		if (chain->place[i].file != place[i].file ||
		    chain->place[i].address != place[i].address)
			return false;
	return true;
}

static bool
slots_grow(struct stacks *stacks)
{
	size_t		 slots = stacks->slots == 0 ? 1024 :
			     stacks->slots * 2;
	uint32_t	*slot = calloc(slots, sizeof(*slot));
	const struct stacks_chain *chain;
	size_t		 i, at;

	if (slot == NULL)
		return false;
	for (i = 0; i < stacks->groups; i++) {
		chain = stacks_chain(stacks, i);
		at = (size_t)chain_hash(chain->place, chain->depth) &
		    (slots - 1);
		while (slot[at] != 0)
			at = (at + 1) & (slots - 1);
		slot[at] = (uint32_t)i + 1;
	}
	free(stacks->slot);
	stacks->slot = slot;
	stacks->slots = slots;
	return true;
}

static bool
chain_group_make(struct stacks *stacks, const struct module_place *place,
    size_t depth, size_t at)
{
	struct stacks_group	group = { .chain = stacks->chains.used };
	struct stacks_chain	chain = { .depth = depth };

	if (!grow_copy(&stacks->chains, &chain, sizeof(chain)) ||
	    !grow_copy(&stacks->chains, place, depth * sizeof(place[0])) ||
	    !grow_copy(&stacks->group, &group, sizeof(group)))
		return false;
	stacks->slot[at] = (uint32_t)++stacks->groups;
	return true;
}

bool
stacks_group_find(struct stacks *stacks, const struct module_place *place,
    size_t depth, uint64_t *group)
{
	size_t	at;

	if (stacks->groups * 2 >= stacks->slots && !slots_grow(stacks))
		return false;
	at = (size_t)chain_hash(place, depth) & (stacks->slots - 1);
	while (stacks->slot[at] != 0) {
		*group = stacks->slot[at] - 1;
		if (chain_same(stacks_chain(stacks, (size_t)*group), place,
		    depth))
			return true;
		at = (at + 1) & (stacks->slots - 1);
	}
	*group = stacks->groups;
	return chain_group_make(stacks, place, depth, at);
}

/* Most bytes first; without a block, last. */
static int
stacks_compare(const struct stacks_group *one, const struct stacks_group *other,
    enum stacks_kind kind)
{
	if (one->bytes[kind] != other->bytes[kind])
		return one->bytes[kind] < other->bytes[kind] ? 1 : -1;
	return (one->blocks[kind] < other->blocks[kind]) -
	    (one->blocks[kind] > other->blocks[kind]);
}

static int
stacks_compare_lost(const void *a, const void *b)
{
	return stacks_compare(a, b, STACKS_LOST);
}

static int
stacks_compare_kept(const void *a, const void *b)
{
	return stacks_compare(a, b, STACKS_KEPT);
}

size_t
stacks_sort(struct stacks *stacks, enum stacks_kind kind)
{
	struct stacks_group	*group = stacks_groups(stacks);
	size_t			 n = 0;

	if (stacks->groups > 0)
		qsort(group, stacks->groups, sizeof(*group),
		    kind == STACKS_LOST ? stacks_compare_lost :
		    stacks_compare_kept);
	while (n < stacks->groups && group[n].blocks[kind] > 0)
		n++;
	return n;
}

/* A name may be as long as its file.  C++ has some of thousands of bytes. */
#define NAME_MOST 4096

/* Nothing in a name looks like the end of it. */
static void
name_append(struct grow *text, const char *name)
{
	size_t	length = strnlen(name, NAME_MOST + 1), i = text->used;

	if (length <= NAME_MOST)
		grow_copy(text, name, length);
	else {
		grow_copy(text, name, NAME_MOST);
		grow_copy(text, "...", 3);
	}
	for (; i < text->used; i++)
		if (text->bytes[i] == ';')
			text->bytes[i] = ':';
}

/*
 * A function, or a file and the address in it, as addr2line(1) takes it.
 */
static void
frame_name(const struct module_place *place, struct grow *name)
{
	struct elf		*elf = mapped_elf(place->file);
	const struct elf_symbol	*symbol = NULL;
	const char		*file = place->file == NULL ? "[unknown]" :
				    mapped_name(place->file);
	char			 text[24];

	if (elf != NULL && elf_symbols(elf))
		symbol = elf_symbol_at(elf, place->address);
	if (symbol != NULL) {
		name_append(name, symbol->name);
		return;
	}
	snprintf(text, sizeof(text), "+0x%" PRIx64, place->address);
	name_append(name, file);
	name_append(name, text);
}

const char *
stacks_folded(const struct stacks *stacks, size_t i, struct grow *text)
{
	const struct stacks_chain	*chain = stacks_chain(stacks, i);
	size_t				 depth = chain->depth;

	text->used = 0;
	while (depth-- > 0) {
		frame_name(&chain->place[depth], text);
		grow_copy(text, ";", depth > 0 ? 1 : 0);
	}
	return grow_copy(text, "", 1) ? text->bytes : NULL;
}
