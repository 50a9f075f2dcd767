/* mtop.h: what the command line asks for, and the machine that is asked. */
#ifndef MTOP_H
#define MTOP_H

#include "common/select.h"
#include "machine.h"
#include "plan.h"
#include "row.h"

struct mtop {
	struct options		 options;
	struct machine		 machine;
	struct selection	 selection;
	struct plan		 plan;
	const char		*keys;		/* -s; NULL: the default */
	const struct column	*group;		/* -g; NULL: none */
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

#endif
