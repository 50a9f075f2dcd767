/*
 * scan.h: the files that processes hold, by descriptors and by mappings.
 *
 * Other users decide how many there are: a scan ends after SCAN_TIME, and says
 * how many processes it has not looked at.
 */
/* SPDX-License-Identifier: MIT */
#ifndef SCAN_H
#define SCAN_H

#include "common/tick.h"
#include "mfree/mfree.h"

#define SCAN_TIME	(30 * (int64_t)SECOND)
#define SCAN_PROCESS	(3 * (int64_t)SECOND)	/* of it, for one process */

struct scan_file {
	pid_t		pid;
	int		process;	/* its directory in /proc */
	const char	*link;		/* "fd/5" or "map_files/...", below */
	const char	*path;		/* as the kernel prints it; NUL-ended */
	bool		mapped;
	/* For mappings only; for a descriptor, stat link. */
	uint64_t	device;		/* as scan_device() */
	uint64_t	inode;
};

struct holder_scan {
	struct mfree	*mfree;
	void		*context;
	/* Each may be NULL.  False: no more files of this process. */
	void		 (*process)(void *context, int process, pid_t pid);
	bool		 (*file)(void *context, const struct scan_file *file);
	/* Not for callers. */
	int		 proc;
	int64_t		 end;
	int64_t		 process_end;
	bool		 is_cut;	/* the process, not read in full */
	uint64_t	 refused;
	uint64_t	 cut;		/* took longer than SCAN_PROCESS */
	uint64_t	 late;		/* came after SCAN_TIME */
};

/* Says which processes could not be looked at. */
void	scan_run(struct holder_scan *scan);
/* Does a link lead to that path?  -1: it cannot be read. */
int	scan_link_is(int dir, const char *link, const char *path);
/* -1 also where the descriptor is another file's by now: path is not its. */
int	scan_file_stat(const struct scan_file *found, struct meminfo_file *out);

static inline uint64_t
scan_device(uint32_t device_major, uint32_t device_minor)
{
	return (uint64_t)device_major << 32 | device_minor;
}

#endif
