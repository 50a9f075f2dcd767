/* report.c: the groups of blocks, and the names of their calls. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stacks.h"

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
		grow_copy(name, symbol->name, strlen(symbol->name));
		return;
	}
	snprintf(text, sizeof(text), "+0x%" PRIx64, place->address);
	grow_copy(name, file, strlen(file));
	grow_copy(name, text, strlen(text));
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
