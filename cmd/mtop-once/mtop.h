/* mtop.h: what the command line asks for, and the machine that is asked. */
/* SPDX-License-Identifier: MIT */
#ifndef MTOP_H
#define MTOP_H

#include <string.h>

#include "common/select.h"
#include "machine.h"
#include "only.h"
#include "plan.h"
#include "row.h"

struct mtop {
	struct options		 options;
	struct machine		 machine;
	struct selection	 selection;
	struct plan		 plan;
	const char		*keys;		/* -s; NULL: the default */
	const struct column	*group;		/* -g; NULL: none */
	const char		*before;	/* --diff; NULL: none */
	enum column_number	 basis;		/* whose growth it shows */
	struct only		 only;
	bool			 trees;		/* of what is selected: all
						   else has to be read too */
	bool			 oom;		/* --oom */
	const char		*oom_file;	/* NULL: the kernel's log */
	int64_t			 kill;		/* --kill; 0: the last */
	bool			 reverse;
	bool			 pss;
	bool			 total;
	bool			 command_line;	/* -c */
	bool			 kernel;	/* -k */
	bool			 wide;
	bool			 batch;		/* -b, as top(1) */
	int64_t			 width;		/* of -w; 0: the terminal's */
	int64_t			 first;		/* -n; 0: all */
	int64_t			 interval;	/* -d, nanoseconds; 0: life */
	int64_t			 jobs;		/* -j; 0: as it pays */
	struct row		 blank;		/* nothing known */
};

/* Exits where the command line is wrong (arguments.c) */
void	mtop_arguments_read(struct mtop *mtop, int argc, char **argv);
/* The processes of -p, or all (collect.c) */
void	rows_collect(struct mtop *mtop, struct rows *rows);
/*
 * The processes as they were when the kernel killed one of them: of the last
 * kill in the log, or of that number.  False, and said, where there is none
 * (oom_rows.c).
 */
bool	oom_rows_read(struct mtop *mtop, struct rows *rows);

#endif
