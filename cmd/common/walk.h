/*
 * walk.h: the files below a directory, however deep, by descriptors.
 *
 * Symbolic links are not followed.  At most WALK_OPEN directories are open at
 * a time; the heap holds the path, a level for each of its directories, and
 * the names of those still to be visited on the way.
 */
/* SPDX-License-Identifier: MIT */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "grow.h"

#define WALK_OPEN 16

struct walk_level {
	int	fd;		/* -1: closed, to be had again by ".." */
	dev_t	device;
	ino_t	inode;
	size_t	waiting;	/* where its directories begin in names */
	size_t	path_length;
	bool	read;		/* all of its entries were */
};

struct walk {
	bool			 one_device;
	dev_t			 device;	/* where it began */
	/* NULL, or told of each directory before it is opened. */
	void			 (*visit)(void *context, const char *path);
	void			*context;
	struct grow		 levels;	/* struct walk_level */
	size_t			 depth;		/* how many */
	struct grow		 path;
	struct grow		 names;		/* each ended by NUL */
	size_t			 start;
	size_t			 end;
	_Alignas(8) char	 buffer[32768];
};

struct walk_entry {
	int		 dir;		/* valid, as the name, until the */
	const char	*name;		/* next call */
	bool		 regular;	/* else a link, a FIFO, a device... */
};

/*
 * one_device: stay on the file system of dir.  -1 with errno where dir cannot
 * be opened as a directory.  walk_end() is owed either way.  visit and context
 * are NULL behind it.
 */
int	walk_begin(struct walk *walk, const char *dir, bool one_device);
/*
 * 1: an entry that is no directory; walk_path() is its path.
 * 0: the end.  -1 with errno: walk_path() cannot be visited; goes on.
 */
int	walk_next(struct walk *walk, struct walk_entry *entry);
/* With one_device: it is on another, and best not opened. */
bool	walk_is_elsewhere(const struct walk *walk,
	    const struct walk_entry *entry);
/* The path of the last entry or error; valid until the next call. */
const char *walk_path(const struct walk *walk);
void	walk_end(struct walk *walk);

#endif
