/* regress.h: generalised least squares, under all noises at once. */
/* SPDX-License-Identifier: MIT */
#ifndef REGRESS_H
#define REGRESS_H

#include "design.h"
#include "params.h"

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
	struct products	products;
};

void	fits_make(const struct view *view, const struct design *design,
	    struct fits *fits);
void	fits_nuisances(const struct fits *fits,
	    const struct nuisance *nuisance, struct nuisance_fits *with);

#endif
