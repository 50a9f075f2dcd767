/*
 * scan.h: a scan of the heap of a living process.
 *
 * scan_take() stops the process for as long as a copy takes; all else is done
 * on the copy.  Lost blocks can then be listed one by one with reach_next().
 */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_SCAN_H
#define HEAP_SCAN_H

#include "capture.h"
#include "groups.h"
#include "reach.h"

struct scan_options {
	bool			 asked;		/* --scan, not in a watch */
	bool			 reachable;	/* --reachable */
	int64_t			 lines;		/* -n; 0: the default */
	int64_t			 interval;	/* ns between two; 0: one */
	int64_t			 scans;		/* within a watch; 0: none */
	int64_t			 stacks;	/* ns of --stacks; 0: not asked */
	bool			 stacks_timed;	/* that was given */
	int64_t			 max_slow;	/* per cent of a processor */
	struct capture_limits	 limits;
	/* Is called when the process was copied, if that is not NULL. */
	void			 (*copied)(void *context);
	void			*context;
};

enum scan_state {
	SCAN_DONE,
	SCAN_UNKNOWN,		/* .why; the heap cannot be read */
	SCAN_FAILED		/* .why; the process cannot be stopped */
};

struct scan {
	pid_t			 pid;
	struct capture		 capture;
	struct heap		 heap;
	struct reach		 reach;
	struct python		 python;
	struct groups		 lost, kept;	/* kept: if asked for */
	bool			 is_python, has_kept;
	int			 tries;
	char			 why[256];
};

/* scan_free() is owed in every case. */
enum scan_state	scan_take(struct scan *scan, pid_t pid,
	    const struct scan_options *options);
void	scan_free(struct scan *scan);
/* Bytes that are lost, directly or not. */
uint64_t scan_lost_bytes(const struct scan *scan);

#endif
