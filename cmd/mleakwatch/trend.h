/* trend.h: straight lines through a curve whose noise has a memory. */
#ifndef TREND_H
#define TREND_H

#include "series.h"

#define TREND_WINDOWS 8

/*
 * Memory is counted in pages, so that no reading is surer than the standard
 * deviation of a value rounded to 4096.
 */
#define TREND_PAGE_VARIANCE (4096.0 * 4096.0 / 12)

/* Part of a curve: time in seconds, value in bytes. */
struct curve {
	int	n;
	double	time[SERIES_BUCKETS];
	double	value[SERIES_BUCKETS];
};

struct trend {
	double	slope;		/* bytes/s, generalised least squares */
	double	error;		/* its standard error */
	double	freedom;	/* degrees of, that .error has */
	double	deviations;	/* slope / error, as a normal deviate */
	double	rho;		/* correlation of neighbours, 0 to 1 */
	double	likely_rho;	/* not made 1 where it might be 1, and */
	double	likely;		/* the deviates by it */
	double	step;		/* seconds between neighbours */
	double	noise;		/* standard deviation about the line */
	double	coarse;		/* deviates, by the scatter of windows */
	double	coarse_error;	/* standard error by them */
	double	slowing;	/* slope of second half / of first half */
	double	bend;		/* deviates of the change of slope */
};

/* At least 6 points in ascending time; else all is 0. */
void	trend_fit(const struct curve *curve, struct trend *trend);

/*
 * The noise's correlation from sums over the residuals of n points: the
 * products of neighbours, and the squares.  1: may be a random walk.
 */
double	trend_correlation(double cross, double squares, int n, int lines);

/*
 * The sum of squares about the least squares line through the points from
 * first to before end; also its slope.
 */
struct line {
	double	slope, squares, mean, centre;
};
void	line_fit(const struct curve *curve, int first, int end,
	    struct line *line);

#endif
