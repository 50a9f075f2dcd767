/* fit.c: regression of a view on all shapes, for one kind of noise. */
#include "fit.h"
#include <math.h>

struct sums {
	double	level[SHAPE_COLUMNS];
	double	one[SHAPE_COLUMNS], line[SHAPE_COLUMNS];
	double	yield[SHAPE_COLUMNS], size[SHAPE_COLUMNS];
};

/* All columns abreast, so that a processor may take several at a time. */
static void
columns_sum(const double *restrict shape, struct sums *restrict sums,
    double keep, double gain, double weight, double one, double value)
{
	double	line, news, square;
	int	c;

	one *= weight;
	value *= weight;
	line = (shape[SHAPE_LINE] - keep * sums->level[SHAPE_LINE]) * weight;
	for (c = 0; c < SHAPE_COLUMNS; c++) {
		news = shape[c] - keep * sums->level[c];
		square = news * weight;
		sums->level[c] = keep * sums->level[c] + gain * news;
		sums->one[c] += news * one;
		sums->line[c] += news * line;
		sums->yield[c] += news * value;
		sums->size[c] += news * square;
	}
}

static void
level_take(const struct sums *sums, double value, struct fit *fit)
{
	double	share, line = sums->one[SHAPE_LINE] / fit->all;
	int	c;

	for (c = 0; c < SHAPE_COLUMNS; c++) {
		share = sums->one[c] / fit->all;
		fit->size[c] = sums->size[c] - share * sums->one[c];
		fit->yield[c] = sums->yield[c] - share * value;
		fit->line[c] = sums->line[c] - line * sums->one[c];
	}
}

void
fit_make(const struct view *view,
    double shapes[VIEW_CELLS][SHAPE_COLUMNS],
    const struct sieve *sieve, struct fit *fit)
{
	struct sums	sums = { .level = { 0 } };
	double		one, value, keep, weight, one_level = 0;
	double		value_level = 0, products = 0, squares = 0;
	int		i;

	fit->all = 0;
	for (i = 0; i < view->n; i++) {
		keep = sieve->keep[i];
		weight = sieve->weight[i];
		one = 1 - keep * one_level;
		one_level = 1 - (1 - sieve->gain[i]) * one;
		value = view->value[i] - keep * value_level;
		value_level = view->value[i] - (1 - sieve->gain[i]) * value;
		columns_sum(shapes[i], &sums, keep, sieve->gain[i], weight,
		    one, value);
		fit->all += weight * one * one;
		products += weight * one * value;
		squares += weight * value * value;
	}
	level_take(&sums, products, fit);
	/* Noise has no less than that. */
	fit->squares = squares - products * products / fit->all +
	    view->n * SERIES_ROUNDING;
	fit->log_scale = (sieve->log_weights - log(fit->all)) / 2;
}
