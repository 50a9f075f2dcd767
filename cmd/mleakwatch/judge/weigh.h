/* weigh.h: which of the ways to grow, or not to, a curve bears out. */
#ifndef WEIGH_H
#define WEIGH_H

#include "view.h"

enum weigh_kind {
	WEIGH_FLAT,
	WEIGH_STEP,		/* growth that ended or ends */
	WEIGH_STEPS,		/* in steps, that came ever more seldom */
	WEIGH_RAMP,
	WEIGH_CURVE,
	WEIGH_LINE,		/* and growth that goes on */
	WEIGH_ONSET,
	WEIGH_STEP_LINE,
	WEIGH_BURSTS,		/* bit by bit, each to stay */
	WEIGH_BEND,		/* fast, then slower, or the other way */
	WEIGH_WARM,		/* less and less, but to a slope */
	WEIGH_KINDS
};

struct weighing {
	double	on;		/* of share, what goes on */
	double	odds;		/* ln of: that, against all else */
	double	moving;		/* ln of: anything, against flat */
	double	share[WEIGH_KINDS];	/* what one may believe, sum 1 */
	double	rate, low, high;	/* bytes/s and its 95 % interval, if
					 * it goes on */
	double	drift, most;	/* bytes/s of a line, if it does not; and
				 * the upper end of a one-sided interval */
	double	since;		/* 0 to 1: begin of the likeliest growth */
	double	step, step_place;	/* bytes, 0 to 1: likeliest step */
	double	unevenness;	/* of the gaps between bursts, as in
				 * events.h */
	double	level;		/* 0 to 1: since when the likeliest growth
				 * that ended has ended */
};

void	weigh(const struct view *view, struct weighing *weighing);

#endif
