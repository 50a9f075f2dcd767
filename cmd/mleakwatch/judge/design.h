/* design.h: shapes of growth in the cells of a view, and their fits. */
/* SPDX-License-Identifier: MIT */
#ifndef DESIGN_H
#define DESIGN_H

#include <stdbool.h>

#include "noise.h"
#include "points.h"
#include "views.h"

/* Places at which growth may begin or end, and at which it may step. */
#define SHAPE_KNOTS 11
#define SHAPE_STEPS 15
#define SHAPE_CURVES 11

/* The columns of the regression, each 0 where the view begins. */
enum shape_column {
	SHAPE_LINE,
	SHAPE_ONSET,				/* level, then a line */
	SHAPE_STEP = SHAPE_ONSET + SHAPE_KNOTS,
	SHAPE_CURVE = SHAPE_STEP + SHAPE_STEPS,	/* growth that slows */
	SHAPE_COLUMNS = SHAPE_CURVE + SHAPE_CURVES
};

/* A curve that has all but ended its growth by the middle. */
bool	shape_full(int column);
/* Where a column begins, 0 to 1; for a full curve, where it has ended. */
double	shape_place(int column);

/* Noises abreast, so that a processor may take several at a time: even. */
#define LANES (NOISES + NOISES % 2)

#define PAIRS (LANES / 2)

/* A value of each cell under each noise. */
struct lanes {
	double	at[MEAN_CELLS][LANES];
};

/*
 * Factors of a regression, for each column: alone, as the end of a
 * ramp, and the inverse matrix of a line and the column.  0: too little is
 * left of them.
 */
struct inverses {
	double	one[SHAPE_COLUMNS], ramp[SHAPE_COLUMNS];
	double	line[SHAPE_COLUMNS], both[SHAPE_COLUMNS];
	double	other[SHAPE_COLUMNS];
};

/* xx: of each column by itself; x_line: by the line. */
void	inverses_make(const double xx[SHAPE_COLUMNS],
	    const double x_line[SHAPE_COLUMNS], struct inverses *inverses);

/*
 * All that does not depend on the values.  Series that were sampled alike
 * share it.  Sums of products are of innovations of unit variance.
 */
struct design {
	/* Made for these cells. */
	int	n, cells;
	int	cell[MEAN_CELLS];
	double	time[MEAN_CELLS], white_variance[MEAN_CELLS];
	/* The filters, and the same abreast; the last one stands twice. */
	struct kalman	kalman[NOISES];
	struct lanes	keep, gain, root;
	struct lanes	level;			/* column of length 1 */
	double	level_xx[LANES];		/* before, by itself */
	double	log_common[NOISES];	/* log evidence of all shapes */
	double	curve[SHAPE_CURVES][MEAN_CELLS];	/* as it is */
	int	from[SHAPE_CURVE];	/* first cell behind the place */
	double	place[SHAPE_CURVE];
	int	knots;			/* that leave growth time to show */
	/* Level out, but for the last. */
	double	xx[NOISES][SHAPE_COLUMNS];
	double	x_line[NOISES][SHAPE_COLUMNS];
	double	x_level[NOISES][SHAPE_COLUMNS];
	struct inverses	inverses[NOISES];
};

/* shape: room for the work. */
void	design_make(const struct view *view, double (*shape)[SHAPE_COLUMNS],
	    struct design *design);
/* Was it made for a view with these cells? */
bool	design_fits(const struct design *design, const struct view *view);

/* Sums of products with all columns, from those with each cell. */
struct products {
	/* With a step before each cell, with a line from 0 on behind it. */
	double	step[MEAN_CELLS + 1][LANES], line[MEAN_CELLS + 1][LANES];
	struct lanes	cell;
	double	column[LANES][SHAPE_COLUMNS];
};

/* Innovations of any values, of unit variance. */
void	design_whiten(const struct design *design, const double *value,
	    struct lanes *white);
/* Sums of products of innovations with the columns. */
void	design_products(const struct design *design,
	    const struct lanes *white, struct products *products);

/* --- generalised least squares, under all noises at once --- */

/* Shifts, and the sine and cosine of a wave and of its overtone. */
#define NUISANCES (MAX_SHIFTS + 4)

/* Columns that every model of a comparison has. */
struct nuisance {
	int	n;
	double	value[NUISANCES][MEAN_CELLS];
};

/* A view under each noise; sums of products without level and nuisances. */
struct fits {
	const struct design	*design;
	struct products		 products;	/* of the view, level in */
	struct lanes	y;	/* innovations of the view */
	double	total_ss[LANES];	/* of them, about a level */
	double	xy[NOISES][SHAPE_COLUMNS];	/* columns by the view */
};

/* The same with nuisances. */
struct nuisance_fits {
	/* The nuisances, orthogonal to the level, of length 1. */
	struct lanes	unit[NUISANCES];
	double	ss[LANES];		/* of total_ss that they explain */
	double	xx[NOISES][SHAPE_COLUMNS];	/* of each column by itself, */
	double	x_line[NOISES][SHAPE_COLUMNS];	/* by the line, */
	double	xy[NOISES][SHAPE_COLUMNS];	/* by the view */
	struct inverses	inverses[NOISES];
	struct products	products;
};

void	fits_make(const struct view *view, const struct design *design,
	    struct fits *fits);
void	fits_nuisances(const struct fits *fits,
	    const struct nuisance *nuisance, struct nuisance_fits *with);

#endif
