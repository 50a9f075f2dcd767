/* report.c: the groups of lost blocks, and the names of their calls. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stacks.h"

/* Most bytes first; without a lost block, last. */
static int
group_compare(const void *a, const void *b)
{
	const struct stacks_group	*one = a, *other = b;

	if (one->bytes != other->bytes)
		return one->bytes < other->bytes ? 1 : -1;
	return (one->blocks < other->blocks) - (one->blocks > other->blocks);
}

size_t
stacks_sort(struct stacks *stacks)
{
	struct stacks_group	*group = stacks_groups(stacks);
	size_t			 n = 0;

	if (stacks->groups > 0)
		qsort(group, stacks->groups, sizeof(*group), group_compare);
	while (n < stacks->groups && group[n].blocks > 0)
		n++;
	return n;
}

/*
 * A function, or a file and the address in it, as addr2line(1) takes it.  The
 * place of a call is the byte before the address that it returns to.
 */
static void
frame_name(struct stacks *stacks, uint64_t pc, struct grow *name)
{
	const struct module	*module = modules_at(&stacks->modules, pc - 1);
	struct elf		*elf = module != NULL ? module_elf(module) :
				    NULL;
	const struct elf_symbol	*symbol = NULL;
	const char		*file = "[unknown]";
	char			 text[24];
	uint64_t		 address = pc - 1;

	if (module != NULL) {
		address -= module->bias;
		file = module_name(module);
	}
	if (elf != NULL && elf_symbols(elf))
		symbol = elf_symbol_at(elf, address);
	if (symbol != NULL) {
		grow_copy(name, symbol->name, strlen(symbol->name));
		return;
	}
	snprintf(text, sizeof(text), "+0x%" PRIx64, address);
	grow_copy(name, file, strlen(file));
	grow_copy(name, text, strlen(text));
}

size_t
stacks_depth(const struct stacks *stacks, size_t i)
{
	return (size_t)stacks_chain(stacks, i)[0];
}

const char *
stacks_frame(struct stacks *stacks, size_t i, size_t depth,
    struct grow *name)
{
	name->used = 0;
	frame_name(stacks, stacks_chain(stacks, i)[1 + depth], name);
	return grow_copy(name, "", 1) ? name->bytes : NULL;
}

const char *
stacks_folded(struct stacks *stacks, size_t i, struct grow *text)
{
	size_t	depth = stacks_depth(stacks, i);

	text->used = 0;
	while (depth > 0) {
		frame_name(stacks, stacks_chain(stacks, i)[depth], text);
		grow_copy(text, ";", --depth > 0 ? 1 : 0);
	}
	return grow_copy(text, "", 1) ? text->bytes : NULL;
}
