/* jumps.h: growth in jumps, with rest between them. */
#ifndef JUMPS_H
#define JUMPS_H

#include "line.h"

struct jumps {
	int	n;		/* jumps without a rest between are one */
	double	unevenness;	/* of the times between them, as in gaps.h */
	double	between;	/* of all growth, what came while it rested */
	double	clear;		/* usual height by what it swings at rest */
};

/* All 0 where there are fewer than three levels. */
void	jumps_find(const struct curve *curve, struct jumps *jumps);

#endif
