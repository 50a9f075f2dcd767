/*
 * pinned.c: a process's files, opened where that cannot hang for ever.
 *
 * Any user can serve a file system (FUSE), or lay an overlay above one in a
 * namespace of his own.  A process that waits for its answer cannot be killed.
 * The mount of a file tells its kind, and to ask for it asks no server.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pinned.h"

#define MOUNT_FUSE	"fuse"		/* and fuseblk, fuse.sshfs */

/* A layer above directories of whoever mounted it. */
static bool
type_is_layer(const char *type)
{
	return strcmp(type, "overlay") == 0 || strcmp(type, "ecryptfs") == 0;
}

/* The mount of that id, or of that device; false: it is not there. */
static bool
mount_find(pid_t pid, uint64_t id, struct meminfo_mounts *it,
    struct meminfo_mount *mount, bool by_device)
{
	const struct meminfo_mount	wanted = *mount;
	int				proc, more = -1;

	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc == -1)
		return false;
	if (meminfo_mounts_open_at(it, proc, pid) == 0) {
		while ((more = meminfo_mounts_next(it, mount)) != 0)
			if (more == 1 && (by_device ?
			    mount->device_major == wanted.device_major &&
			    mount->device_minor == wanted.device_minor :
			    mount->id == id))
				break;
			else if (more == -1 && errno != EBADMSG &&
			    errno != ENAMETOOLONG)
				break;
		meminfo_mounts_close(it);
	}
	close(proc);
	return more == 1;
}

/* A mount that is not found is of a namespace that nobody has shown us. */
static bool
mount_answers(pid_t pid, uint64_t id)
{
	struct meminfo_mounts	*it = malloc(sizeof(*it));
	struct meminfo_mount	*mount = malloc(sizeof(*mount));
	bool			 answers = false;

	if (it != NULL && mount != NULL &&
	    (mount_find(pid, id, it, mount, false) ||
	    mount_find(getpid(), id, it, mount, false)))
		answers = strncmp(mount->type, MOUNT_FUSE,
		    strlen(MOUNT_FUSE)) != 0 &&
		    (!type_is_layer(mount->type) ||
		    mount_find(getpid(), id, it, mount, true));
	free(it);
	free(mount);
	return answers;
}

/* A user is no danger to himself. */
static bool
process_is_ours(pid_t pid)
{
	char		path[32];
	struct stat	st;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	return geteuid() != 0 && stat(path, &st) == 0 &&
	    st.st_uid == geteuid();
}

static bool
pinned_answers(struct pinned_mount *mount, pid_t pid, int fd)
{
	uint64_t	id;
	size_t		i;

	if (meminfo_mount_id(fd, &id) == -1)
		return false;
	for (i = 0; i < mount->known; i++)
		if (mount->id[i] == id)
			return mount->answers[i];
	if (i == PINNED_MOUNTS)
		return false;
	mount->id[i] = id;
	mount->answers[i] = process_is_ours(pid) || mount_answers(pid, id);
	mount->known++;
	return mount->answers[i];
}

/* Takes the descriptor.  A device is not opened: that may do something. */
static int
pinned_check(struct pinned_mount *mount, pid_t pid, int fd)
{
	struct meminfo_file	file;
	int			error = 0;

	if (fd == -1)
		return -1;
	if (!pinned_answers(mount, pid, fd))
		error = EREMOTE;
	else if (meminfo_file_stat(fd, "", AT_EMPTY_PATH, &file) == -1)
		error = errno;
	else if (file.type != S_IFREG)
		error = EINVAL;
	if (error == 0)
		return fd;
	close(fd);
	errno = error;
	return -1;
}

int
pinned_path(struct pinned_mount *mount, pid_t pid, const char *path)
{
	return pinned_check(mount, pid, open(path, O_PATH | O_CLOEXEC));
}

/* The way to a path of another namespace leads through its mounts. */
static bool
paths_are_ours(pid_t pid)
{
	char		path[32];
	struct stat	st, own;

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", (int)pid);
	return process_is_ours(pid) || (stat(path, &st) == 0 &&
	    stat("/proc/self/ns/mnt", &own) == 0 &&
	    st.st_ino == own.st_ino && st.st_dev == own.st_dev);
}

/* The mapped file itself where root may, else what is now at its path. */
int
pinned_map(struct pinned_mount *mount, pid_t pid,
    const struct meminfo_map *map)
{
	char	path[96];
	int	fd, root;

	snprintf(path, sizeof(path), "/proc/%d/map_files/%llx-%llx",
	    (int)pid, (unsigned long long)map->start,
	    (unsigned long long)map->end);
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd != -1 || map->path_cut || map->path[0] != '/' ||
	    !paths_are_ours(pid))
		return pinned_check(mount, pid, fd);
	snprintf(path, sizeof(path), "/proc/%d/root", (int)pid);
	root = open(path, O_PATH | O_CLOEXEC);
	if (root == -1)
		return -1;
	fd = openat(root, map->path + 1, O_PATH | O_CLOEXEC | O_NOFOLLOW);
	close(root);
	return pinned_check(mount, pid, fd);
}

int
pinned_open(int pinned)
{
	char	path[48];
	int	fd, error;

	if (pinned == -1)
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", pinned);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	error = errno;
	close(pinned);
	errno = error;
	return fd;
}
