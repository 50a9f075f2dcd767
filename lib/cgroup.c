/* cgroup.c: the usage of a memory cgroup, and the room that it has left. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define STAT(name, member) { name, MEMINFO_BARE_BYTES, \
	MEMINFO_MEMBER(struct meminfo_cgroup_stat, member) }
#define EVENT(name) { #name, MEMINFO_COUNT, \
	MEMINFO_MEMBER(struct meminfo_cgroup_events, name) }
#define VALUE(name, member) \
	{ name, MEMINFO_MEMBER(struct meminfo_cgroup, member) }

/* The order is that of mm/memcontrol.c, which makes the look-up one step. */
static const struct meminfo_key v2_stat_key[] = {
	STAT("anon", anon),
	STAT("file", file),
	STAT("kernel", kernel),
	STAT("kernel_stack", kernel_stack),
	STAT("pagetables", page_tables),
	STAT("sec_pagetables", sec_page_tables),
	STAT("percpu", percpu),
	STAT("sock", sock),
	STAT("vmalloc", vmalloc),
	STAT("shmem", shmem),
	STAT("zswap", zswap),
	STAT("file_dirty", dirty),
	STAT("swapcached", swap_cached),
	STAT("inactive_anon", inactive_anon),
	STAT("active_anon", active_anon),
	STAT("inactive_file", inactive_file),
	STAT("active_file", active_file),
	STAT("unevictable", unevictable),
	STAT("slab_reclaimable", slab_reclaimable),
	STAT("slab_unreclaimable", slab_unreclaimable),
	STAT("hugetlb", hugetlb),
};

/* v1's plain keys leave out the children; v2's do not, like total_*. */
static const struct meminfo_key v1_stat_key[] = {
	{ "hierarchical_memory_limit", MEMINFO_COUNT,
	    MEMINFO_MEMBER(struct meminfo_cgroup_stat, hierarchical_limit) },
	STAT("total_cache", file),
	STAT("total_rss", anon),
	STAT("total_shmem", shmem),
	STAT("total_dirty", dirty),
	STAT("total_swapcached", swap_cached),
	STAT("total_inactive_anon", inactive_anon),
	STAT("total_active_anon", active_anon),
	STAT("total_inactive_file", inactive_file),
	STAT("total_active_file", active_file),
	STAT("total_unevictable", unevictable),
};

static const struct meminfo_key event_key[] = {
	EVENT(low), EVENT(high), EVENT(max), EVENT(oom), EVENT(oom_kill),
};

/* hierarchical_limit is of v1 alone. */
MEMINFO_COMPLETE(COUNT_OF(v2_stat_key) + 1, struct meminfo_cgroup_stat, wrong);
_Static_assert(COUNT_OF(event_key) * sizeof(uint64_t) ==
    sizeof(struct meminfo_cgroup_events), "an event has no row");

static const struct meminfo_keys stat_keys[] = {
	{ v1_stat_key, COUNT_OF(v1_stat_key),
	    offsetof(struct meminfo_cgroup_stat, wrong) },
	{ v2_stat_key, COUNT_OF(v2_stat_key),
	    offsetof(struct meminfo_cgroup_stat, wrong) },
};
static const struct meminfo_keys event_keys = {
	event_key, COUNT_OF(event_key), 0
};

struct value_file {
	const char	*name;
	size_t		 offset;
};

static const struct value_file v1_value[] = {
	VALUE("memory.usage_in_bytes", usage),
	VALUE("memory.limit_in_bytes", limit),
	VALUE("memory.max_usage_in_bytes", peak),
	VALUE("memory.memsw.usage_in_bytes", swap_usage),
	VALUE("memory.memsw.limit_in_bytes", swap_limit),
	VALUE("memory.kmem.usage_in_bytes", stat.kernel),
};

static const struct value_file v2_value[] = {
	VALUE("memory.current", usage),
	VALUE("memory.max", limit),
	VALUE("memory.high", high),
	VALUE("memory.low", low),
	VALUE("memory.peak", peak),
	VALUE("memory.swap.current", swap_usage),
	VALUE("memory.swap.max", swap_limit),
};

static void
stat_absent(struct meminfo_cgroup_stat *out)
{
	meminfo_keys_absent(&stat_keys[0], out);
	meminfo_keys_absent(&stat_keys[1], out);
}

int
meminfo_cgroup_stat_parse(const char *text, size_t length, int version,
    struct meminfo_cgroup_stat *out)
{
	stat_absent(out);
	return meminfo_keys_parse(&stat_keys[version == 2], text, length,
	    out);
}

int
meminfo_cgroup_events_parse(const char *text, size_t length,
    struct meminfo_cgroup_events *out)
{
	return meminfo_keys_parse(&event_keys, text, length, out);
}

static int
file_path(const struct meminfo_cgroup_at *at, const char *file, char *path,
    size_t size)
{
	return meminfo_format(path, size, "%s/%s", at->path, file);
}

static int
keys_read(int root, const struct meminfo_cgroup_at *at, const char *file,
    const struct meminfo_keys *keys, void *out)
{
	char	path[MEMINFO_PATH_MAX + 64];

	if (file_path(at, file, path, sizeof(path)) == -1)
		return -1;
	if (meminfo_keys_read(keys, root, path, out) == 0)
		return 0;
	/* Absent at the root (v2), and in kernels without the file. */
	return errno == ENOENT || errno == EOPNOTSUPP ? 0 : -1;
}

