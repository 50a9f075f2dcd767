/* point.c: the root of a mounted file system, without asking any server. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "point.h"

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

#define RESOLVE_NO_MAGICLINKS	0x02
#define RESOLVE_IN_ROOT		0x10
#define RESOLVE_CACHED		0x20

struct point_how {
	uint64_t	flags;
	uint64_t	mode;
	uint64_t	resolve;
};

int
point_open(int top, const struct meminfo_mount *mount, bool own)
{
	const struct point_how	how = { O_PATH | O_DIRECTORY | O_CLOEXEC, 0,
	    RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT | RESOLVE_CACHED };
	uint64_t		id;
	int			fd;

	fd = (int)syscall(SYS_openat2, top, mount->point, &how, sizeof(how));
	if (fd == -1 && own && (errno == ENOSYS || errno == EINVAL ||
	    errno == EPERM))
		fd = open(mount->point, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || (meminfo_mount_id(fd, &id) == 0 && id == mount->id))
		return fd;
	close(fd);
	return -1;
}
