/* design.c: shapes of growth in the cells of a view, under each noise. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "design.h"

/* --- shapes --- */

/* A coarse grid is enough: neighbouring curves correlate at 0.95 or more. */
static const struct {
	enum { LOGARITHM, SATURATION, ROOT } kind;
	double	pace;
} shape_curve[SHAPE_CURVES] = {
	{ LOGARITHM, 3 }, { LOGARITHM, 6 }, { LOGARITHM, 10 },
	{ LOGARITHM, 16 }, { LOGARITHM, 30 }, { LOGARITHM, 100 },
	{ SATURATION, 2 }, { SATURATION, 4 }, { SATURATION, 8 },
	{ SATURATION, 16 },
	{ ROOT, 1 },
};

bool
shape_full(int column)
{
	return column >= SHAPE_CURVE &&
	    shape_curve[column - SHAPE_CURVE].kind == SATURATION &&
	    shape_curve[column - SHAPE_CURVE].pace >= 8;
}

double
shape_place(int column)
{
	if (shape_full(column))
		return 4 / shape_curve[column - SHAPE_CURVE].pace;
	if (column >= SHAPE_CURVE || column == SHAPE_LINE)
		return 0;
	if (column >= SHAPE_STEP)
		return (column - SHAPE_STEP + 1.0) / (SHAPE_STEPS + 1);
	return (column - SHAPE_ONSET + 1.0) / (SHAPE_KNOTS + 1);
}

static double
shape_bend(int which, double x)
{
	switch (shape_curve[which].kind) {
	case LOGARITHM:
		return log(1 + shape_curve[which].pace * x);
	case SATURATION:
		return 1 - exp(-shape_curve[which].pace * x);
	default:
		return sqrt(x);
	}
}

static void
design_shapes(struct design *design, double (*shape)[SHAPE_COLUMNS])
{
	double	place, x;
	int	i, c, n = design->n;

	design->knots = 0;
	for (c = 0; c < SHAPE_CURVE; c++) {
		place = design->place[c] = shape_place(c);
		design->knots += c >= SHAPE_ONSET && c < SHAPE_STEP &&
		    !(place > LAST_KNOT);
		design->from[c] = n;
		for (i = n - 1; i >= 0; i--) {
			x = design->time[i] - place;
			shape[i][c] = x < 0 ? 0 : c >= SHAPE_STEP ? 1 : x;
			if (!(x < 0))
				design->from[c] = i;
		}
	}
	for (c = 0; c < SHAPE_CURVES; c++)
		for (i = 0; i < n; i++)
			shape[i][SHAPE_CURVE + c] = design->curve[c][i] =
			    shape_bend(c, design->time[i]);
}

/* --- sums of products --- */

/* Running sums of products of the columns. */
struct sums {
	double	level[SHAPE_COLUMNS];	/* predictions of the filter */
	double	one[SHAPE_COLUMNS], line[SHAPE_COLUMNS];
	double	square[SHAPE_COLUMNS];
};

/* All columns abreast, so that a processor may take several at a time. */
static void
sums_row(const double *restrict shape, struct sums *restrict sums,
    double decay, double gain, double root, double one)
{
	double	innovation, line, white;
	int	c;

	line = (shape[SHAPE_LINE] - decay * sums->level[SHAPE_LINE]) * root;
	for (c = 0; c < SHAPE_COLUMNS; c++) {
		innovation = shape[c] - decay * sums->level[c];
		sums->level[c] = decay * sums->level[c] + gain * innovation;
		white = innovation * root;
		sums->one[c] += white * one;
		sums->line[c] += white * line;
		sums->square[c] += white * white;
	}
}

/* The level's innovations of unit variance; returns their squares. */
static double
design_level(const struct kalman *kalman, int n, double one[MEAN_CELLS])
{
	double	squares = 0;
	int	i;

	for (i = 0; i < n; i++)
		one[i] = 1;
	kalman_innovations(kalman, n, one, one);
	for (i = 0; i < n; i++) {
		one[i] *= kalman->root[i];
		squares += one[i] * one[i];
	}
	return squares;
}

void
inverses_make(const double xx[SHAPE_COLUMNS],
    const double x_line[SHAPE_COLUMNS], struct inverses *inverses)
{
	double	aa = xx[SHAPE_LINE], det, ramp;
	int	c;

	for (c = 0; c < SHAPE_COLUMNS; c++) {
		ramp = aa + xx[c] - 2 * x_line[c];
		det = aa * xx[c] - x_line[c] * x_line[c];
		inverses->one[c] = xx[c] > 0 ? 1 / xx[c] : 0;
		inverses->ramp[c] = ramp > 0 ? 1 / ramp : 0;
		det = det > 1e-9 * aa * xx[c] ? 1 / det : 0;
		inverses->line[c] = xx[c] * det;
		inverses->both[c] = x_line[c] * det;
		inverses->other[c] = aa * det;
	}
}

