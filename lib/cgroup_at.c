/* cgroup_at.c: which memory cgroup, and where its directory is. */
#include <errno.h>
#include <string.h>

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

static int
exists(int root, const char *path)
{
	struct meminfo_entries	entries;

	if (meminfo_entries_open(&entries, root, path) == -1)
		return -1;
	meminfo_entries_close(&entries);
	return 0;
}

/*
 * In a container, the mount may show only its own part of the hierarchy (then
 * top is its cgroup, or an ancestor), and a cgroup namespace may show a path
 * that begins with "/..", above the mount: that one is the mount itself.
 */
int
meminfo_cgroup_member(int root, const struct meminfo_membership *in,
    int version, struct meminfo_cgroup_at *out)
{
	struct meminfo_cgroup_mount	 mount;
	const char			*path, *rest;

	version = hierarchy(in, version);
	path = version == 1 ? in->v1 : in->v2;
	if (path[0] == '\0') {
		errno = ENOENT;
		return -1;
	}
	if (meminfo_cgroup_mount_read(root, version, path, &mount) == -1)
		return -1;
	rest = meminfo_path_below(path, mount.top);
	if (strncmp(path, "/..", 3) == 0)
		rest = "";
	if (rest == NULL) {
		errno = ENOENT;
		return -1;
	}
	if (at_make(version, mount.point, rest, out) == -1)
		return -1;
	return exists(root, out->path);
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

/* A name must not lead out of the hierarchy. */
bool
meminfo_path_climbs(const char *path)
{
	const char	*at = path;

	while ((at = strstr(at, "..")) != NULL) {
		if ((at == path || at[-1] == '/') &&
		    (at[2] == '/' || at[2] == '\0'))
			return true;
		at += 2;
	}
	return false;
}

/* As the file system has it, or else as the hierarchy has it. */
static const char *
name_below(const char *name, const struct meminfo_cgroup_mount *mount)
{
	const char	*rest = meminfo_path_below(name, mount->point);

	if (rest == NULL)
		rest = meminfo_path_below(name, mount->top);
	return rest == NULL ? name : rest;
}

/* Apart: a membership and a mount together are 20 KiB of stack. */
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
	struct meminfo_cgroup_mount mount;
	const char		*path;

	if (meminfo_path_climbs(name)) {
		errno = ENOENT;
		return -1;
	}
	if (version == 0)
		version = hierarchy_own(root);
	if (version == -1)
		return -1;
	if (meminfo_cgroup_mount_read(root, version, name, &mount) == -1)
		return -1;
	path = name_below(name, &mount);
	if (meminfo_format(mount.top, sizeof(mount.top), "%s%s",
	    *path == '/' || *path == '\0' ? "" : "/", path) == -1 ||
	    at_make(version, mount.point, mount.top, out) == -1)
		return -1;
	return exists(root, out->path);
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
