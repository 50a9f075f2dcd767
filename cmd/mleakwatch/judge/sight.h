/* sight.h: one curve, seen by its means and by its floors. */
#ifndef SIGHT_H
#define SIGHT_H

#include "judge.h"
#include "line.h"
#include "weigh.h"

struct sight {
	struct weighing	means, floors;
	const struct weighing	*clear;	/* the one that shows more movement */
	double		odds;		/* ln of: growth that goes on, against
					 * all else, by both */
	double		samples;	/* that were looked at */
	double		span;		/* seconds that were looked at */
	int		begin;		/* bucket */
	double		first;		/* its time */
	struct curve	mean;		/* of each bucket, without the wave of
					 * load */
};

/* Of the first so many buckets; false where there is too little to be seen. */
bool	sight_take(const struct series *series,
	    const struct judge_options *options, int end,
	    struct sight *sight);

#endif
