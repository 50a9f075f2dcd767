/* inodes.c: a set of files, by device and inode, with a number for each. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "hash.h"
#include "inodes.h"

/*
 * Where the file is, or the free slot where it belongs.  Some file systems
 * let users choose the numbers.
 */
static size_t
inodes_slot(const struct inodes *set, uint64_t device, uint64_t inode)
{
	uint64_t	hash = hash_mix(hash_mix(inode, set->seed) ^ device,
			    set->seed);
	size_t		i = (size_t)hash & (set->size - 1);

	while (set->slot[i].taken && (set->slot[i].inode != inode ||
	    set->slot[i].device != device))
		i = (i + 1) & (set->size - 1);
	return i;
}

static bool
inodes_grow(struct inodes *set)
{
	struct inodes	larger = { NULL, set->size == 0 ? 64 : 2 * set->size,
			    set->used, set->seed };
	size_t		i;

	if (set->size == 0)
		larger.seed = hash_seed();
	larger.slot = calloc(larger.size, sizeof(*larger.slot));
	if (larger.slot == NULL)
		return false;
	for (i = 0; i < set->size; i++)
		if (set->slot[i].taken)
			larger.slot[inodes_slot(&larger, set->slot[i].device,
			    set->slot[i].inode)] = set->slot[i];
	free(set->slot);
	*set = larger;
	return true;
}

uint64_t *
inodes_add(struct inodes *set, uint64_t device, uint64_t inode, bool *added)
{
	size_t	i;

	if (2 * set->used >= set->size && !inodes_grow(set))
		return NULL;
	i = inodes_slot(set, device, inode);
	*added = !set->slot[i].taken;
	if (*added) {
		set->slot[i] = (struct inodes_slot){ device, inode, 0, true };
		set->used++;
	}
	return &set->slot[i].value;
}

uint64_t *
inodes_find(const struct inodes *set, uint64_t device, uint64_t inode)
{
	size_t	i;

	if (set->size == 0)
		return NULL;
	i = inodes_slot(set, device, inode);
	return set->slot[i].taken ? &set->slot[i].value : NULL;
}

bool
inodes_seen(struct inodes *set, uint64_t device, uint64_t inode)
{
	bool	added;

	return inodes_add(set, device, inode, &added) != NULL && !added;
}

void
inodes_free(struct inodes *set)
{
	free(set->slot);
	*set = (struct inodes){ NULL, 0, 0, 0 };
}
