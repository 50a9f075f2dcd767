/* mleakwatch.h: what the command line asks for, and the answer. */
#ifndef MLEAKWATCH_H
#define MLEAKWATCH_H

#include "common/select.h"
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

struct config {
	struct options		  options;
	struct judge_options	  judge;
	bool			  files;	/* -f */
	bool			  all;		/* -a */
	bool			  quiet;	/* -q */
	bool			  again;	/* leaks that were reported */
	bool			  no_smaps;	/* never read smaps */
	struct selection	  selection;	/* -u, -C, --cgroup */
	const char		 *record;
	const char		 *state;
	int64_t			  keep;		/* samples a process */
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
