/* root.c: files below a root directory. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
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

void
meminfo_file_close(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
}

ssize_t
meminfo_text_take(int fd, char *buffer, size_t size, bool line)
{
	size_t	used = 0;
	ssize_t	n;

	while (used < size) {
		n = read(fd, buffer + used, size - used);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		used += (size_t)n;
		if (n == 0 || (line && buffer[used - 1] == '\n'))
			break;
	}
	return (ssize_t)used;
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

int
meminfo_format(char *buffer, size_t size, const char *format, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, format);
	n = vsnprintf(buffer, size, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return 0;
}

const char *
meminfo_path_below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	while (length > 0 && top[length - 1] == '/')
		length--;
	if (strncmp(path, top, length) != 0)
		return NULL;
	path += length;
	return *path == '/' || *path == '\0' ? path : NULL;
}
