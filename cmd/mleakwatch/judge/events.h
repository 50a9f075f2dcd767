/* events.h: rises of a curve, taken for events of one kind. */
#ifndef EVENTS_H
#define EVENTS_H

#include "bursts.h"

struct events {
	int	n;		/* neighbouring cells are one */
	double	growth;		/* bytes, of all */
	double	squares;	/* bytes^2, of each */
	double	time[BURSTS_MOST];	/* 0 to 1 */
	double	weight[BURSTS_MOST];	/* bytes by the usual event's */
	double	number;		/* sum of the weights */
};

/* Of the first so many rises; false where one is none. */
bool	events_make(const struct view *view, const struct bursts *bursts,
	    int count, struct events *events);
/*
 * ln of how much likelier their times are if they come ever more seldom, or
 * have ended, than if they go on as they do.
 */
double	events_seldom(const struct events *events);
/* Of the gaps between them, as in gaps.h. */
double	events_unevenness(const struct events *events);

#endif
