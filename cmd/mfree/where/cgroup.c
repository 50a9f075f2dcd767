/* cgroup.c: where the memory of one cgroup is. */
/* SPDX-License-Identifier: MIT */
#include "common/known.h"
#include "mfree/memory.h"
#include "mfree/where/where.h"

/* As for the machine (lib/partition.c): the lists hold every page once. */
static uint64_t
cgroup_swap_cache(const struct meminfo_cgroup_stat *s)
{
	uint64_t	lists, others, rest;

	lists = known_plus(known_plus(s->active_anon, s->inactive_anon),
	    known_plus(s->active_file, s->inactive_file));
	lists = known_plus(lists, s->unevictable);
	others = known_plus(s->anon, known_minus(s->file, s->swap_cached));
	rest = known_minus(lists, others);
	if (rest == CELL_ABSENT || s->swap_cached == CELL_ABSENT)
		return s->swap_cached;
	return rest < s->swap_cached ? rest : s->swap_cached;
}

/* Charges that are in kernel (5.18; all there is in v1), and in no other. */
static uint64_t
kernel_other(const struct meminfo_cgroup_stat *s)
{
	return known_minus(s->kernel, known_or_zero(s->kernel_stack) +
	    known_or_zero(s->page_tables) + known_or_zero(s->sec_page_tables) +
	    known_or_zero(s->percpu) + known_or_zero(s->vmalloc) +
	    known_or_zero(s->slab_reclaimable) +
	    known_or_zero(s->slab_unreclaimable));
}

/*
 * Each part once.  Counters of a cgroup are read one after the other and
 * updated in batches of 64 pages a CPU: unaccounted may be below 0.
 */
static void
parts_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_cgroup *cgroup)
{
	const struct meminfo_cgroup_stat	*s = &cgroup->stat;
	const struct {
		const char	*kind;
		uint64_t	 size;
	} part[] = {
		{ "file_cache", known_minus(s->file, known_or_zero(s->shmem) +
		    known_or_zero(s->swap_cached)) },
		{ "shmem", s->shmem },
		{ "anon", s->anon },
		{ "swap_cache", cgroup_swap_cache(s) },
		{ "slab_reclaimable", s->slab_reclaimable },
		{ "slab_unreclaimable", s->slab_unreclaimable },
		{ "kernel_stack", s->kernel_stack },
		{ "page_tables", known_add(s->page_tables,
		    s->sec_page_tables) },
		{ "percpu", s->percpu },
		{ "vmalloc", s->vmalloc },
		{ "kernel", kernel_other(s) },
		{ "sock", s->sock },
		{ "zswap", s->zswap },
		{ "hugetlb", s->hugetlb },
	};
	uint64_t	rest = cgroup->usage;
	size_t		i;

	for (i = 0; i < COUNT_OF(part); i++) {
		where_row_show(mfree, table, part[i].kind, part[i].size,
		    cgroup->usage);
		if (rest != CELL_ABSENT)
			rest -= known_or_zero(part[i].size);
	}
	where_row_show(mfree, table, "unaccounted", rest, cgroup->usage);
	if (mfree->total)
		where_row_show(mfree, table, "total", cgroup->usage,
		    cgroup->usage);
}

bool
where_cgroup_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_cgroup_at	at;
	struct meminfo_cgroup		cgroup;

	if (!cgroup_at(mfree, 0, &at))
		return false;
	if (meminfo_cgroup_read(mfree->options.root, &at, &cgroup) == -1) {
		cgroup_complain(mfree);
		return false;
	}
	table_header(table);
	parts_show(mfree, table, &cgroup);
	return true;
}
