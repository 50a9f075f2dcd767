/* regress.c: generalised least squares, under all noises at once. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "regress.h"

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
}
