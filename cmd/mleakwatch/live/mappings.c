/* mappings.c: in which kinds of mappings the memory of a process is. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "common/stall.h"
#include "live.h"

/* Floats would lose small mappings beside large ones. */
struct mappings_sum {
	double	bytes[MAPPING_KINDS];
	double	cold[MAPPING_KINDS];
};

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
    struct mappings_sum *now)
{
	enum mapping_kind	kind = mapping_kind_of[meminfo_map_kind(map)];
	uint64_t		bytes;

	if (kind == MAPPING_KINDS)
		return;
	now->bytes[MAPPING_HUGETLB] += mapping_bytes(usage->shared_hugetlb) +
	    mapping_bytes(usage->private_hugetlb);
	if (kind == MAPPING_HUGETLB)
		return;
	bytes = kind == MAPPING_SHMEM ? usage->rss : usage->anon;
	now->bytes[kind] += mapping_bytes(usage->swap) + mapping_bytes(bytes);
	/* A page that nobody has read back from swap is cold. */
	now->cold[kind] += mapping_bytes(usage->swap) + fmin(
	    mapping_bytes(meminfo_usage_cold(usage)), mapping_bytes(bytes));
}

/*
 * The starts of names of programs and libraries that collect garbage, and read
 * all objects that they have.
 */
static bool
map_is_of_collector(const struct meminfo_map *map)
{
	static const char *const	name[] = {
		"libjvm.so", "libcoreclr.so", "libmono", "libruby", "ruby",
		"node", "libnode", "python2", "python3", "libpython",
		"beam.smp", "libguile", "libgc.so", "libphp", "php"
	};
	const char			*file = strrchr(map->path, '/');
	size_t				 i;

	/* Go's heap: src/runtime/malloc.go, arenaBaseOffset and hints. */
	if ((map->start == UINT64_C(0xc000000000) && map->inode == 0) ||
	    strncmp(map->path, "[anon: Go: ", 11) == 0)
		return true;
	for (i = 0; file != NULL && i < COUNT_OF(name); i++)
		if (strncmp(file + 1, name[i], strlen(name[i])) == 0)
			return true;
	return false;
}

static bool
mappings_read(struct session *session, pid_t pid,
    struct mappings_now *now)
{
	struct meminfo_maps	*maps = &session->maps;
	struct meminfo_map	 map;
	struct meminfo_usage	 usage;
	struct mappings_sum	 sum = { { 0 }, { 0 } };
	bool			 any = false;
	int			 more, i;

	now->collector = false;
	/* To open it reads as well. */
	stall_begin(pid, "smaps");
	if (meminfo_smaps_open(maps, session->proc, pid) == -1) {
		stall_end();
		return false;
	}
	while ((more = meminfo_maps_next(maps, &map)) == 1) {
		more = meminfo_maps_usage(maps, &usage);
		if (more == -1)
			break;
		any = true;
		mapping_add(&map, &usage, &sum);
		now->collector |= map_is_of_collector(&map);
	}
	stall_end();
	meminfo_maps_close(maps);
	for (i = 0; i < MAPPING_KINDS; i++) {
		now->bytes[i] = (float)sum.bytes[i];
		now->cold[i] = (float)sum.cold[i];
	}
	return any && more == 0;
}

bool
mappings_read_process(struct session *session, const struct process *process,
    struct mappings_now *now)
{
	return mappings_read(session, (pid_t)process->pid, now) &&
	    process_is_same(process);
}
