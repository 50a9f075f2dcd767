/*
 * tmpfs.c: the tmpfs of every mount namespace.
 *
 * A container's tmpfs is mounted in its own namespace only: each namespace is
 * looked at through one of its processes.
 */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/point.h"
#include "mfree/where/tmpfs.h"

/* A file of a directory /dev/shm is one of shm_open(3). */
#define SHM_POINT "/dev/shm"

void
tmpfs_begin(struct tmpfs_mounts *mounts, struct mfree *mfree,
    struct holders *holders)
{
	struct stat	st;

	memset(mounts, 0, sizeof(*mounts));
	mounts->mfree = mfree;
	mounts->holders = holders;
	if (stat("/proc/self/ns/mnt", &st) == 0)
		mounts->own = st.st_ino;
}

static void
shm_file_take(struct tmpfs_mounts *mounts, int dir, const char *point,
    const char *name)
{
	struct meminfo_file	file;
	char			path[HOLDERS_NAME];
	int			length = (int)strnlen(point, 200);

	if (meminfo_file_stat(dir, name, AT_SYMLINK_NOFOLLOW, &file) == -1 ||
	    file.type != S_IFREG || holders_find(mounts->holders,
	    HOLDER_POSIX, scan_device(file.device_major, file.device_minor),
	    file.inode) != NULL)
		return;
	snprintf(path, sizeof(path), "%.*s/%s", length, point, name);
	holders_add(mounts->holders, HOLDER_POSIX, &file, path);
}

/* shm_open() takes no name with a slash: there are no folders. */
static void
shm_files_take(struct tmpfs_mounts *mounts, int fd, const char *point)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 list = openat(fd, ".",
			    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	dir = list == -1 ? NULL : fdopendir(list);
	if (dir == NULL) {
		if (list != -1)
			close(list);
		return;
	}
	while (!mounts->holders->over && (entry = readdir(dir)) != NULL)
		shm_file_take(mounts, list, point, entry->d_name);
	closedir(dir);
}

static bool
is_shm_point(const char *point)
{
	size_t	length = strlen(point), tail = sizeof(SHM_POINT) - 1;

	return length >= tail && strcmp(point + length - tail,
	    SHM_POINT) == 0;
}

static void
mount_take(struct tmpfs_mounts *mounts, int fd,
    const struct meminfo_mount *mount, pid_t pid)
{
	struct tmpfs	 tmpfs = { 0, 0, pid, mounts->points.used };
	struct statfs	 fs;
	uint64_t	*number;
	bool		 added;

	if (fstatfs(fd, &fs) == -1)
		return;
	number = inodes_add(&mounts->devices, scan_device(
	    mount->device_major, mount->device_minor), 0, &added);
	if (number == NULL || !added)
		return;
	tmpfs.used = (uint64_t)(fs.f_blocks - fs.f_bfree) *
	    (uint64_t)fs.f_bsize;
	if (!grow_copy(&mounts->points, mount->point,
	    strlen(mount->point) + 1) ||
	    !grow_copy(&mounts->mounts, &tmpfs, sizeof(tmpfs)))
		return;
	*number = mounts->mounts.used / sizeof(tmpfs);
	if (is_shm_point(mount->point))
		shm_files_take(mounts, fd, mount->point);
}

static bool
is_new_tmpfs(const struct tmpfs_mounts *mounts,
    const struct meminfo_mount *mount)
{
	return (strcmp(mount->type, "tmpfs") == 0 ||
	    strcmp(mount->type, "devtmpfs") == 0) &&
	    mounts->devices.used < TMPFS_MAX &&
	    inodes_find(&mounts->devices, scan_device(mount->device_major,
	    mount->device_minor), 0) == NULL;
}

static void
namespace_read(struct tmpfs_mounts *mounts, int process, pid_t pid,
    bool own)
{
	struct meminfo_mounts	it;
	struct meminfo_mount	mount;
	int			top, fd;

	top = openat(process, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top == -1)
		return;
	if (meminfo_mounts_open_at(&it, process, 0) == 0) {
		while (meminfo_mounts_next(&it, &mount) == 1) {
			if (!is_new_tmpfs(mounts, &mount))
				continue;
			fd = point_open(top, &mount, own);
			if (fd == -1)
				continue;
			mount_take(mounts, fd, &mount, own ? 0 : pid);
			close(fd);
		}
		meminfo_mounts_close(&it);
	}
	close(top);
}

void
tmpfs_process(struct tmpfs_mounts *mounts, int process, pid_t pid)
{
	struct stat	st;

	if (fstatat(process, "ns/mnt", &st, 0) == -1 ||
	    mounts->namespaces.used >= TMPFS_MAX ||
	    inodes_seen(&mounts->namespaces, 0, st.st_ino))
		return;
	namespace_read(mounts, process, pid, st.st_ino == mounts->own);
}

struct tmpfs *
tmpfs_find(const struct tmpfs_mounts *mounts, uint64_t device)
{
	const uint64_t	*number = inodes_find(&mounts->devices, device, 0);

	return number == NULL || *number == 0 ? NULL :
	    (struct tmpfs *)(void *)mounts->mounts.bytes + (*number - 1);
}

size_t
tmpfs_list(const struct tmpfs_mounts *mounts, struct tmpfs **list)
{
	*list = (void *)mounts->mounts.bytes;
	return mounts->mounts.used / sizeof(**list);
}

const char *
tmpfs_point(const struct tmpfs_mounts *mounts, const struct tmpfs *tmpfs)
{
	return mounts->points.bytes + tmpfs->point;
}

void
tmpfs_free(struct tmpfs_mounts *mounts)
{
	inodes_free(&mounts->namespaces);
	inodes_free(&mounts->devices);
	grow_free(&mounts->mounts);
	grow_free(&mounts->points);
}
