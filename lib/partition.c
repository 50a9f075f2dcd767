/* partition.c: MemTotal divided so that no page counts twice. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* a - b if both are known, and 0 if b is larger; else a. */
static uint64_t
less(uint64_t a, uint64_t b)
{
	if (a == MEMINFO_ABSENT || b == MEMINFO_ABSENT)
		return a;
	return a > b ? a - b : 0;
}

/*
 * Pages of the swap cache that no process maps.  A mapped one is in AnonPages
 * too.  The LRU lists hold every page of anon, swap cache, shmem, files and
 * buffers once, so that the rest of the lists is the unmapped swap cache.
 * Since 2.6.28 the list Unevictable is apart from the other two: where it
 * alone is not told, the rest is not known.
 */
static uint64_t
swap_cache_unmapped(const struct meminfo_system *s)
{
	uint64_t lists, others;

	if (s->swap_cached == MEMINFO_ABSENT || s->active == MEMINFO_ABSENT ||
	    s->inactive == MEMINFO_ABSENT || s->anon == MEMINFO_ABSENT ||
	    s->cached == MEMINFO_ABSENT)
		return s->swap_cached;
	if (s->unevictable == MEMINFO_ABSENT &&
	    s->inactive_anon != MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	lists = s->active + s->inactive + meminfo_known(s->unevictable);
	others = s->anon + s->cached + meminfo_known(s->buffers);
	return meminfo_smaller(less(lists, others), s->swap_cached);
}

/*
 * VmallocUsed was address space, device registers included, up to 4.3, then
 * 0, and counts pages since 5.3; Percpu came in 4.19 and tells the two apart.
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

/* Reserved huge pages, used and free. */
static uint64_t
hugepages_default(const struct meminfo_system *s, uint64_t pages)
{
	if (pages == MEMINFO_ABSENT || s->hugepage_size == MEMINFO_ABSENT ||
	    pages > MEMINFO_BYTES_MAX / (s->hugepage_size + 1))
		return MEMINFO_ABSENT;
	return pages * s->hugepage_size;
}

/*
 * Without /sys, Hugetlb (4.16) has all sizes; before, only the default size is
 * told.  A kernel with KReclaimable (4.20) has both.
 */
static uint64_t
hugepages_total(const struct meminfo_system *s,
    const struct meminfo_hugepages *huge)
{
	if (huge != NULL)
		return huge->total;
	if (s->hugetlb != MEMINFO_ABSENT)
		return s->hugetlb;
	if (s->kernel_reclaimable != MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return hugepages_default(s, s->hugepages_total_pages);
}

static uint64_t
hugepages_free(const struct meminfo_system *s,
    const struct meminfo_hugepages *huge)
{
	uint64_t	total = hugepages_total(s, huge), free;

	free = huge != NULL ? huge->free :
	    hugepages_default(s, s->hugepages_free_pages);
	if (total == MEMINFO_ABSENT || free == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return meminfo_smaller(free, total);
}

/* All else is in whole KiB; this keeps unaccounted in whole KiB as well. */
static uint64_t
arc_pages(const struct meminfo_arc *arc)
{
	if (arc == NULL || arc->size == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return less(arc->size, meminfo_known(arc->objects)) / 1024 * 1024;
}

/* Is this a key whose number cannot be true? */
static bool
is_wrong(const struct meminfo_system *s, const char *key)
{
	unsigned	i;

	for (i = 0; i < s->wrong.count && i < MEMINFO_WRONG_MAX; i++)
		if (strcmp(s->wrong.key[i], key) == 0)
			return true;
	return false;
}

/* Keys of which no part is made: their numbers may be as wrong as they like. */
static bool
sum_is_wrong(const struct meminfo_system *s)
{
	static const char	*const aside[] = {
		"SwapTotal", "SwapFree", "MemAvailable", "CommitLimit",
		"Committed_AS", "HugePages_Rsvd", "HugePages_Surp", "Mapped",
		"Dirty", "Writeback", "Mlocked", "VmallocTotal",
		"VmallocChunk", "AnonHugePages", "ShmemHugePages",
		"ShmemPmdMapped", "FileHugePages", "FilePmdMapped",
		"CmaTotal", "CmaFree", "Zswapped", "Balloon",
	};
	unsigned	found = 0;
	size_t		i;

	for (i = 0; i < COUNT_OF(aside); i++)
		found += is_wrong(s, aside[i]);
	return s->wrong.count > found;
}

/* With a Shmem that cannot be true, nobody knows what of Cached is files. */
static uint64_t
file_cache(const struct meminfo_system *s)
{
	return is_wrong(s, "Shmem") ? MEMINFO_ABSENT :
	    less(s->cached, s->shmem);
}

static uint64_t
whole_kib(uint64_t bytes)
{
	return bytes == MEMINFO_ABSENT ? bytes : bytes / 1024 * 1024;
}

/* SecPageTables has the IOMMU's as well, which are a part of their own. */
static uint64_t
page_tables(const struct meminfo_system *s, uint64_t iommu)
{
	uint64_t	secondary = less(s->sec_page_tables, iommu);

	if (s->page_tables == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return s->page_tables + meminfo_known(secondary);
}

static uint64_t
slab_unreclaimable(const struct meminfo_system *s)
{
	if (s->slab_unreclaimable != MEMINFO_ABSENT)
		return s->slab_unreclaimable;
	return less(s->slab, s->slab_reclaimable);
}

static uint64_t
kernel_reclaimable(const struct meminfo_system *s)
{
	if (s->slab_reclaimable == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return less(s->kernel_reclaimable, s->slab_reclaimable);
}

/*
 * Every part: its member, whether LXCFS replaces its keys by a container's
 * (else they are the host's), and its size by s and extra.
 */
#define PARTS(PART) \
	PART(free, true, s->free) \
	PART(free_percpu, false, extra->free_percpu) \
	PART(file_cache, true, file_cache(s)) \
	PART(shmem, true, s->shmem) \
	PART(anon, true, s->anon) \
	PART(swap_cache, true, swap_cache_unmapped(s)) \
	PART(buffers, true, s->buffers) \
	PART(slab_reclaimable, true, s->slab_reclaimable) \
	PART(slab_unreclaimable, true, slab_unreclaimable(s)) \
	PART(kernel_reclaimable, false, kernel_reclaimable(s)) \
	PART(kernel_stack, false, s->kernel_stack) \
	PART(page_tables, false, page_tables(s, extra->iommu)) \
	PART(percpu, false, s->percpu) \
	PART(vmalloc, false, vmalloc_pages(s)) \
	PART(hugepages_free, false, hugepages_free(s, extra->huge)) \
	PART(hugepages_used, false, less(hugepages_total(s, extra->huge), \
	    hugepages_free(s, extra->huge))) \
	PART(bounce, false, s->bounce) \
	PART(writeback_tmp, false, s->writeback_tmp) \
	PART(hardware_corrupted, false, s->hardware_corrupted) \
	PART(zswap, false, s->zswap) \
	PART(arc, false, arc_pages(extra->arc)) \
	PART(zram, false, whole_kib(extra->zram)) \
	PART(iommu, false, whole_kib(extra->iommu)) \
	PART(gpu, false, whole_kib(extra->gpu)) \
	PART(memmap, false, extra->memmap)

#define PART_ROW(member, replaced, size) { #member, replaced, \
	offsetof(struct meminfo_partition, member) },

static const struct part {
	const char	*name;
	bool		 replaced;
	size_t		 offset;
} part[] = { PARTS(PART_ROW) };

/* A member that the table forgets does not compile. */
_Static_assert(offsetof(struct meminfo_partition, unaccounted) -
    offsetof(struct meminfo_partition, free) ==
    COUNT_OF(part) * sizeof(uint64_t), "each part is a row of the table");
_Static_assert(COUNT_OF(part) < 64, "contradicts has a bit for each part");

static uint64_t *
part_size(struct meminfo_partition *p, size_t i)
{
	return (uint64_t *)(void *)((char *)p + part[i].offset);
}

static uint64_t
parts_sum(struct meminfo_partition *p)
{
	uint64_t	sum = 0;
	size_t		i;

	for (i = 0; i < COUNT_OF(part); i++)
		sum += meminfo_known(*part_size(p, i));
	return sum;
}

/* Counters that are updated in batches overlap by much less than 1/32. */
static bool
exceeds_total(const struct meminfo_partition *p, uint64_t size)
{
	return size > p->total && size - p->total > p->total / 32;
}

/* /proc/zoneinfo is of the machine, even where MemTotal is a container's. */
static bool
is_of_two_machines(struct meminfo_partition *p, uint64_t managed)
{
	return exceeds_total(p, parts_sum(p)) ||
	    (managed != MEMINFO_ABSENT && exceeds_total(p, managed));
}

static void
part_leave_out(struct meminfo_partition *p, size_t i)
{
	uint64_t	*size = part_size(p, i);

	if (*size == MEMINFO_ABSENT || *size == 0)
		return;
	*size = MEMINFO_ABSENT;
	p->contradicts |= UINT64_C(1) << i;
}

/* First the host's parts go, then any other that is too large by itself. */
static void
leave_out_contradictions(struct meminfo_partition *p, uint64_t managed)
{
	size_t	i;

	p->contradicts = 0;
	if (!is_of_two_machines(p, managed))
		return;
	for (i = 0; i < COUNT_OF(part); i++)
		if (!part[i].replaced || exceeds_total(p, *part_size(p, i)))
			part_leave_out(p, i);
}

/*
 * Descriptors of pages on a device's own memory (pmem), or on the added memory
 * itself (memmap_on_memory), are in nr_memmap_pages, but not in MemTotal.  No
 * file tells them apart: a number of which half does not fit is such a one.
 */
static void
memmap_fit(struct meminfo_partition *p)
{
	uint64_t	sum = parts_sum(p);

	if (p->memmap != MEMINFO_ABSENT && sum > p->total &&
	    sum - p->total > p->memmap / 2)
		p->memmap = p->memmap > 0 ? MEMINFO_ABSENT : 0;
}

int
meminfo_partition_make(const struct meminfo_system *s,
    const struct meminfo_extra *extra, struct meminfo_partition *out)
{
#define PART_FILL(member, replaced, size) out->member = (size);
	uint64_t	sum;

	if (s->total == MEMINFO_ABSENT)
		return meminfo_fail(EBADMSG);
	out->total = s->total;
	PARTS(PART_FILL)
	memmap_fit(out);
	leave_out_contradictions(out, extra->managed);
	sum = parts_sum(out);
	out->unaccounted = (int64_t)(out->total - sum);
	/* A part is unknown, or those that are left contradict each other. */
	if (sum_is_wrong(s) || (out->contradicts != 0 && sum > out->total))
		out->unaccounted = (int64_t)MEMINFO_ABSENT;
	return 0;
}

int
meminfo_partition_part(const struct meminfo_partition *p, size_t i,
    struct meminfo_part *out)
{
	if (i > COUNT_OF(part))
		return 0;
	if (i == COUNT_OF(part)) {
		*out = (struct meminfo_part){ "unaccounted",
		    (uint64_t)p->unaccounted, 0 };
		return 1;
	}
	out->name = part[i].name;
	memcpy(&out->size, (const char *)p + part[i].offset,
	    sizeof(out->size));
	out->contradicts = (p->contradicts >> i & 1) != 0;
	return 1;
}
