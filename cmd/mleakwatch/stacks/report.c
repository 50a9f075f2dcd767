/* report.c: the groups of lost blocks, by the calls that allocated them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stacks.h"

/* Frames above the caller that the text shows. */
#define TEXT_FRAMES 12

/* Most bytes first; without a lost block, last. */
static int
group_compare(const void *a, const void *b)
{
	const struct stacks_group	*one = a, *other = b;

	if (one->bytes != other->bytes)
		return one->bytes < other->bytes ? 1 : -1;
	return (one->blocks < other->blocks) - (one->blocks > other->blocks);
}

static struct stacks_group *
groups_sort(struct stacks *stacks)
{
	struct stacks_group	*group = (struct stacks_group *)
	    (void *)stacks->group.bytes;

	if (stacks->groups > 0)
		qsort(group, stacks->groups, sizeof(*group), group_compare);
	return group;
}

/*
 * A function, or a file and the address in it, as addr2line(1) takes it.  All
 * but the innermost are looked up at the call, one byte back.
 */
static void
frame_put(struct stacks *stacks, struct out *out, uint64_t pc)
{
	const struct module	*module = modules_at(&stacks->modules, pc - 1);
	struct elf		*elf;
	const struct elf_symbol	*symbol = NULL;
	char			 text[40];

	if (module == NULL) {
		snprintf(text, sizeof(text), "[unknown]+0x%" PRIx64, pc);
		out_text(out, text);
		return;
	}
	elf = module_elf(module);
	if (elf != NULL && elf_symbols(elf))
		symbol = elf_symbol_at(elf, pc - 1 - module->bias);
	if (symbol != NULL) {
		out_safe(out, symbol->name, strlen(symbol->name));
		return;
	}
	out_safe(out, module_name(module), strlen(module_name(module)));
	snprintf(text, sizeof(text), "+0x%" PRIx64, pc - 1 - module->bias);
	out_text(out, text);
}

static const uint64_t *
chain_of(const struct stacks *stacks, const struct stacks_group *group)
{
	return (const uint64_t *)(const void *)(stacks->chains.bytes +
	    group->chain);
}

void
stacks_text(struct stacks *stacks, struct out *out, size_t most)
{
	const struct stacks_group	*group = groups_sort(stacks);
	const uint64_t			*chain;
	uint64_t			 all = 0, i;
	char				 text[96];
	size_t				 n;

	for (n = 0; n < stacks->groups; n++)
		all += group[n].bytes;
	for (n = 0; n < stacks->groups && n < most && group->blocks > 0;
	    n++, group++) {
		chain = chain_of(stacks, group);
		snprintf(text, sizeof(text), "%" PRIu64 " bytes in %" PRIu64
		    " block%s, %.0f %% of the named:\n", group->bytes,
		    group->blocks, group->blocks == 1 ? "" : "s",
		    100.0 * (double)group->bytes / (double)all);
		out_text(out, text);
		for (i = 0; i < chain[0] && i < TEXT_FRAMES; i++) {
			out_text(out, "    ");
			frame_put(stacks, out, chain[i + 1]);
			out_char(out, '\n');
		}
		if (i < chain[0]) {
			snprintf(text, sizeof(text), "    ... %" PRIu64
			    " more\n", chain[0] - i);
			out_text(out, text);
		}
	}
}

void
stacks_tsv(struct stacks *stacks, struct out *out, bool header)
{
	const struct stacks_group	*group = groups_sort(stacks);
	const uint64_t			*chain;
	uint64_t			 i;
	size_t				 n;

	if (header)
		out_text(out, "bytes\tblocks\tstack\n");
	for (n = 0; n < stacks->groups && group->blocks > 0; n++, group++) {
		chain = chain_of(stacks, group);
		out_number(out, group->bytes, 0);
		out_char(out, '\t');
		out_number(out, group->blocks, 0);
		out_char(out, '\t');
		for (i = chain[0]; i > 0; i--) {
			frame_put(stacks, out, chain[i]);
			out_char(out, i > 1 ? ';' : '\n');
		}
	}
}
