/* plan.h: which files tell what was asked for. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_H
#define PLAN_H

#include "columns.h"

struct plan {
	uint64_t	wanted;		/* columns, as bits */
	uint64_t	filled;		/* these, and others that cost
					   nothing */
	unsigned	extra;		/* FILE_*: for the selection alone */
	unsigned	files;		/* FILE_*, SYSTEM_*: to be read */
	bool		kernel;		/* kernel threads too */
	bool		rollup_alone;	/* and no other file */
	bool		directory;	/* held open: all that is read in
					   steps is of one process */
};

/* Adds a column, and those that it is made of. */
void	plan_want(struct plan *plan, size_t number);
/* Once all are known.  live: no capture. */
void	plan_resolve(struct plan *plan, bool live);

#endif
