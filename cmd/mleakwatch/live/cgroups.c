/* cgroups.c: the memory of each cgroup, as series of --system. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/known.h"
#include "common/walk.h"
#include "live.h"

/*
 * A sample works no longer, in seconds of CPU time, and looks at no more.  By
 * the clock, a machine that stands still for a while would lose rows.
 */
#define CGROUPS_TIME 1.0
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

static void
cgroups_cut(struct session *session)
{
	char	reason[96];

	if (session->cgroups_said)
		return;
	snprintf(reason, sizeof(reason), "more than %d, or more than %g s of "
	    "work in a sample: the rest is left out", CGROUPS_MAX,
	    CGROUPS_TIME);
	complain("cgroups", reason);
	session->cgroups_said = true;
}

/* A cgroup that is removed meanwhile is no error. */
static void
cgroups_walk(struct session *session, struct walk *walk, size_t prefix)
{
	struct walk_entry	entry;
	double			end = session_used() + CGROUPS_TIME;
	size_t			count = 0;
	int			more;

	while ((more = walk_next(walk, &entry)) != 0) {
		if (session_used() > end) {
			cgroups_cut(session);
			break;
		}
		if (more == -1 || strcmp(entry.name, "memory.stat") != 0)
			continue;
		if (count++ == CGROUPS_MAX) {
			cgroups_cut(session);
			break;
		}
		cgroup_sample(session, walk_path(walk), prefix);
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
