/* line.h: a straight line through a curve. */
#ifndef LINE_H
#define LINE_H

#include "series.h"

/* Time in seconds, value in bytes. */
struct curve {
	int	n;
	double	time[SERIES_BUCKETS];
	double	value[SERIES_BUCKETS];
};

/* By least squares. */
struct line {
	double	slope, mean, centre;
};

void	line_fit(const double *time, const double *value, int n,
	    struct line *line);

#endif
