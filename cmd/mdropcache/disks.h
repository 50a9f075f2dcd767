/* disks.h: write all that is dirty to disk, and learn whether that failed. */
/* SPDX-License-Identifier: MIT */
#ifndef DISKS_H
#define DISKS_H

#include <stdint.h>

/* Small enough for one write to a pipe. */
struct synced {
	int	error;		/* errno, or 0 */
	char	where[1024];	/* the mount point, cut off; "" is none */
};

#define DISKS_MUTE_MAX 10

/* How far it has come, for a process that shares this memory. */
struct disks_mark {
	char		point[1024];	/* mount point that is opened; "": none */
	uint64_t	id;		/* of that mount */
	/* Not opened: their servers did not answer before. */
	uint64_t	mute[DISKS_MUTE_MAX];
	unsigned	mutes;
};

/* Takes descriptors and memory that it does not give back. */
void	disks_sync(struct disks_mark *mark, struct synced *out);

#endif
