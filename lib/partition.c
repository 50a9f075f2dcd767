/* partition.c: MemTotal divided so that no page counts twice. */
#include <errno.h>

#include "internal.h"

/* a - b where both are known and it is not negative; else absent or 0. */
static uint64_t
less(uint64_t a, uint64_t b)
{
	if (a == MEMINFO_ABSENT || b == MEMINFO_ABSENT)
		return a;
	return a > b ? a - b : 0;
}

/*
 * A page of the swap cache that a process has mapped again is in AnonPages
 * too.  The LRU lists hold every page of anon, swap cache, shmem, files and
 * buffers once, so that what they hold beyond the other four is the swap
 * cache that nobody maps.
 */
static uint64_t
swap_cache_unmapped(const struct meminfo_system *s)
{
	uint64_t lists, others;

	if (s->swap_cached == MEMINFO_ABSENT || s->active == MEMINFO_ABSENT ||
	    s->inactive == MEMINFO_ABSENT || s->anon == MEMINFO_ABSENT)
		return s->swap_cached;
	lists = s->active + s->inactive + meminfo_known(s->unevictable);
	others = s->anon + meminfo_known(s->cached) + meminfo_known(s->buffers);
	if (lists <= others)
		return 0;
	return lists - others < s->swap_cached ?
	    lists - others : s->swap_cached;
}

/*
 * VmallocUsed was address space, device registers included, up to 4.3, then
 * 0, and counts pages since 5.3; Percpu came in 4.20 and tells the two apart.
 * Kernel stacks are taken to be part of it, as they are with VMAP_STACK, the
 * default on x86-64 and arm64 (on 6.18: 84 stacks of 16 KiB in vmallocinfo,
 * whose sum is VmallocUsed).
 */
static uint64_t
vmalloc_pages(const struct meminfo_system *s)
{
	if (s->percpu == MEMINFO_ABSENT || s->vmalloc_used == 0)
		return MEMINFO_ABSENT;
	return less(s->vmalloc_used, s->kernel_stack);
}

static void
add_hugepages(const struct meminfo_system *s,
    const struct meminfo_hugepages *huge, struct meminfo_partition *out)
{
	uint64_t total = MEMINFO_ABSENT, free = MEMINFO_ABSENT;

	if (huge != NULL) {
		total = huge->total;
		free = meminfo_smaller(huge->free, total);
	} else if (s->hugepages_total_pages != MEMINFO_ABSENT &&
	    s->hugepages_free_pages != MEMINFO_ABSENT &&
	    s->hugepage_size != MEMINFO_ABSENT &&
	    s->hugepages_total_pages <=
	    MEMINFO_BYTES_MAX / (s->hugepage_size + 1)) {
		total = s->hugepages_total_pages * s->hugepage_size;
		free = total;
		if (s->hugepages_free_pages < s->hugepages_total_pages)
			free = s->hugepages_free_pages * s->hugepage_size;
	}
	out->hugepages_free = free;
	out->hugepages_used = less(total, free);
}

static int64_t
remainder_of(const struct meminfo_partition *p)
{
	const uint64_t part[] = {
		p->free, p->free_percpu, p->file_cache, p->shmem, p->anon,
		p->swap_cache, p->buffers, p->slab_reclaimable,
		p->slab_unreclaimable, p->kernel_reclaimable, p->kernel_stack,
		p->page_tables, p->percpu, p->vmalloc, p->hugepages_free,
		p->hugepages_used, p->bounce, p->writeback_tmp,
		p->hardware_corrupted, p->zswap, p->arc,
	};
	int64_t	rest = (int64_t)p->total;
	size_t	i;

	for (i = 0; i < COUNT_OF(part); i++)
		rest -= (int64_t)meminfo_known(part[i]);
	return rest;
}

/* All else is in whole KiB; so, then, is what remains. */
static uint64_t
arc_pages(const struct meminfo_arc *arc)
{
	if (arc == NULL || arc->size == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return less(arc->size, meminfo_known(arc->objects)) / 1024 * 1024;
}

static void
add_kernel(const struct meminfo_system *s, struct meminfo_partition *out)
{
	out->slab_reclaimable = s->slab_reclaimable;
	out->slab_unreclaimable = s->slab_unreclaimable;
	if (s->slab_unreclaimable == MEMINFO_ABSENT)
		out->slab_unreclaimable = less(s->slab, s->slab_reclaimable);
	out->kernel_reclaimable = MEMINFO_ABSENT;
	if (s->slab_reclaimable != MEMINFO_ABSENT)
		out->kernel_reclaimable = less(s->kernel_reclaimable,
		    s->slab_reclaimable);
	out->kernel_stack = s->kernel_stack;
	out->page_tables = s->page_tables;
	if (s->page_tables != MEMINFO_ABSENT)
		out->page_tables += meminfo_known(s->sec_page_tables);
	out->percpu = s->percpu;
	out->vmalloc = vmalloc_pages(s);
	out->bounce = s->bounce;
	out->writeback_tmp = s->writeback_tmp;
	out->hardware_corrupted = s->hardware_corrupted;
}

int
meminfo_partition_make(const struct meminfo_system *s,
    const struct meminfo_extra *extra, struct meminfo_partition *out)
{
	if (s->total == MEMINFO_ABSENT) {
		errno = EBADMSG;
		return -1;
	}
	out->total = s->total;
	out->free = s->free;
	out->free_percpu = extra->free_percpu;
	out->file_cache = less(s->cached, s->shmem);
	out->shmem = s->shmem;
	out->anon = s->anon;
	out->swap_cache = swap_cache_unmapped(s);
	out->buffers = s->buffers;
	add_kernel(s, out);
	add_hugepages(s, extra->huge, out);
	out->zswap = s->zswap;
	out->arc = arc_pages(extra->arc);
	out->unaccounted = remainder_of(out);
	return 0;
}
