/* view.h: a curve as it is judged, a few values of one process. */
#ifndef VIEW_H
#define VIEW_H

#include "series.h"

/*
 * Growth is in the slow part of a curve: more cells than these would tell
 * more only of what is fast.
 */
#define VIEW_CELLS 64

struct view {
	int	n, cells;
	double	samples;		/* that it was made of */
	double	first, span;		/* seconds */
	int	cell[VIEW_CELLS];	/* each of .cells equal times */
	double	time[VIEW_CELLS];	/* 0 to 1 of .span, ascending */
	double	value[VIEW_CELLS];	/* bytes above the mean of all */
	double	alone[VIEW_CELLS];	/* variance of noise without memory,
					 * 1 on the mean */
};

/*
 * Of the buckets from first to before end, at most so many cells of equal
 * time, empty ones left out: means or least values, less what is to be taken
 * away (bytes, by bucket).
 */
void	view_means(const struct series *series, int first, int end,
	    const double *less, int cells, struct view *view);
void	view_floors(const struct series *series, int first, int end,
	    const double *less, int cells, struct view *view);

#endif
