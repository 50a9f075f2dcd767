/* names.c: a list of names, each ended by NUL. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "names.h"

void
names_begin(struct names *names, int fd)
{
	names->fd = fd;
	names->start = 0;
	names->end = 0;
	names->over = false;
}

/* One byte stays free for the NUL that the last name may lack. */
static int
names_refill(struct names *names)
{
	size_t	kept = names->end - names->start;
	ssize_t	n;

	memmove(names->buffer, names->buffer + names->start, kept);
	names->start = 0;
	names->end = kept;
	do {
		n = read(names->fd, names->buffer + kept,
		    sizeof(names->buffer) - 1 - kept);
	} while (n == -1 && errno == EINTR);
	if (n > 0)
		names->end += (size_t)n;
	names->over = n <= 0;
	return n == -1 ? -1 : 0;
}

static char *
names_end(struct names *names, size_t from)
{
	return memchr(names->buffer + from, '\0', names->end - from);
}

/* Skip the rest of a name that the buffer cannot hold. */
static int
names_skip(struct names *names)
{
	const char	*end;

	do {
		names->start = names->end;
		if (names_refill(names) == -1)
			return -1;
		end = names_end(names, 0);
	} while (end == NULL && !names->over);
	names->start = end == NULL ? names->end :
	    (size_t)(end - names->buffer) + 1;
	errno = ENAMETOOLONG;
	return -1;
}

int
names_next(struct names *names, const char **name)
{
	char	*end;

	while ((end = names_end(names, names->start)) == NULL) {
		if (names->over)
			break;
		if (names->end - names->start == sizeof(names->buffer) - 1)
			return names_skip(names);
		if (names_refill(names) == -1)
			return -1;
	}
	*name = names->buffer + names->start;
	if (end != NULL) {
		names->start = (size_t)(end - names->buffer) + 1;
		return 1;
	}
	if (names->start == names->end)
		return 0;
	names->buffer[names->end] = '\0';
	names->start = names->end;
	return 1;
}
