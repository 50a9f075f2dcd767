/* mleakwatch.h: what the command line asks for, and the answer. */
/* SPDX-License-Identifier: MIT */
#ifndef MLEAKWATCH_H
#define MLEAKWATCH_H

#include "common/options.h"
#include "common/select.h"
#include "mleakwatch/heap/scan.h"
#include "mleakwatch/judge/judge.h"

/* Exit statuses as grep(1) has them; those of options.h are not used. */
enum answer {
	ANSWER_NO_LEAK,
	ANSWER_LEAK,
	ANSWER_TROUBLE,
	ANSWER_UNDECIDED
};

/* Fewer samples of a process are too few for a verdict. */
#define SAMPLES_NEEDED 48

/* Columns of a file of any series: each a name, NULL where not asked for. */
struct series_columns {
	const char	*by;		/* a list: one series for each value */
	const char	*value;		/* else the memory of processes */
	const char	*time;		/* else "time" */
	const char	*work;		/* a clock of work */
	const char	*work_old;	/* its name in older files, or NULL */
	bool		 work_auto;	/* or cputime, which need not be there */
};

/* The clock that stands for time (live/work.c) */
enum work_clock {
	WORK_NONE,		/* time itself */
	WORK_CPU,		/* processor seconds */
	WORK_READS,		/* read(2) and its like */
	WORK_FILE,		/* a number in a file, or a column */
	WORK_AUTO		/* CPU or reads, which fits better */
};

struct config {
	struct options		  options;
	struct judge_options	  judge;
	struct scan_options	  scan;
	bool			  files;	/* -f */
	bool			  all;		/* -a */
	bool			  system;	/* --system */
	bool			  quiet;	/* -q */
	bool			  again;	/* leaks that were reported */
	bool			  no_smaps;	/* never read smaps */
	bool			  cold;		/* --cold */
	struct selection	  selection;	/* -u, -C, --cgroup */
	struct series_columns	  naming;	/* of -f; all NULL: processes */
	const char		 *work;		/* as given; NULL: time */
	enum work_clock		  work_clock;
	const char		 *record;
	const char		 *state;
	const char		 *against;	/* older samples; NULL: none */
	int64_t			  keep;		/* samples a process */
	uint64_t		  max_state;	/* bytes of the state file */
	uint64_t		  min_growth;	/* bytes, also in .judge */
	int64_t			  seasonal;	/* nanoseconds, also in .judge */
	uint64_t		  max_memory;	/* bytes, for all samples */
	int64_t			  interval;	/* nanoseconds */
	bool			  widen;	/* the interval may grow */
	int64_t			  duration;	/* 0: to the end */
	int64_t			  lock_timeout;	/* nanoseconds */
	int64_t			  every;	/* 0: at the end only */
	char			**operand;	/* files, or pids */
	int			  operands;
	char			**command;	/* after --, or NULL */
};

#endif