/* The columns under one noise, and the level out of them. */
static void
design_columns(struct design *design, double (*shape)[SHAPE_COLUMNS],
    int noise)
{
	const struct kalman	*kalman = &design->kalman[noise];
	struct sums	sums = { .level = { 0 } };
	double		one[MEAN_CELLS] = { 0 }, *x_level;
	double		xx = design_level(kalman, design->n, one);
	int		i, c;

	design->level_xx[noise] = xx;
	design->log_common[noise] = (kalman->log_precisions - log(xx)) / 2;
	for (i = 0; i < design->n; i++) {
		sums_row(shape[i], &sums, kalman->decay[i], kalman->gain[i],
		    kalman->root[i], one[i]);
		design->level.at[i][noise] = one[i] / sqrt(xx);
	}
	x_level = design->x_level[noise];
	for (c = 0; c < SHAPE_COLUMNS; c++)
		x_level[c] = sums.one[c] / sqrt(xx);
	for (c = 0; c < SHAPE_COLUMNS; c++) {
		design->xx[noise][c] = sums.square[c] -
		    x_level[c] * x_level[c];
		design->x_line[noise][c] = sums.line[c] -
		    x_level[c] * x_level[SHAPE_LINE];
	}
	inverses_make(design->xx[noise], design->x_line[noise],
	    &design->inverses[noise]);
}

static void
design_abreast(struct design *design)
{
	const struct kalman	*kalman;
	int			 i, l;

	for (l = 0; l < LANES; l++) {
		kalman = &design->kalman[l < NOISES ? l : NOISES - 1];
		for (i = 0; i < design->n; i++) {
			design->keep.at[i][l] = kalman->decay[i];
			design->gain.at[i][l] = kalman->gain[i];
			design->root.at[i][l] = kalman->root[i];
			if (l >= NOISES)
				design->level.at[i][l] =
				    design->level.at[i][NOISES - 1];
		}
		if (l >= NOISES)
			design->level_xx[l] = design->level_xx[NOISES - 1];
	}
}

void
design_make(const struct view *view, double (*shape)[SHAPE_COLUMNS],
    struct design *design)
{
	size_t	n = (size_t)view->n;
	int	k;

	design->n = view->n;
	design->cells = view->cells;
	memcpy(design->cell, view->cell, n * sizeof *view->cell);
	memcpy(design->time, view->time, n * sizeof *view->time);
	memcpy(design->white_variance, view->white_variance,
	    n * sizeof *view->white_variance);
	design_shapes(design, shape);
	for (k = 0; k < NOISES; k++) {
		kalman_make(view, &noise_kind[k], &design->kalman[k]);
		design_columns(design, shape, k);
	}
	design_abreast(design);
}

bool
design_fits(const struct design *design, const struct view *view)
{
	size_t	n = (size_t)view->n;

	return design->n == view->n && design->cells == view->cells &&
	    memcmp(design->cell, view->cell, n * sizeof *view->cell) == 0 &&
	    memcmp(design->time, view->time, n * sizeof *view->time) == 0 &&
	    memcmp(design->white_variance, view->white_variance,
	    n * sizeof *view->white_variance) == 0;
}

void
design_whiten(const struct design *design, const double *value,
    struct lanes *white)
{
	lane_pair	level[PAIRS] = { { 0 } }, expected, innovation;
	const lane_pair	*keep, *gain, *root;
	int		i, l;

	for (i = 0; i < design->n; i++) {
		keep = pairs_of(design->keep.at[i]);
		gain = pairs_of(design->gain.at[i]);
		root = pairs_of(design->root.at[i]);
		for (l = 0; l < PAIRS; l++) {
			expected = keep[l] * level[l];
			innovation = PAIR_OF(value[i]) - expected;
			level[l] = expected + gain[l] * innovation;
			pairs_in(white->at[i])[l] = innovation * root[l];
		}
	}
}

/* The filter run backwards: products with a step of each cell alone. */
static void
products_cells(const struct design *design, const struct lanes *white,
    struct products *products)
{
	lane_pair	level[PAIRS] = { { 0 } }, step[PAIRS] = { { 0 } };
	lane_pair	line[PAIRS] = { { 0 } }, weighted, kept, cell;
	int		i, l, n = design->n;

	memset(products->step[n], 0, sizeof products->step[n]);
	memset(products->line[n], 0, sizeof products->line[n]);
	for (i = n - 1; i >= 0; i--)
		for (l = 0; l < PAIRS; l++) {
			kept = pairs_of(design->gain.at[i])[l] * level[l];
			weighted = pairs_of(white->at[i])[l] *
			    pairs_of(design->root.at[i])[l];
			cell = weighted + kept;
			step[l] += cell;
			line[l] += cell * PAIR_OF(design->time[i]);
			level[l] = pairs_of(design->keep.at[i])[l] *
			    (level[l] - cell);
			pairs_in(products->cell.at[i])[l] = cell;
			pairs_in(products->step[i])[l] = step[l];
			pairs_in(products->line[i])[l] = line[l];
		}
}

static void
products_curve(const struct design *design, int which,
    struct products *products)
{
	const double	*curve = design->curve[which];
	lane_pair	 sum[PAIRS] = { { 0 } };
	int		 i, l;

