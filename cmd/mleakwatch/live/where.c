/* where.c: in which kinds of mappings the memory of a process is. */
#include <stdio.h>

#include <meminfo.h>

#include "where.h"

static const char *const	name[WHERE_KINDS] = {
	[WHERE_HEAP] = "[heap]",
	[WHERE_ANON] = "anonymous",
	[WHERE_STACK] = "[stack]",
	[WHERE_SHMEM] = "shmem",
	[WHERE_FILE] = "files"
};

/* The kernel's own mappings hold nothing of the process. */
static const enum where_kind	kind_of[] = {
	[MEMINFO_MAP_ANON] = WHERE_ANON,
	[MEMINFO_MAP_NAMED] = WHERE_ANON,
	[MEMINFO_MAP_HEAP] = WHERE_HEAP,
	[MEMINFO_MAP_STACK] = WHERE_STACK,
	[MEMINFO_MAP_FILE] = WHERE_FILE,
	[MEMINFO_MAP_SHMEM] = WHERE_SHMEM,
	[MEMINFO_MAP_MEMFD] = WHERE_SHMEM,
	[MEMINFO_MAP_SHM] = WHERE_SHMEM,
	[MEMINFO_MAP_HUGETLB] = WHERE_KINDS,
	[MEMINFO_MAP_VDSO] = WHERE_KINDS,
	[MEMINFO_MAP_VVAR] = WHERE_KINDS,
	[MEMINFO_MAP_VSYSCALL] = WHERE_KINDS
};

static double
known(uint64_t bytes)
{
	return bytes == MEMINFO_ABSENT ? 0 : (double)bytes;
}

/* As the samples count: of shared memory, what is mapped. */
static void
add(const struct meminfo_map *map, const struct meminfo_usage *usage,
    double sum[WHERE_KINDS])
{
	enum where_kind	kind = kind_of[meminfo_map_kind(map)];

	if (kind == WHERE_KINDS)
		return;
	sum[kind] += known(kind == WHERE_SHMEM ? usage->rss : usage->anon) +
	    known(usage->swap);
}

bool
where_read(int at, pid_t pid, float bytes[WHERE_KINDS])
{
	static struct meminfo_maps	maps;
	struct meminfo_map		map;
	struct meminfo_usage		usage;
	double				sum[WHERE_KINDS] = { 0 };
	bool				any = false;
	int				more, i;

	if (meminfo_smaps_open(&maps, at, pid) == -1)
		return false;
	while ((more = meminfo_maps_next(&maps, &map)) == 1) {
		more = meminfo_maps_usage(&maps, &usage);
		if (more == -1)
			break;
		any = true;
		add(&map, &usage, sum);
	}
	meminfo_maps_close(&maps);
	for (i = 0; i < WHERE_KINDS; i++)
		bytes[i] = (float)sum[i];
	return any && more == 0;
}

double
where_growth(const struct where *where, enum where_kind kind)
{
	return (double)where->last[kind] - where->first[kind];
}

static int
greatest(const double grown[WHERE_KINDS])
{
	int	i, found = 0;

	for (i = 1; i < WHERE_KINDS; i++)
		if (grown[i] > grown[found])
			found = i;
	return found;
}

size_t
where_text(char text[WHERE_TEXT], const struct where *where)
{
	double	grown[WHERE_KINDS], sum = 0;
	size_t	length = 0;
	int	i;

	for (i = 0; i < WHERE_KINDS; i++) {
		grown[i] = where_growth(where, (enum where_kind)i);
		if (grown[i] > 0)
			sum += grown[i];
	}
	text[0] = '\0';
	while (i = greatest(grown), sum > 0 && grown[i] >= 0.005 * sum) {
		length += (size_t)snprintf(text + length, WHERE_TEXT - length,
		    "%s%s %.0f %%", length == 0 ? "" : ", ", name[i],
		    100 * grown[i] / sum);
		grown[i] = 0;
	}
	return length;
}
