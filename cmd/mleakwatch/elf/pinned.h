/* pinned.h: a process's files, opened where that cannot hang for ever. */
/* SPDX-License-Identifier: MIT */
#ifndef ELF_PINNED_H
#define ELF_PINNED_H

#include <meminfo.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * A user may have 100,000 mounts in a namespace of his own, and a search reads
 * them all: the files of further mounts are as those of one that is not found.
 */
#define PINNED_MOUNTS 64

/* All zero: nothing is known yet. */
struct pinned_mount {
	uint64_t	id[PINNED_MOUNTS];
	bool		answers[PINNED_MOUNTS];
	size_t		known;
};

/*
 * A regular file that a process has mapped, or that is at a path as for
 * open(2), by O_PATH: nothing was asked of its file system.  -1 with errno;
 * EREMOTE: it is on one that a user serves, who may never answer.
 */
int	pinned_map(struct pinned_mount *mount, pid_t pid,
	    const struct meminfo_map *map);
int	pinned_path(struct pinned_mount *mount, pid_t pid, const char *path);
/* Opens it to be read, and closes it; of -1: -1.  -1 with errno. */
int	pinned_open(int pinned);

#endif
