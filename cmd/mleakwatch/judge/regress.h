/* regress.h: shapes of growth, fitted by generalised least squares. */
/* SPDX-License-Identifier: MIT */
#ifndef REGRESS_H
#define REGRESS_H

#include "noise.h"
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

/* Shifts, and the sine and cosine of a wave and of its overtone. */
#define NUISANCES (MAX_SHIFTS + 4)

/* Columns that every model of a comparison has. */
struct nuisance {
	int	n;
	double	value[NUISANCES][MEAN_CELLS];
};

/* A value of each column for each cell, then as innovations of unit variance. */
struct design {
	double	shape[MEAN_CELLS][SHAPE_COLUMNS];
	double	white[MEAN_CELLS][SHAPE_COLUMNS];
	double	y[MEAN_CELLS];	/* innovations of the view */
	/* The level and the nuisances, orthogonal, of length 1. */
	double	unit[NUISANCES + 1][MEAN_CELLS];
};

void	design_make(const struct view *view, struct design *design);

/* Regression under one noise; sums of products, level and nuisances out. */
struct fit {
	double	log_common;	/* log evidence that all shapes share */
	double	total_ss;	/* of the innovations about a level */
	double	nuisance_ss;	/* of it that the nuisances explain */
	double	xx[SHAPE_COLUMNS];	/* of each column by itself, */
	double	x_line[SHAPE_COLUMNS];	/* by the line, */
	double	xy[SHAPE_COLUMNS];	/* by the view */
	double	level_xx;	/* of the level by itself */
};

/* Without nuisances; then the same with them. */
void	fit_make(const struct view *view, const struct kalman *kalman,
	    struct design *design, struct fit *fit);
void	fit_nuisances(const struct view *view, const struct kalman *kalman,
	    const struct nuisance *nuisance, struct design *design,
	    struct fit *fit);

#endif
