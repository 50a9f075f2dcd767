/* shifts.h: abrupt shifts of a curve's level, and growth in plateaus. */
/* SPDX-License-Identifier: MIT */
#ifndef SHIFTS_H
#define SHIFTS_H

#include "points.h"
#include "views.h"

/* Few shifts, each far above all other changes; few falls, none to the base. */
struct shifts {
	int	n;
	int	bucket[MAX_SHIFTS];	/* first one behind it, ascending */
	double	height[MAX_SHIFTS];
	double	rise, fall;		/* sums, both above 0 */
};

void	shifts_find(const struct curve *curve, int first, int end,
	    struct shifts *shifts);

/* Rises between levels that only rise. */
struct plateaus {
	int	n;		/* rises; those without a level between are
				 * one */
	double	last_rise;	/* time of the last one */
	double	longest_gap;	/* seconds between two rises */
	double	gap_cv;		/* times between them: deviation by mean */
	double	between;	/* share of the growth within the levels */
	double	step_to_noise;	/* mean rise by the deviation in a level */
};

/* All 0 where there are fewer than three levels. */
void	plateaus_find(const struct points *points, double quantum,
	    struct plateaus *plateaus);

#endif
