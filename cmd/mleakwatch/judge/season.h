/* season.h: load that comes and goes in cycles. */
#ifndef SEASON_H
#define SEASON_H

#include "line.h"

/*
 * Finds the wave that goes best with a line, and takes it out of the curve.
 * period: seconds where it is known, else 0.  less: bytes of the wave at each
 * point; 0 where none was found.
 */
void	season_remove(struct curve *curve, double period,
	    double *less);

#endif
