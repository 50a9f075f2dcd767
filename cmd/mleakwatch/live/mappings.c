/* mappings.c: in which kinds of mappings the memory of a process is. */
/* SPDX-License-Identifier: MIT */
#include "live.h"

/* The kernel's own mappings hold no memory of the process. */
static const enum mapping_kind	mapping_kind_of[] = {
	[MEMINFO_MAP_ANON] = MAPPING_ANON,
	[MEMINFO_MAP_NAMED] = MAPPING_ANON,
	[MEMINFO_MAP_HEAP] = MAPPING_HEAP,
	[MEMINFO_MAP_STACK] = MAPPING_STACK,
	[MEMINFO_MAP_FILE] = MAPPING_FILE,
	[MEMINFO_MAP_SHMEM] = MAPPING_SHMEM,
	[MEMINFO_MAP_MEMFD] = MAPPING_SHMEM,
	[MEMINFO_MAP_SHM] = MAPPING_SHMEM,
	[MEMINFO_MAP_HUGETLB] = MAPPING_HUGETLB,
	[MEMINFO_MAP_VDSO] = MAPPING_KINDS,
	[MEMINFO_MAP_VVAR] = MAPPING_KINDS,
	[MEMINFO_MAP_VSYSCALL] = MAPPING_KINDS,
	[MEMINFO_MAP_THREAD_STACK] = MAPPING_STACK
};

static double
mapping_bytes(uint64_t bytes)
{
	return bytes == MEMINFO_ABSENT ? 0 : (double)bytes;
}

/* The samples count shared memory where it is mapped. */
static void
mapping_add(const struct meminfo_map *map, const struct meminfo_usage *usage,
    double sum[MAPPING_KINDS])
{
	enum mapping_kind	kind = mapping_kind_of[meminfo_map_kind(map)];

	if (kind == MAPPING_KINDS)
		return;
	sum[MAPPING_HUGETLB] += mapping_bytes(usage->shared_hugetlb) +
	    mapping_bytes(usage->private_hugetlb);
	if (kind == MAPPING_HUGETLB)
		return;
	sum[kind] += mapping_bytes(usage->swap) +
	    mapping_bytes(kind == MAPPING_SHMEM ? usage->rss : usage->anon);
}

bool
mappings_read(struct session *session, int at, pid_t pid,
    float bytes[MAPPING_KINDS])
{
	struct meminfo_maps	*maps = &session->maps;
	struct meminfo_map	 map;
	struct meminfo_usage	 usage;
	double			 sum[MAPPING_KINDS] = { 0 };
	bool			 any = false;
	int			 more, i;

	if (meminfo_smaps_open(maps, at, pid) == -1)
		return false;
	while ((more = meminfo_maps_next(maps, &map)) == 1) {
		more = meminfo_maps_usage(maps, &usage);
		if (more == -1)
			break;
		any = true;
		mapping_add(&map, &usage, sum);
	}
	meminfo_maps_close(maps);
	for (i = 0; i < MAPPING_KINDS; i++)
		bytes[i] = (float)sum[i];
	return any && more == 0;
}
