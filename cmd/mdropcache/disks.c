/*
 * disks.c: write all that is dirty to disk, and learn whether that failed.
 *
 * sync(2) does not say.  A page whose write failed counts as written, and may
 * hold the only copy: it must not be dropped.  Since 5.8, syncfs(2) says
 * whether a write failed since the descriptor was opened, or failed before
 * and was reported to nobody.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/descriptors.h"
#include "common/grow.h"
#include "child.h"
#include "disks.h"
#include "files.h"

struct disks {
	struct grow	fds;		/* int */
	struct inodes	devices;	/* of file systems, as inodes */
};

/*
 * Opens directories and regular files only: a FIFO would block, and a device
 * may act.  ENOENT: a later mount hides this one.
 */
static int
disk_point_open(const struct meminfo_mount *mount)
{
	struct stat	st;
	uint64_t	id;
	int		fd;

	if (lstat(mount->point, &st) == -1)
		return -1;
	errno = ENOENT;
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return -1;
	fd = open(mount->point,
	    O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 || meminfo_mount_id(fd, &id) == -1 || id == mount->id)
		return fd;
	close(fd);
	errno = ENOENT;
	return -1;
}

static bool
disk_is_mute(const struct disks_mark *mark, uint64_t id)
{
	unsigned	i;

	for (i = 0; i < mark->mutes; i++)
		if (mark->mute[i] == id)
			return true;
	return false;
}

static int
disk_open(struct disks_mark *mark, const struct meminfo_mount *mount)
{
	int	fd, error;

	mark->id = mount->id;
	text_cut(mark->point, mount->point, sizeof(mark->point));
	fd = disk_point_open(mount);
	error = errno;
	mark->point[0] = '\0';
	errno = error;
	return fd;
}

/* Once for each file system, however often it is mounted. */
static bool
disk_add(struct disks *disks, struct disks_mark *mark,
    const struct meminfo_mount *mount)
{
	uint64_t	device = (uint64_t)mount->device_major << 32 |
			    mount->device_minor;
	int		fd;

	if (disk_is_mute(mark, mount->id))
		return true;
	fd = disk_open(mark, mount);

	/* A file system that cannot be opened is written by sync(2) all the
	   same. */
	if (fd == -1)
		return errno != EMFILE && errno != ENFILE;
	if (!inodes_seen(&disks->devices, 0, device))
		return grow_copy(&disks->fds, &fd, sizeof(fd));
	close(fd);
	return true;
}

/* Opening a point of autofs would mount it. */
static bool
disks_open(struct disks *disks, struct disks_mark *mark)
{
	struct meminfo_mounts	it;
	struct meminfo_mount	mount;
	int			more;

	if (meminfo_mounts_open(&it) == -1)
		return false;
	while ((more = meminfo_mounts_next(&it, &mount)) == 1)
		if (strcmp(mount.type, "autofs") != 0 &&
		    !disk_add(disks, mark, &mount))
			return false;
	meminfo_mounts_close(&it);
	return more == 0;
}

static void
point_name(int fd, char *point, size_t size)
{
	struct meminfo_mounts	it;
	struct meminfo_mount	mount;
	uint64_t		id;

	if (meminfo_mount_id(fd, &id) == -1 || meminfo_mounts_open(&it) == -1)
		return;
	while (meminfo_mounts_next(&it, &mount) == 1)
		if (mount.id == id) {
			text_cut(point, mount.point, size);
			break;
		}
	meminfo_mounts_close(&it);
}

/*
 * The file systems are opened before the sync, so that syncfs() reports its
 * errors.  There are more of them than containers, hence descriptors_raise().
 */
void
disks_sync(struct disks_mark *mark, struct synced *out)
{
	struct disks	disks = { { NULL, 0, 0 }, { NULL, 0, 0, 0 } };
	size_t		at;
	int		fd;

	out->error = 0;
	out->where[0] = '\0';
	descriptors_raise();
	if (!disks_open(&disks, mark)) {
		out->error = errno;
		return;
	}
	sync();
	for (at = 0; at < disks.fds.used; at += sizeof(fd)) {
		memcpy(&fd, disks.fds.bytes + at, sizeof(fd));
		if (syncfs(fd) == 0)
			continue;
		out->error = errno;
		point_name(fd, out->where, sizeof(out->where));
		return;
	}
}
