/* points.h: points in time: straight lines through them, gaps between. */
/* SPDX-License-Identifier: MIT */
#ifndef POINTS_H
#define POINTS_H

#include "views.h"

/* --- two numbers that a processor takes at a time --- */

/*
 * gcc 12 takes loops over few lanes apart before it would make such pairs
 * itself, and keeps the order of a sum.
 */
typedef double lane_pair __attribute__((vector_size(2 * sizeof(double)),
    aligned(sizeof(double)), may_alias));

/*
 * Both alike.  On i386 a number that was read is a long double, which no pair
 * takes, and a function that returns a pair is warned of.
 */
#define PAIR_OF(value) ((lane_pair){ (value), (value) })

static inline const lane_pair *
pairs_of(const double *lanes)
{
	return (const void *)lanes;
}

/* The same, to be written to. */
static inline lane_pair *
pairs_in(double *lanes)
{
	return (void *)lanes;
}

/* --- points --- */

struct points {
	int	n;
	double	time[CURVE_BUCKETS], value[CURVE_BUCKETS];
};

/* value = mean + slope * (time - centre) */
struct line {
	double	centre, mean, slope;
};

void	line_fit(const double *time, const double *value, int n,
	    struct line *line);

/*
 * A slope by least squares.  Its error allows for autocorrelation over a
 * quarter of the points (Newey and West), the short one over a few of them, 0
 * where it is not wanted.
 */
struct trend {
	double	slope, error, error_short, span;
};

void	trend_fit(const double *time, const double *value, int n,
	    bool shortly, struct trend *trend);

/* The lines of four quarters; false: they are too short, or do not slow. */
bool	trend_quarters(const double *time, const double *value, int n,
	    struct trend quarter[4]);

/* Times between events. */
struct gaps {
	int	n;
	double	sum, squares;
};

void	gaps_add(struct gaps *gaps, double gap);
/* Coefficient of variation; 0 of fewer than two. */
double	gaps_cv(const struct gaps *gaps);

#endif
