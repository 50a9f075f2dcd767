/* inodes.h: a set of files, by device and inode, with a number for each. */
/* SPDX-License-Identifier: MIT */
#ifndef INODES_H
#define INODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is empty. */
struct inodes {
	struct inodes_slot {
		uint64_t	device;
		uint64_t	inode;
		uint64_t	value;
		bool		taken;
	}		*slot;
	size_t		 size;		/* a power of 2 */
	size_t		 used;
	uint64_t	 seed;
};

/*
 * The number of that file, valid until the next call; a new file has 0, and
 * *added says so.  NULL with ENOMEM.
 */
uint64_t *inodes_add(struct inodes *set, uint64_t device, uint64_t inode,
	    bool *added);
/* The number of that file, or NULL where it is not in the set. */
uint64_t *inodes_find(const struct inodes *set, uint64_t device,
	    uint64_t inode);
/* Adds it.  Without memory to note it, it counts as not seen. */
bool	inodes_seen(struct inodes *set, uint64_t device, uint64_t inode);
void	inodes_free(struct inodes *set);

#endif
