/* text.c: whole texts and paths, for files of every kind. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

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
