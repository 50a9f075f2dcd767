/* seen.c: files of several names that were met before. */
#include <stdlib.h>

#include "files.h"

static size_t
seen_slot(const struct seen *seen, uint64_t device, uint64_t inode)
{
	uint64_t	hash = (inode ^ device << 32) * 0x9e3779b97f4a7c15;
	size_t		i = (size_t)(hash >> 20) & (seen->size - 1);

	/* Inode 0 is nobody's, and marks a free slot. */
	while (seen->slot[i].inode != 0 &&
	    (seen->slot[i].inode != inode || seen->slot[i].device != device))
		i = (i + 1) & (seen->size - 1);
	return i;
}

static bool
seen_grow(struct seen *seen)
{
	struct seen	larger = { NULL, 2 * seen->size + 64, seen->used };
	size_t		i, to;

	while ((larger.size & (larger.size - 1)) != 0)
		larger.size &= larger.size - 1;
	larger.slot = calloc(larger.size, sizeof(*larger.slot));
	if (larger.slot == NULL)
		return false;
	for (i = 0; i < seen->size; i++) {
		if (seen->slot[i].inode == 0)
			continue;
		to = seen_slot(&larger, seen->slot[i].device,
		    seen->slot[i].inode);
		larger.slot[to] = seen->slot[i];
	}
	free(seen->slot);
	*seen = larger;
	return true;
}

bool
seen_before(struct seen *seen, uint64_t device, uint64_t inode)
{
	size_t	i;

	if (inode == 0 || (2 * seen->used >= seen->size && !seen_grow(seen)))
		return false;
	i = seen_slot(seen, device, inode);
	if (seen->slot[i].inode != 0)
		return true;
	seen->slot[i] = (struct seen_inode){ device, inode };
	seen->used++;
	return false;
}
