/* views.h: a curve as it is judged. */
/* SPDX-License-Identifier: MIT */
#ifndef VIEWS_H
#define VIEWS_H

#include "params.h"
#include "series.h"

/* The buckets of a series without its idle times. */
struct curve {
	int	n;
	double	at[CURVE_BUCKETS];	/* time of the series */
	double	time[CURVE_BUCKETS];	/* seconds of work, from 0 */
	double	mean[CURVE_BUCKETS];	/* above .base */
	double	clipped[CURVE_BUCKETS];	/* means without lone ones */
	double	low[CURVE_BUCKETS];
	double	count[CURVE_BUCKETS];
	double	work[CURVE_BUCKETS];
	double	base;			/* value of the series */
	double	quantum;		/* least step of the values */
	double	idle_from;		/* time at which the last one began */
	int	idle_bucket;		/* first one behind the last one */
	double	idle_s;			/* seconds cut out, all together, */
	double	idle_last_s;		/* and at the end */
};

/* A few values of a curve, by equal times. */
struct view {
	int	n, cells;
	double	samples;		/* that it was made of */
	double	first, span;		/* seconds of curve.time */
	double	least_variance;		/* of values that step by a quantum */
	int	cell[MEAN_CELLS];	/* each of .cells equal times */
	double	time[MEAN_CELLS];	/* 0 to 1 of .span, ascending */
	double	value[MEAN_CELLS];	/* above the mean of all */
	/* Relative variance of white noise, 1 on the mean. */
	double	white_variance[MEAN_CELLS];
};

/* For numbers alone: fmin() and fmax() also serve NaN, and are calls. */
static inline double
least_of(double a, double b)
{
	return a < b ? a : b;
}

static inline double
most_of(double a, double b)
{
	return a > b ? a : b;
}

/* The nth of n values, from 0; puts them in another order. */
double	views_nth(double *value, int n, int nth);
/* Is it so much at the least? */
bool	views_nth_reaches(const double *value, int n, int nth, double least);

/* The least difference of two neighbouring values that differ. */
double	curve_quantum(const struct series *series, int end);
/* The first end buckets of a series. */
void	curve_make(const struct series *series, int end, struct curve *curve);
/* The bucket behind the start-up. */
int	curve_first(const struct curve *curve);

/*
 * Buckets first to before end: the mean of each of MEAN_CELLS, or the least of
 * each of FLOOR_CELLS equal times, less the wave of each bucket.  Empty cells
 * are left out.  level: what shifts add to each bucket.
 */
void	view_means(const struct curve *curve, int first, int end,
	    const double *wave, const double *level, struct view *view);
void	view_floors(const struct curve *curve, int first, int end,
	    const double *wave, const double *level, struct view *view);

#endif
