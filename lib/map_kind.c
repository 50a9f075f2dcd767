/* map_kind.c: the kind of a mapping, by the name that the kernel gives it. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

#define DELETED " (deleted)"

static bool
begins(const struct meminfo_map *map, const char *with)
{
	size_t	length = strlen(with);

	return map->path_length >= length &&
	    memcmp(map->path, with, length) == 0;
}

static bool
ends(const struct meminfo_map *map, const char *with)
{
	size_t	length = strlen(with);

	return map->path_length >= length && memcmp(map->path +
	    map->path_length - length, with, length) == 0;
}

static bool
is(const struct meminfo_map *map, const char *path)
{
	return begins(map, path) && map->path_length == strlen(path);
}

/* The kernel's own names tell mappings without a file; 6.13 split vvar. */
static enum meminfo_map_kind
special_kind(const struct meminfo_map *map)
{
	static const struct {
		const char		*prefix;
		enum meminfo_map_kind	 kind;
	} special[] = {
		{ "[heap]", MEMINFO_MAP_HEAP },
		{ "[stack]", MEMINFO_MAP_STACK },
		{ "[stack:", MEMINFO_MAP_THREAD_STACK },	/* 3.4-4.4 */
		{ "[anon:]", MEMINFO_MAP_ANON },	/* the name is empty */
		{ "[anon: glibc: pthread ", MEMINFO_MAP_THREAD_STACK },
		{ "[anon:stack_and_tls:", MEMINFO_MAP_THREAD_STACK },
		{ "[anon:", MEMINFO_MAP_NAMED },
		{ "[vdso", MEMINFO_MAP_VDSO },
		{ "[vvar", MEMINFO_MAP_VVAR },
		{ "[vsyscall]", MEMINFO_MAP_VSYSCALL },
	};
	size_t	i;

	for (i = 0; map->path_length > 0 && i < COUNT_OF(special); i++)
		if (begins(map, special[i].prefix))
			return special[i].kind;
	return map->inode == 0 ? MEMINFO_MAP_ANON : MEMINFO_MAP_FILE;
}

/*
 * The kernel's own tmpfs and hugetlbfs have no device (major 0), and their
 * files have no link. This tells them from a file on a disk that only has such
 * a name.
 */
static enum meminfo_map_kind
internal_kind(const struct meminfo_map *map)
{
	if (begins(map, "/memfd:") || is(map, "/secretmem" DELETED))
		return MEMINFO_MAP_MEMFD;
	if (begins(map, "/SYSV"))
		return MEMINFO_MAP_SHM;
	if (is(map, "/dev/zero" DELETED))
		return MEMINFO_MAP_SHMEM;
	if (is(map, "/anon_hugepage" DELETED))
		return MEMINFO_MAP_HUGETLB;
	return MEMINFO_MAP_FILE;
}

enum meminfo_map_kind
meminfo_map_kind(const struct meminfo_map *map)
{
	enum meminfo_map_kind	kind = MEMINFO_MAP_FILE;

	if (begins(map, "[anon_shmem:"))
		return is(map, "[anon_shmem:]") ? MEMINFO_MAP_SHMEM :
		    MEMINFO_MAP_NAMED;
	if (*map->path != '/')
		return special_kind(map);
	if (map->device_major == 0 && ends(map, DELETED))
		kind = internal_kind(map);
	if (kind == MEMINFO_MAP_FILE && begins(map, "/dev/shm/"))
		kind = MEMINFO_MAP_SHMEM;
	return kind;
}

static bool
has_flag(const struct meminfo_usage *usage, const char flag[2])
{
	size_t	i;

	for (i = 0; i + 2 <= usage->flags_length; i += 3)
		if (memcmp(usage->flags + i, flag, 2) == 0)
			return true;
	return false;
}

enum meminfo_map_kind
meminfo_usage_kind(const struct meminfo_map *map,
    const struct meminfo_usage *usage)
{
	enum meminfo_map_kind	kind = meminfo_map_kind(map);

	if (kind == MEMINFO_MAP_FILE && has_flag(usage, "ht"))
		kind = MEMINFO_MAP_HUGETLB;
	return kind;
}

const char *
meminfo_map_name(const struct meminfo_map *map, size_t *length)
{
	const char	*end = map->path + map->path_length;
	const char	*colon = memchr(map->path, ':', map->path_length);
	const char	*name = colon == NULL ? map->path : colon + 1;

	if (end > name && end[-1] == ']')
		end--;
	*length = (size_t)(end - name);
	return name;
}
