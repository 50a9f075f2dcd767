/* figures.c: the amounts of memory of a mapping, and their sums. */
#include <string.h>

#include "mpmap.h"

uint64_t *
figures_at(struct figures *figures, size_t number)
{
	return &((uint64_t *)(void *)figures)[number];
}

void
figures_absent(struct figures *figures)
{
	size_t	i;

	for (i = 0; i < FIGURES; i++)
		*figures_at(figures, i) = MEMINFO_ABSENT;
}

void
figures_of(const struct process *process, struct figures *out)
{
	const struct meminfo_map	*map = &process->map;
	const struct meminfo_usage	*usage = &process->usage;

	*out = (struct figures){
		.size = map->end - map->start,
		.rss = usage->rss,
		.pss = usage->pss,
		.uss = meminfo_usage_uss(usage),
		.shared_clean = usage->shared_clean,
		.shared_dirty = usage->shared_dirty,
		.private_clean = usage->private_clean,
		.private_dirty = usage->private_dirty,
		.swap = usage->swap,
		.swap_pss = usage->swap_pss,
		.locked = usage->locked,
		.anon = usage->anon,
		.huge = meminfo_usage_huge(usage),
	};
}

void
figures_none(const struct process *process, struct figures *out)
{
	figures_absent(out);
	if (process->smaps)
		memset(out, 0, sizeof(*out));
	out->size = 0;
}

uint64_t
known_sum(uint64_t a, uint64_t b)
{
	if (a == MEMINFO_ABSENT || b == MEMINFO_ABSENT)
		return a == MEMINFO_ABSENT ? b : a;
	return a + b;
}

void
figures_add(struct figures *total, const struct figures *more)
{
	struct figures	copy = *more;
	size_t		i;

	for (i = 0; i < FIGURES; i++)
		*figures_at(total, i) = known_sum(*figures_at(total, i),
		    *figures_at(&copy, i));
}

const char *
kind_text(const struct process *process, char text[KIND_TEXT])
{
	static const char *const	word[] = {
		[MEMINFO_MAP_ANON] = "anon",
		[MEMINFO_MAP_HEAP] = "heap",
		[MEMINFO_MAP_STACK] = "stack",
		[MEMINFO_MAP_FILE] = "file",
		[MEMINFO_MAP_SHMEM] = "shmem",
		[MEMINFO_MAP_MEMFD] = "memfd",
		[MEMINFO_MAP_SHM] = "shm",
		[MEMINFO_MAP_HUGETLB] = "hugetlb",
		[MEMINFO_MAP_VDSO] = "vdso",
		[MEMINFO_MAP_VVAR] = "vvar",
		[MEMINFO_MAP_VSYSCALL] = "vsyscall",
	};
	enum meminfo_map_kind		kind = process_kind(process);
	const char			*name;
	size_t				length;

	if (kind != MEMINFO_MAP_NAMED)
		return word[kind];
	name = meminfo_map_name(&process->map, &length);
	if (length >= KIND_TEXT)
		length = KIND_TEXT - 1;
	memcpy(text, name, length);
	text[length] = '\0';
	return text;
}
