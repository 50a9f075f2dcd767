/* names.h: a list of names, each ended by NUL, as find -print0 writes it. */
/* SPDX-License-Identifier: MIT */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Twice PATH_MAX: no path that the kernel takes is too long. */
#define NAMES_BUFFER 8192

struct names {
	int	fd;
	size_t	start;
	size_t	end;
	bool	over;		/* the end of the file was seen */
	char	buffer[NAMES_BUFFER];
};

void	names_begin(struct names *names, int fd);
/*
 * 1 and a name, valid until the next call; the last one's NUL may be missing.
 * 0 at the end; -1 with errno: ENAMETOOLONG, after which the list goes on
 * behind that name, or that of read(2), after which it does not.
 */
int	names_next(struct names *names, const char **name);

#endif
