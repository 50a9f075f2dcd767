/* vmstat.c: /proc/vmstat, the few counters that the commands need. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

#define COUNTER(name, member) \
	{ name, MEMINFO_COUNT, MEMINFO_MEMBER(struct meminfo_vmstat, member) }

static const struct meminfo_key key[] = {
	COUNTER("pswpin", swap_in_pages),
	COUNTER("pswpout", swap_out_pages),
	COUNTER("drop_pagecache", drop_pagecache),
	COUNTER("drop_slab", drop_slab),
	COUNTER("oom_kill", oom_kill),
	COUNTER("nr_iommu_pages", iommu_pages),
	COUNTER("nr_memmap_pages", memmap_pages),
};

MEMINFO_COMPLETE(COUNT_OF(key), struct meminfo_vmstat, wrong);

static const struct meminfo_keys keys = {
	key, COUNT_OF(key), offsetof(struct meminfo_vmstat, wrong)
};

int
meminfo_vmstat_parse(const char *text, size_t length,
    struct meminfo_vmstat *out)
{
	return meminfo_keys_parse(&keys, text, length, out);
}

int
meminfo_vmstat_read(int root, struct meminfo_vmstat *out)
{
	return meminfo_keys_read(&keys, root, "/proc/vmstat", out);
}
