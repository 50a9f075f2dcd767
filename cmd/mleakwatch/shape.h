/* shape.h: does growth go on, or does it end? */
#ifndef SHAPE_H
#define SHAPE_H

#include "trend.h"

enum shape_kind {
	SHAPE_LINE,		/* growth goes on */
	SHAPE_ONSET,		/* level, then a line */
	SHAPE_LOGARITHM,	/* growth slows or ends */
	SHAPE_SATURATION,
	SHAPE_RAMP,		/* a line, then level */
	SHAPE_STEP,
	SHAPE_STEPS,		/* two */
	SHAPE_KINDS
};

struct shape {
	enum shape_kind	lasting;	/* the likelier of the first two, */
	enum shape_kind	ending;		/* and of the others */
	double		odds;		/* natural logarithm of the first's
					 * likelihood by the second's */
	double		onset;		/* seconds: the lasting one's begin */
	double		ended;		/* seconds: the ending one's place */
	double		rate;		/* bytes/s, of the lasting one; */
	double		rate_low;	/* what it may be, as the onset */
	double		rate_high;	/* is not known for sure */
	double		error;
};

void	shape_compare(const struct curve *curve, struct shape *shape);

#endif