static int
values_read(int root, const struct meminfo_cgroup_at *at,
    struct meminfo_cgroup *out)
{
	const struct value_file	*value = at->version == 1 ? v1_value : v2_value;
	size_t		count = at->version == 1 ?
	    COUNT_OF(v1_value) : COUNT_OF(v2_value);
	char		path[MEMINFO_PATH_MAX + 64];
	uint64_t	*member;
	size_t		i;

	for (i = 0; i < count; i++) {
		member = (uint64_t *)(void *)((char *)out + value[i].offset);
		if (file_path(at, value[i].name, path, sizeof(path)) == -1)
			return -1;
		if (meminfo_cgroup_value_read(root, path, member) == 0)
			continue;
		*member = MEMINFO_ABSENT;
		if (errno == EBADMSG)
			meminfo_wrong_add(&out->wrong, value[i].name);
		else if (errno != ENOENT && errno != EOPNOTSUPP)
			return -1;
	}
	return 0;
}

/* memsw is memory and swap together. */
static void
swap_from_memsw(struct meminfo_cgroup *out)
{
	if (out->swap_usage != MEMINFO_ABSENT && out->usage != MEMINFO_ABSENT)
		out->swap_usage = out->swap_usage > out->usage ?
		    out->swap_usage - out->usage : 0;
	if (out->swap_limit < MEMINFO_UNLIMITED &&
	    out->limit < MEMINFO_UNLIMITED)
		out->swap_limit = out->swap_limit > out->limit ?
		    out->swap_limit - out->limit : 0;
}

static int
own_read(int root, const struct meminfo_cgroup_at *at,
    struct meminfo_cgroup *out)
{
	memset(out, 0xff, sizeof(*out));	/* MEMINFO_ABSENT */
	out->wrong.count = 0;
	out->stat.wrong.count = 0;
	if (keys_read(root, at, "memory.stat", &stat_keys[at->version == 2],
	    &out->stat) == -1 || values_read(root, at, out) == -1)
		return -1;
	if (at->version == 1)
		swap_from_memsw(out);
	return keys_read(root, at, at->version == 1 ? "memory.oom_control" :
	    "memory.events", &event_keys, &out->events);
}

static void
lower(uint64_t *to, uint64_t value)
{
	if (value < *to)
		*to = value;
}

static uint64_t
room(uint64_t limit, uint64_t usage)
{
	return limit > usage ? limit - usage : 0;
}

/* Lower the effective values to what this level of the hierarchy allows. */
static void
restrain(const struct meminfo_cgroup *level, struct meminfo_cgroup *out)
{
	uint64_t limit = MEMINFO_UNLIMITED, soft, reclaimable;

	lower(&limit, level->limit);
	lower(&limit, level->stat.hierarchical_limit);
	if (limit >= MEMINFO_BYTES_MAX)
		limit = MEMINFO_UNLIMITED;
	soft = limit;
	lower(&soft, level->high);
	lower(&out->effective_limit, limit);
	if (level->swap_limit < MEMINFO_UNLIMITED)
		lower(&out->effective_swap, room(level->swap_limit,
		    meminfo_known(level->swap_usage)));
	if (level->usage == MEMINFO_ABSENT)
		return;
	reclaimable = meminfo_known(level->stat.active_file) +
	    meminfo_known(level->stat.inactive_file) +
	    meminfo_known(level->stat.slab_reclaimable);
	lower(&reclaimable, level->usage);
	if (limit != MEMINFO_UNLIMITED)
		lower(&out->effective_free, room(limit, level->usage));
	if (soft != MEMINFO_UNLIMITED)
		lower(&out->effective_available,
		    room(soft, level->usage - reclaimable));
}

/*
 * v1 before 5.11 charges a cgroup's memory to its parent only where the
 * parent says so.
 */
static bool
counts_children(int root, const struct meminfo_cgroup_at *at)
{
	char		path[MEMINFO_PATH_MAX + 64];
	uint64_t	value;

	if (at->version == 2 ||
	    file_path(at, "memory.use_hierarchy", path, sizeof(path)) == -1 ||
	    meminfo_cgroup_value_read(root, path, &value) == -1)
		return true;
	return value != 0;
}

int
meminfo_cgroup_read(int root, const struct meminfo_cgroup_at *at,
    struct meminfo_cgroup *out)
{
	struct meminfo_cgroup_at	up = *at;
	struct meminfo_cgroup		level;

	if (own_read(root, at, out) == -1)
		return -1;
	out->effective_limit = MEMINFO_UNLIMITED;
	out->effective_free = MEMINFO_UNLIMITED;
	out->effective_available = MEMINFO_UNLIMITED;
	out->effective_swap = MEMINFO_UNLIMITED;
	restrain(out, out);
	while (meminfo_cgroup_parent(&up) && counts_children(root, &up)) {
		if (own_read(root, &up, &level) == -1)
			return -1;
		restrain(&level, out);
	}
	return 0;
}

int
meminfo_cgroup_pressure_read(int root, const struct meminfo_cgroup_at *at,
    struct meminfo_pressure *out)
{
	char	path[MEMINFO_PATH_MAX + 64];

	if (at->version != 2)
		return meminfo_fail(EINVAL);
	if (file_path(at, "memory.pressure", path, sizeof(path)) == -1)
		return -1;
	return meminfo_pressure_at(root, path, out);
}
