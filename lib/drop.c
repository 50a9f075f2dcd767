/* drop.c: ask the kernel to give cache back: drop_caches, memory.reclaim. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* A root that is not this machine may hold links to another place. */
static int
reclaim_file_open(int root, const char *path)
{
	if (root == MEMINFO_HOST)
		return openat(root, path, O_WRONLY | O_CLOEXEC);
	return meminfo_below_write(root, path + strspn(path, "/"));
}

int
meminfo_drop_open(int root)
{
	return reclaim_file_open(root, "/proc/sys/vm/drop_caches");
}

/* The kernel takes each write for a request of its own. */
static int
write_number(int fd, uint64_t number)
{
	char	text[32];
	int	length;
	ssize_t	n;

	length = snprintf(text, sizeof(text), "%llu\n",
	    (unsigned long long)number);
	n = write(fd, text, (size_t)length);
	if (n == length)
		return 0;
	if (n >= 0)
		errno = EIO;
	return -1;
}

int
meminfo_drop_write(int fd, unsigned level)
{
	if ((level & MEMINFO_DROP_ALL) == 0 ||
	    level > (MEMINFO_DROP_ALL | MEMINFO_DROP_QUIET))
		return meminfo_fail(EINVAL);
	return write_number(fd, level);
}

int
meminfo_reclaim_open(int root, const struct meminfo_cgroup_at *at)
{
	char	path[MEMINFO_PATH_MAX + 64];

	if (at->version != 2)
		return meminfo_fail(EOPNOTSUPP);
	if (meminfo_format(path, sizeof(path), "%s/memory.reclaim",
	    at->path) == -1)
		return -1;
	return reclaim_file_open(root, path);
}

int
meminfo_reclaim_write(int fd, uint64_t bytes)
{
	return write_number(fd, bytes);
}
