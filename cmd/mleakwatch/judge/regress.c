/* regress.c: shapes of growth, fitted by generalised least squares. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "regress.h"

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

void
design_make(const struct view *view, struct design *design)
{
	double	place, x;
	int	i, c;

	for (c = 0; c < SHAPE_CURVE; c++) {
		place = shape_place(c);
		for (i = 0; i < view->n; i++) {
			x = view->time[i] - place;
			design->shape[i][c] = x < 0 ? 0 :
			    c >= SHAPE_STEP ? 1 : x;
		}
	}
	for (i = 0; i < view->n; i++)
		for (c = 0; c < SHAPE_CURVES; c++)
			design->shape[i][SHAPE_CURVE + c] =
			    shape_bend(c, view->time[i]);
}

/* --- generalised least squares --- */

static void
fit_whiten(const struct kalman *kalman, int n, const double *value,
    double *white)
{
	int	i;

	kalman_innovations(kalman, n, value, white);
	for (i = 0; i < n; i++)
		white[i] *= kalman->root[i];
}

static double
fit_product(const double *a, const double *b, int n)
{
	double	sum = 0;
	int	i;

	for (i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Running sums of products of the columns. */
struct sums {
	double	level[SHAPE_COLUMNS];	/* predictions of the filter */
	double	one[SHAPE_COLUMNS], line[SHAPE_COLUMNS];
	double	y[SHAPE_COLUMNS], square[SHAPE_COLUMNS];
};

/* All columns abreast, so that a processor may take several at a time. */
static void
sums_row(const double *restrict shape, double *restrict white,
    struct sums *restrict sums, double decay, double gain, double root,
    double one, double y)
{
	double	innovation, line;
	int	c;

	line = (shape[SHAPE_LINE] - decay * sums->level[SHAPE_LINE]) * root;
	for (c = 0; c < SHAPE_COLUMNS; c++) {
		innovation = shape[c] - decay * sums->level[c];
		sums->level[c] = decay * sums->level[c] + gain * innovation;
		white[c] = innovation * root;
		sums->one[c] += white[c] * one;
		sums->line[c] += white[c] * line;
		sums->y[c] += white[c] * y;
		sums->square[c] += white[c] * white[c];
	}
}

static void
fit_products(const struct design *design, int n, const double *white,
    double product[SHAPE_COLUMNS])
{
	int	i, c;

	memset(product, 0, SHAPE_COLUMNS * sizeof *product);
	for (i = 0; i < n; i++)
		for (c = 0; c < SHAPE_COLUMNS; c++)
			product[c] += design->white[i][c] * white[i];
}

/* Takes a column of length 1, with these products, out of all sums. */
static void
fit_project(const double share[SHAPE_COLUMNS], double y_share,
    struct fit *fit)
{
	int	c;

	for (c = 0; c < SHAPE_COLUMNS; c++) {
		fit->xx[c] -= share[c] * share[c];
		fit->xy[c] -= share[c] * y_share;
		fit->x_line[c] -= share[c] * share[SHAPE_LINE];
	}
}

/* Makes a column orthogonal to those before and of length 1; false: nothing
 * is left of it. */
static bool
fit_orthogonal(double unit[NUISANCES + 1][MEAN_CELLS], int at, int n)
{
	double	before = fit_product(unit[at], unit[at], n), share, after;
	int	i, k;

	for (k = 0; k < at; k++) {
		share = fit_product(unit[k], unit[at], n);
		for (i = 0; i < n; i++)
			unit[at][i] -= share * unit[k][i];
	}
	after = fit_product(unit[at], unit[at], n);
	if (!(after > 1e-9 * before))
		return false;
	for (i = 0; i < n; i++)
		unit[at][i] /= sqrt(after);
	return true;
}

void
fit_make(const struct view *view, const struct kalman *kalman,
    struct design *design, struct fit *fit)
{
	struct sums	sums = { .level = { 0 } };
	double		one[MEAN_CELLS] = { 0 }, share;
	int		n = view->n, i, c;

	for (i = 0; i < n; i++)
		one[i] = 1;
	fit_whiten(kalman, n, one, one);
	fit_whiten(kalman, n, view->value, design->y);
	for (i = 0; i < n; i++)
		sums_row(design->shape[i], design->white[i], &sums,
		    kalman->decay[i], kalman->gain[i], kalman->root[i],
		    one[i], design->y[i]);
	fit->level_xx = fit_product(one, one, n);
	for (i = 0; i < n; i++)
		design->unit[0][i] = one[i] / sqrt(fit->level_xx);
	for (c = 0; c < SHAPE_COLUMNS; c++) {
		fit->xx[c] = sums.square[c];
		fit->xy[c] = sums.y[c];
		fit->x_line[c] = sums.line[c];
		sums.one[c] /= sqrt(fit->level_xx);
	}
	share = fit_product(design->unit[0], design->y, n);
	fit_project(sums.one, share, fit);
	/* Rounding to a quantum is noise, too. */
	fit->total_ss = fit_product(design->y, design->y, n) - share * share +
	    n * view->least_variance;
	fit->nuisance_ss = 0;
	fit->log_common = (kalman->log_precisions - log(fit->level_xx)) / 2;
}

void
fit_nuisances(const struct view *view, const struct kalman *kalman,
    const struct nuisance *nuisance, struct design *design,
    struct fit *fit)
{
	double	share[SHAPE_COLUMNS], y_share;
	int	k, at = 1;

	for (k = 0; k < nuisance->n; k++) {
		fit_whiten(kalman, view->n, nuisance->value[k],
		    design->unit[at]);
		if (!fit_orthogonal(design->unit, at, view->n))
			continue;
		y_share = fit_product(design->unit[at], design->y, view->n);
		fit_products(design, view->n, design->unit[at], share);
		fit_project(share, y_share, fit);
		fit->nuisance_ss += y_share * y_share;
		at++;
	}
}
