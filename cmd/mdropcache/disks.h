/* disks.h: write all that is dirty to disk, and learn whether that failed. */
/* SPDX-License-Identifier: MIT */
#ifndef DISKS_H
#define DISKS_H

/* Small enough for one write to a pipe. */
struct synced {
	int	error;		/* errno, or 0 */
	char	where[1024];	/* the mount point, cut off; "" is none */
};

/* Takes descriptors and memory that it does not give back. */
void	disks_sync(struct synced *out);

#endif