	for (i = 0; i < design->n; i++)
		for (l = 0; l < PAIRS; l++)
			sum[l] += PAIR_OF(curve[i]) *
			    pairs_of(products->cell.at[i])[l];
	for (l = 0; l < LANES; l++)
		products->column[l][SHAPE_CURVE + which] = sum[l / 2][l % 2];
}

void
design_products(const struct design *design,
    const struct lanes *white, struct products *products)
{
	const double	*step, *line;
	int		 c, l;

	products_cells(design, white, products);
	for (c = 0; c < SHAPE_CURVE; c++) {
		step = products->step[design->from[c]];
		line = products->line[design->from[c]];
		for (l = 0; l < LANES; l++)
			products->column[l][c] = c >= SHAPE_STEP ? step[l] :
			    line[l] - design->place[c] * step[l];
	}
	for (c = 0; c < SHAPE_CURVES; c++)
		products_curve(design, c, products);
}

/* --- generalised least squares, under all noises at once ------------------ */

/* Sums of products of two columns, for each noise. */
static void
lanes_product(const struct lanes *a, const struct lanes *b, int n,
    double sum[LANES])
{
	lane_pair	pair[PAIRS] = { { 0 } };
	int		i, l;

	for (i = 0; i < n; i++)
		for (l = 0; l < PAIRS; l++)
			pair[l] += pairs_of(a->at[i])[l] *
			    pairs_of(b->at[i])[l];
	memcpy(sum, pair, sizeof pair);
}

void
fits_make(const struct view *view, const struct design *design,
    struct fits *fits)
{
	double	share[LANES];
	int	l, c;

	fits->design = design;
	design_whiten(design, view->value, &fits->y);
	design_products(design, &fits->y, &fits->products);
	lanes_product(&fits->y, &fits->y, design->n, fits->total_ss);
	for (l = 0; l < LANES; l++) {
		share[l] = fits->products.step[0][l] /
		    sqrt(design->level_xx[l]);
		/* Rounding to a quantum is noise, too. */
		fits->total_ss[l] += design->n * view->least_variance -
		    share[l] * share[l];
	}
	for (l = 0; l < NOISES; l++)
		for (c = 0; c < SHAPE_COLUMNS; c++)
			fits->xy[l][c] = fits->products.column[l][c] -
			    design->x_level[l][c] * share[l];
}

/* Takes a part of one column out of another. */
static void
lanes_take_out(const double share[LANES], const struct lanes *from, int n,
    struct lanes *column)
{
	int	i, l;

	for (i = 0; i < n; i++)
		for (l = 0; l < PAIRS; l++)
			pairs_in(column->at[i])[l] -= pairs_of(share)[l] *
			    pairs_of(from->at[i])[l];
}

/*
 * Makes a column orthogonal to those before and of length 1; 0 where nothing
 * is left of it.
 */
static void
unit_make(const struct design *design, struct lanes *unit, int at)
{
	double	before[LANES], share[LANES], after[LANES];
	int	n = design->n, i, k, l;

	lanes_product(&unit[at], &unit[at], n, before);
	lanes_product(&design->level, &unit[at], n, share);
	lanes_take_out(share, &design->level, n, &unit[at]);
	for (k = 0; k < at; k++) {
		lanes_product(&unit[k], &unit[at], n, share);
		lanes_take_out(share, &unit[k], n, &unit[at]);
	}
	lanes_product(&unit[at], &unit[at], n, after);
	for (l = 0; l < LANES; l++)
		share[l] = after[l] > 1e-9 * before[l] ?
		    1 / sqrt(after[l]) : 0;
	for (i = 0; i < n; i++)
		for (l = 0; l < LANES; l++)
			unit[at].at[i][l] *= share[l];
}

/* Takes a column of length 1, with these products, out of all sums. */
static void
sums_project(const double share[SHAPE_COLUMNS], double y_share, int noise,
    struct nuisance_fits *with)
{
	int	c;

	for (c = 0; c < SHAPE_COLUMNS; c++) {
		with->xx[noise][c] -= share[c] * share[c];
		with->xy[noise][c] -= share[c] * y_share;
		with->x_line[noise][c] -= share[c] * share[SHAPE_LINE];
	}
}

void
fits_nuisances(const struct fits *fits, const struct nuisance *nuisance,
    struct nuisance_fits *with)
{
	const struct design	*design = fits->design;
	double			 share[LANES];
	int			 k, l;

	memcpy(with->xx, design->xx, sizeof with->xx);
	memcpy(with->x_line, design->x_line, sizeof with->x_line);
	memcpy(with->xy, fits->xy, sizeof with->xy);
	memset(with->ss, 0, sizeof with->ss);
	for (k = 0; k < nuisance->n; k++) {
		design_whiten(design, nuisance->value[k], &with->unit[k]);
		unit_make(design, with->unit, k);
		lanes_product(&with->unit[k], &fits->y, design->n, share);
		design_products(design, &with->unit[k], &with->products);
		for (l = 0; l < NOISES; l++) {
			sums_project(with->products.column[l], share[l], l,
			    with);
			with->ss[l] += share[l] * share[l];
		}
	}
	for (l = 0; l < NOISES; l++)
		inverses_make(with->xx[l], with->x_line[l],
		    &with->inverses[l]);
}
