/* cgroups.c: the memory of each cgroup, as series of --system. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/known.h"
#include "common/tick.h"
#include "common/walk.h"
#include "live.h"

/* A sample takes no longer, and looks at no more. */
#define CGROUPS_TIME SECOND
#define CGROUPS_MAX 4096

/*
 * Usage and swap without what the kernel gives back: files but for shmem, and
 * caches.  v1 does not tell the caches apart from other memory of the kernel.
 */
static uint64_t
cgroup_bytes(const struct meminfo_cgroup *cgroup, int version)
{
	const struct meminfo_cgroup_stat	*stat = &cgroup->stat;
	uint64_t				 back;

	if (cgroup->usage == MEMINFO_ABSENT || stat->file == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	back = stat->file > known_or_zero(stat->shmem) ?
	    stat->file - known_or_zero(stat->shmem) : 0;
	back += version == 1 ? known_or_zero(stat->kernel) :
	    known_or_zero(stat->slab_reclaimable);
	return (cgroup->usage > back ? cgroup->usage - back : 0) +
	    known_or_zero(cgroup->swap_usage);
}

/* prefix: the length of the root in the path of the cgroup's memory.stat. */
static void
cgroup_sample(struct session *session, const char *path, size_t prefix)
{
	static const char		 file[] = "/memory.stat";
	struct headroom			*headroom = &session->headroom;
	struct meminfo_cgroup_at	*at = &headroom->at;
	size_t				 length = strlen(path) - prefix;
	const char			*name;

	if (length < sizeof(file) || length >= sizeof(at->path))
		return;
	snprintf(at->path, sizeof(at->path), "%.*s",
	    (int)(length - sizeof(file) + 1), path + prefix);
	if (meminfo_cgroup_read(session->config->options.root, at,
	    &headroom->cgroup) == -1)
		return;
	name = at->path + at->mount_length;
	session_part_sample(session, "cgroup:", *name == '\0' ? "/" : name,
	    *name == '\0' ? 1 : strlen(name),
	    cgroup_bytes(&headroom->cgroup, at->version));
}

/* A cgroup that is removed meanwhile is no error. */
static void
cgroups_walk(struct session *session, struct walk *walk, size_t prefix)
{
	struct walk_entry	entry;
	int64_t			end = tick_now() + CGROUPS_TIME;
	size_t			count = 0;
	int			more;

	while ((more = walk_next(walk, &entry)) != 0 &&
	    count < CGROUPS_MAX && tick_now() < end) {
		if (more == -1 || strcmp(entry.name, "memory.stat") != 0)
			continue;
		cgroup_sample(session, walk_path(walk), prefix);
		count++;
	}
}

void
cgroups_sample(struct session *session)
{
	const struct options		*options = &session->config->options;
	struct meminfo_cgroup_at	*at = &session->headroom.at;
	struct walk			*walk;
	char				*path;

	if (meminfo_cgroup_named(options->root, "/", 0, at) == -1)
		return;
	/* The search of the mounts before takes most of a small stack. */
	path = alloc(OPTIONS_PATH);
	options_path(options, at->path, path);
	walk = alloc(sizeof(*walk));
	if (walk_begin(walk, path, true) == 0)
		cgroups_walk(session, walk, strlen(path) - strlen(at->path));
	walk_end(walk);
	free(walk);
	free(path);
}
