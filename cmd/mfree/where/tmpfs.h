/* tmpfs.h: the tmpfs of every mount namespace. */
/* SPDX-License-Identifier: MIT */
#ifndef TMPFS_H
#define TMPFS_H

#include "mfree/where/holders.h"

/* More mounts than this are left to the rest. */
#define TMPFS_MAX 65536

struct tmpfs {
	uint64_t	used;		/* bytes */
	uint64_t	listed;		/* of these, in rows of their own */
	pid_t		pid;		/* a process that sees it; 0: we do */
	size_t		point;		/* in points, ends in NUL */
};

struct tmpfs_mounts {
	struct mfree	*mfree;
	struct holders	*holders;	/* files of /dev/shm go there */
	struct inodes	 namespaces;
	struct inodes	 devices;	/* the number is that in mounts + 1 */
	struct grow	 mounts;	/* struct tmpfs */
	struct grow	 points;
	uint64_t	 own;		/* inode of our mount namespace */
};

void	tmpfs_begin(struct tmpfs_mounts *mounts, struct mfree *mfree,
	    struct holders *holders);
/* The mounts that a process sees, if none of its namespace was looked at. */
void	tmpfs_process(struct tmpfs_mounts *mounts, int process, pid_t pid);
/* The tmpfs of that device, or NULL. */
struct tmpfs *tmpfs_find(const struct tmpfs_mounts *mounts, uint64_t device);
size_t	tmpfs_list(const struct tmpfs_mounts *mounts, struct tmpfs **list);
const char *tmpfs_point(const struct tmpfs_mounts *mounts,
	    const struct tmpfs *tmpfs);
void	tmpfs_free(struct tmpfs_mounts *mounts);

#endif
