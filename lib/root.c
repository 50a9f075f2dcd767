/* root.c: files below a root directory. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

_Static_assert(MEMINFO_HOST == AT_FDCWD, "MEMINFO_HOST is openat's AT_FDCWD");

int
meminfo_root_open(const char *dir)
{
	return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/*
 * openat ignores its directory for an absolute path: this machine needs no
 * descriptor. Any other root may hold whatever somebody put there.
 */
int
meminfo_file_open(int root, const char *path, int flags)
{
	if (root == MEMINFO_HOST)
		return openat(root, path, flags | O_CLOEXEC);
	return meminfo_below_open(root, path + strspn(path, "/"), flags, true);
}

int
meminfo_root_file(int root, const char *path)
{
	return meminfo_file_open(root, path, O_RDONLY);
}

ssize_t
meminfo_file_read(int root, const char *path, char *buffer, size_t size)
{
	int	fd = meminfo_file_open(root, path, O_RDONLY);
	ssize_t	n;

	if (fd == -1)
		return -1;
	n = meminfo_text_take(fd, buffer, size, false);
	meminfo_file_close(fd);
	if (n != (ssize_t)size)
		return n;
	errno = EBADMSG;
	return -1;
}
