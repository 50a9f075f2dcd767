/* season.h: load that comes and goes in cycles. */
#ifndef SEASON_H
#define SEASON_H

#include "line.h"

struct season {
	double	cycles;		/* in the curve; 0: none found */
	double	value[SERIES_BUCKETS];	/* bytes of it at each point */
};

/*
 * Finds the wave that goes best with a line, and takes it out of the curve.
 * period: seconds where it is known, else 0.
 */
void	season_remove(struct curve *curve, double period,
	    struct season *season);

#endif
