/* cgroup_at.c: which memory cgroup, and where its directory is. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/vfs.h>

#include "internal.h"

static void
trim(char *path, size_t least)
{
	size_t	length = strlen(path);

	while (length > least && path[length - 1] == '/')
		path[--length] = '\0';
}

static int
at_make(int version, const char *point, const char *path,
    struct meminfo_cgroup_at *out)
{
	out->version = version;
	out->mount_length = strlen(point);
	if (meminfo_format(out->path, sizeof(out->path), "%s%s", point,
	    path) == -1)
		return -1;
	trim(out->path, out->mount_length);
	return 0;
}

static int
hierarchy(const struct meminfo_membership *in, int version)
{
	if (version != 0)
		return version;
	return in->v1[0] != '\0' ? 1 : 2;
}

#define CGROUP_MAGIC	0x27e0eb	/* statfs(2): v1 */
#define CGROUP2_MAGIC	0x63677270
#define PROC_MAGIC	0x9fa0

/* Does the root belong to a running machine? Its /proc tells. */
static bool
root_is_live(int root)
{
	struct statfs	fs;
	int		proc = meminfo_proc_open(root);
	bool		live;

	if (proc == -1)
		return false;
	live = fstatfs(proc, &fs) == 0 && fs.f_type == PROC_MAGIC;
	meminfo_file_close(proc);
	return live;
}

/*
 * 0 if the directory exists. Another mount may hide it: on a running machine a
 * directory that is not a cgroup's is ENOENT.
 */
static int
cgroup_exists(int root, const char *path)
{
	struct meminfo_entries	entries;
	struct statfs		fs;
	int			result = 0;

	if (meminfo_entries_open(&entries, root, path) == -1)
		return -1;
	if (fstatfs(entries.fd, &fs) == 0 && fs.f_type != CGROUP_MAGIC &&
	    fs.f_type != CGROUP2_MAGIC && root_is_live(root)) {
		errno = ENOENT;
		result = -1;
	}
	meminfo_entries_close(&entries);
	return result;
}

/*
 * The rest of the name below the mount point, or below the top of the mount.
 * In a container, a mount may be all that is seen of the hierarchy: any other
 * name is taken below it.
 */
static const char *
name_below(const char *name, const struct meminfo_cgroup_mount *mount)
{
	const char	*rest = meminfo_path_below(name, mount->point);

	if (rest == NULL)
		rest = meminfo_path_below(name, mount->top);
	return rest == NULL ? name : rest;
}

/*
 * Find the cgroup called path by the best mount that has it. A path outside of
 * the reader's cgroup namespace begins with "/..", and only a mount made
 * outside has it. The error is that of the best mount.
 */
static int
cgroup_search(int root, const char *path, int version, bool by_point,
    struct meminfo_cgroup_at *out)
{
	struct meminfo_cgroup_mount	 mount;
	struct meminfo_mount_rank	 rank = MEMINFO_RANK_FIRST;
	const char			*rest;
	int				 error = 0;

	while (meminfo_cgroup_mount_read(root, version, path, &rank,
	    &mount) == 0) {
		rest = by_point ? name_below(path, &mount) :
		    meminfo_path_below(path, mount.top);
		errno = ENOENT;
		if (rest != NULL && !meminfo_path_climbs(rest) &&
		    at_make(version, mount.point, rest, out) == 0 &&
		    cgroup_exists(root, out->path) == 0)
			return 0;
		if (error == 0)
			error = errno;
	}
	if (error != 0)
		errno = error;
	return -1;
}

int
meminfo_cgroup_member(int root, const struct meminfo_membership *in,
    int version, struct meminfo_cgroup_at *out)
{
	const char	*path;

	version = hierarchy(in, version);
	path = version == 1 ? in->v1 : in->v2;
	if (path[0] != '\0')
		return cgroup_search(root, path, version, false, out);
	return meminfo_fail(ENOENT);
}

int
meminfo_cgroup_find(int root, pid_t pid, int version,
    struct meminfo_cgroup_at *out)
{
	struct meminfo_membership	in;

	if (meminfo_membership_below(root, pid, &in) == -1)
		return -1;
	return meminfo_cgroup_member(root, &in, version, out);
}

/* The value of two hexadecimal digits, or -1. */
static int
hex_pair(const char *text)
{
	static const char	digits[] = "0123456789abcdef";
	const char		*high, *low;

	if (text[0] == '\0' || text[1] == '\0')
		return -1;
	high = strchr(digits, text[0] | 0x20);
	low = strchr(digits, text[1] | 0x20);
	return high == NULL || low == NULL ? -1 :
	    (int)((high - digits) * 16 + (low - digits));
}

int
meminfo_cgroup_unescape(const char *name, char to[MEMINFO_PATH_MAX])
{
	size_t	used = 0;
	bool	any = false;

	for (; *name != '\0' && used + 1 < MEMINFO_PATH_MAX; used++) {
		to[used] = *name;
		if (*name++ != '\\')
			continue;
		any = true;
		if (*name == 'n' || *name == 't')
			to[used] = *name++ == 'n' ? '\n' : '\t';
		else if (*name == '\\')
			name++;
		else if (*name == 'x' && hex_pair(name + 1) != -1) {
			to[used] = (char)hex_pair(name + 1);
			name += 3;
		} else
			return 0;
	}
	to[used] = '\0';
	return any && *name == '\0';
}

static int
cgroup_named(int root, const char *name, int version,
    struct meminfo_cgroup_at *out)
{
	char	path[MEMINFO_PATH_MAX];

	if (meminfo_format(path, sizeof(path), "/%s",
	    name + strspn(name, "/")) == -1)
		return -1;
	return cgroup_search(root, path, version, true, out);
}

/*
 * A function of its own: a membership and a mount together are 20 KiB of
 * stack.
 */
static __attribute__((noinline)) int
hierarchy_own(int root)
{
	struct meminfo_membership	member;

	if (meminfo_membership_below(root, MEMINFO_SELF, &member) == -1)
		return -1;
	return hierarchy(&member, 0);
}

int
meminfo_cgroup_named(int root, const char *name, int version,
    struct meminfo_cgroup_at *out)
{
	char	plain[MEMINFO_PATH_MAX];

	if (version == 0)
		version = hierarchy_own(root);
	if (version == -1)
		return -1;
	if (cgroup_named(root, name, version, out) == 0)
		return 0;
	if (errno != ENOENT || meminfo_cgroup_unescape(name, plain) != 1)
		return -1;
	return cgroup_named(root, plain, version, out);
}

int
meminfo_cgroup_parent(struct meminfo_cgroup_at *at)
{
	char	*slash = strrchr(at->path, '/');

	if (slash == NULL || (size_t)(slash - at->path) < at->mount_length)
		return 0;
	*slash = '\0';
	return 1;
}
