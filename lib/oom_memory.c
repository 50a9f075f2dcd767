/* oom_memory.c: the memory figures that the OOM killer writes into the log. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

#define PAGES(name, member) { name, MEMINFO_PAGES, \
	offsetof(struct meminfo_oom_memory, member) }
#define KB(name, member) { name, MEMINFO_BYTES, \
	offsetof(struct meminfo_oom_memory, member) }

/* "active_anon:123": the word itself (show_mem(), lib/show_mem.c). */
static const struct meminfo_key word_key[] = {
	PAGES("active_anon", active_anon_pages),
	PAGES("inactive_anon", inactive_anon_pages),
	PAGES("isolated_anon", isolated_anon_pages),
	PAGES("active_file", active_file_pages),
	PAGES("inactive_file", inactive_file_pages),
	PAGES("isolated_file", isolated_file_pages),
	PAGES("Active", active_pages),
	PAGES("inactive", inactive_pages),
	PAGES("unevictable", unevictable_pages),
	PAGES("dirty", dirty_pages),
	PAGES("writeback", writeback_pages),
	PAGES("unstable", unstable_pages),
	PAGES("slab", slab_pages),
	PAGES("slab_reclaimable", slab_reclaimable_pages),
	PAGES("slab_unreclaimable", slab_unreclaimable_pages),
	PAGES("mapped", mapped_pages),
	PAGES("shmem", shmem_pages),
	PAGES("pagetables", page_table_pages),
	PAGES("sec_pagetables", sec_page_table_pages),
	PAGES("bounce", bounce_pages),
	PAGES("kernel_misc_reclaimable", kernel_reclaimable_pages),
	PAGES("free", free_pages),
	PAGES("free_pcp", free_percpu_pages),
	PAGES("free_cma", free_cma_pages),
};

/* "262013 pages RAM": the whole line, which begins with the number. */
static const struct meminfo_key line_key[] = {
	PAGES("total pagecache pages", page_cache_pages),
	PAGES("pages in swap cache", swap_cache_pages),
	PAGES("pages RAM", ram_pages),
	PAGES("pages of RAM", ram_pages),
	PAGES("pages HighMem", high_pages),
	PAGES("pages HighMem/MovableOnly", high_pages),
	PAGES("pages of HIGHMEM", high_pages),
	PAGES("pages reserved", reserved_pages),
	PAGES("reserved pages", reserved_pages),
	PAGES("pages cma reserved", cma_pages),
	PAGES("pages hwpoisoned", corrupted_pages),
};

/* The line begins with these words; the number is behind them. */
static const struct meminfo_key name_key[] = {
	KB("Total swap = ", swap_total),
	KB("Free swap  = ", swap_free),
	KB("Free swap:", swap_free),
};

/* "usage 1kB, limit 2kB, failcnt 3" behind the name. */
static const struct {
	const char	*name;
	size_t		 usage;
	size_t		 limit;
} charge[] = {
	{ "memory: usage ", offsetof(struct meminfo_oom_memory, cgroup_usage),
	    offsetof(struct meminfo_oom_memory, cgroup_limit) },
	{ "swap: usage ", offsetof(struct meminfo_oom_memory,
	    cgroup_swap_usage), offsetof(struct meminfo_oom_memory,
	    cgroup_swap_limit) },
	{ "memory+swap: usage ", offsetof(struct meminfo_oom_memory,
	    cgroup_swap_usage), offsetof(struct meminfo_oom_memory,
	    cgroup_swap_limit) },
};

static uint64_t *
figure_member(struct meminfo_oom_memory *out, size_t offset)
{
	return (uint64_t *)(void *)((char *)out + offset);
}

void
meminfo_oom_memory_begin(struct meminfo_oom_memory *out)
{
	size_t	at;

	for (at = 0; at < sizeof(*out); at += sizeof(uint64_t))
		*figure_member(out, at) = MEMINFO_ABSENT;
}

/*
 * A figure of a node or zone has "kB" behind it, and is part of another; the
 * system's have the bare number.
 */
static bool
word_figure(struct meminfo_word word, struct meminfo_oom_memory *out)
{
	struct meminfo_word	name;
	uint64_t		value;
	bool			kib;
	size_t			i;

	if (!meminfo_word_cut(&word, ':', &name))
		return false;
	value = meminfo_oom_number(word, &kib);
	for (i = 0; i < COUNT_OF(word_key); i++)
		if (meminfo_word_is(&name, word_key[i].name)) {
			if (value != MEMINFO_ABSENT && !kib)
				*figure_member(out, word_key[i].offset) = value;
			return value != MEMINFO_ABSENT && !kib;
		}
	return false;
}

/* "1024 pages RAM" */
static bool
line_figure(struct meminfo_word line, struct meminfo_oom_memory *out)
{
	struct meminfo_word	rest = line, word;
	uint64_t		value;
	bool			kib;
	size_t			i;

	if (!meminfo_word_next(&rest, &word) || rest.length == 0)
		return false;
	rest.text++;
	rest.length--;
	for (i = 0; i < COUNT_OF(line_key); i++)
		if (meminfo_word_is(&rest, line_key[i].name)) {
			value = meminfo_oom_number(word, &kib);
			*figure_member(out, line_key[i].offset) = value;
			return true;
		}
	return false;
}

/* The word behind a name at the front of the line. */
static bool
named_word(struct meminfo_word line, const char *name,
    struct meminfo_word *word, struct meminfo_word *rest)
{
	size_t	length = strlen(name);

	if (line.length < length || memcmp(line.text, name, length) != 0)
		return false;
	rest->text = line.text + length;
	rest->length = line.length - length;
	return meminfo_word_next(rest, word);
}

/* v1 writes 2^63 rounded down to a page as kB where there is no limit. */
static uint64_t
charge_limit(struct meminfo_word rest)
{
	struct meminfo_word	word, behind;
	bool			kib;
	uint64_t		value;

	if (!meminfo_oom_find(rest, "limit ", &behind) ||
	    !meminfo_word_next(&behind, &word))
		return MEMINFO_ABSENT;
	if (word.length > 16)
		return MEMINFO_UNLIMITED;
	value = meminfo_oom_number(word, &kib);
	return value;
}

static bool
named_figure(struct meminfo_word line, struct meminfo_oom_memory *out)
{
	struct meminfo_word	word, rest;
	bool			kib;
	size_t			i;

	for (i = 0; i < COUNT_OF(name_key); i++)
		if (named_word(line, name_key[i].name, &word, &rest)) {
			*figure_member(out, name_key[i].offset) =
			    meminfo_oom_number(word, &kib);
			return true;
		}
	for (i = 0; i < COUNT_OF(charge); i++)
		if (named_word(line, charge[i].name, &word, &rest)) {
			*figure_member(out, charge[i].usage) =
			    meminfo_oom_number(word, &kib);
			*figure_member(out, charge[i].limit) =
			    charge_limit(rest);
			return true;
		}
	return false;
}

bool
meminfo_oom_figures(struct meminfo_word line,
    struct meminfo_oom_memory *out)
{
	struct meminfo_word	rest = line, word;
	bool			any = false;

	if (named_figure(line, out) || line_figure(line, out))
		return true;
	while (meminfo_word_next(&rest, &word))
		any |= word_figure(word, out);
	return any;
}
