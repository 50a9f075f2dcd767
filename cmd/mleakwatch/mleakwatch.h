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

struct config {
	struct options		  options;
	struct judge_options	  judge;
	bool			  files;	/* -f */
	bool			  all;		/* -a */
	bool			  quiet;	/* -q */
	struct selection	  selection;	/* -u, -C, --cgroup */
	const char		 *record;
	const char		 *state;
	int64_t			  keep;		/* samples a process */
	uint64_t		  max_memory;	/* bytes, for all samples */
	int64_t			  interval;	/* nanoseconds */
	int64_t			  duration;	/* 0: to the end */
	int64_t			  lock_timeout;	/* nanoseconds */
	int64_t			  every;	/* 0: at the end only */
	char			**operand;	/* files, or pids */
	int			  operands;
	char			**command;	/* after --, or NULL */
};

#endif
