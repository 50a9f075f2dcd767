/* bursts.h: a level that rises in steps, searched cell by cell. */
/* SPDX-License-Identifier: MIT */
#ifndef BURSTS_H
#define BURSTS_H

#include "noise.h"

struct bursts {
	int	n;
	double	explained[MAX_BURSTS];	/* squares, by the first i + 1 */
	int	cell[MAX_BURSTS];	/* of the view; the step is before */
	/* Cholesky factor: column k has the products of step k. */
	double	share[MAX_BURSTS][MAX_BURSTS];
	double	xy[MAX_BURSTS];
};

/* Step columns of a filter; no values are needed. */
struct burst_start {
	int	n;
	/* Products of each by itself, and by any earlier one. */
	double	own[MEAN_CELLS], earlier[MEAN_CELLS];
	double	xx[MEAN_CELLS];		/* of each by itself, level out, */
	double	inverse[MEAN_CELLS];	/* and 1 by it */
	double	share[MEAN_CELLS];	/* of the level in it */
};

/* The noise has one component: its level is the last value, or none. */
void	bursts_start(const struct kalman *kalman, int n,
	    struct burst_start *start);
/*
 * Adds the rise that explains most of what is left of the squares, until the
 * next may be chance.  Together with later ones, a step may turn out to fall.
 * product: of the curve with each step column.
 */
void	bursts_find(const struct burst_start *start,
	    const double *product, double squares, struct bursts *bursts);
/* Heights of the first count steps. */
void	bursts_heights(const struct bursts *bursts, int count,
	    double height[MAX_BURSTS]);

/* Rises as events in time. */
struct events {
	int	n;		/* rises in neighbouring cells are one */
	double	growth;		/* sum of the heights */
	double	squares;	/* of each height */
	double	time[MAX_BURSTS];	/* 0 to 1 */
	double	weight[MAX_BURSTS];	/* height by the usual event's */
	double	number;		/* sum of the weights */
};

/* From the first count steps; false where one of them falls. */
bool	events_make(const struct view *view, const struct bursts *bursts,
	    int count, struct events *events);
/* Adds an event; call events_weigh() after the last. */
void	events_add(struct events *events, double time, double height);
void	events_weigh(struct events *events);
/*
 * Log likelihood of their times if the rate falls or has ended, less that if
 * it goes on.
 */
double	events_ended_gain(const struct events *events);
double	events_gap_cv(const struct events *events);

#endif
