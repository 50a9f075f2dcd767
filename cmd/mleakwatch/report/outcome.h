/* outcome.h: what is said of a process, which outlives its samples. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "mleakwatch/judge/judge.h"
#include "mleakwatch/processes.h"

#define CURVE_CELLS 8
#define CURVE_TEXT (3 * CURVE_CELLS + 1)

struct outcome {
	const char		*host;		/* of the processes */
	char			 comm[MEMINFO_COMM_MAX];
	uint64_t		 pid;
	uint64_t		 start;
	uint32_t		 order;
	bool			 by_rss;
	bool			 located;	/* .where is known */
	enum limit		 limit;
	double			 left;		/* bytes, to that limit */
	uint64_t		 samples;
	double			 from, to;	/* Unix seconds */
	double			 first, last;	/* bytes */
	struct where		 where;
	struct judge_result	 result;
	char			 curve[CURVE_TEXT];
};

/* Judges; options->ended is the process' own. */
void	outcome_make(struct outcome *outcome, const struct process *process,
	    const struct judge_options *options);

#endif
