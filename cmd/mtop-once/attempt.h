/* attempt.h: one process, read as a row. */
/* SPDX-License-Identifier: MIT */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "mtop.h"
#include "row.h"

/*
 * A try to read a process: what was read, and what was found out besides
 * the cells.
 */
struct attempt {
	const struct mtop	*mtop;
	int			 at;	/* names the process, as in meminfo.h */
	pid_t			 pid;
	struct rows		*rows;	/* of this thread */
	unsigned		 files;	/* that process holds */
	struct meminfo_process	*process;
	struct meminfo_membership *member;	/* NULL: not read */
	bool			 vanished;	/* its memory, or all of it */
	bool			 cut;		/* its command line */
	int			 error;		/* errno of a text, or 0 */
	int			 rollup_error;
};

/* True where a row was added for that process. */
bool	process_collect(const struct mtop *mtop, pid_t pid,
	    struct rows *rows);
/* The path that the column cgroup shows: "" where it is in none. */
const char *member_path(const struct meminfo_membership *member);

#endif
