/* regime.h: where a curve last changed its ways. */
#ifndef REGIME_H
#define REGIME_H

#include "trend.h"

struct regime {
	int	first;		/* index of its first point; 0: no change */
	double	before;		/* slope before it, bytes/s */
	double	step;		/* bytes the level rose by at a change, the */
	double	step_time;	/* most of all changes, and when */
};

/* A change is one of level, of slope, or of both. */
void	regime_last(const struct curve *curve, struct regime *regime);

#endif
