/* bursts.c: a level that rises in jumps. */
#include "bursts.h"
#include <math.h>

/* Nineteen of twenty jumps that are none explain less, of noise of 1. */
#define CHANCE 4.0

/* Of each jump's column, what those taken so far do not explain. */
struct rest {
	int	n;
	double	size[VIEW_CELLS], yield[VIEW_CELLS];
	/* What each of those, and first the level, has of each. */
	double	share[BURSTS_MOST + 1][VIEW_CELLS];
};

/* Sums of products of news with those of a jump, for each jump at once. */
static void
products(const struct sieve *sieve, int n, const double *news,
    double *product)
{
	double	level = 0, sum = 0, weighed;
	int	i;

	for (i = n - 1; i >= 0; i--) {
		weighed = news[i] * sieve->weight[i];
		sum += weighed + sieve->gain[i] * level;
		product[i] = sum;
		level = sieve->keep[i] * ((1 - sieve->gain[i]) * level -
		    weighed);
	}
}

static void
news_of(const struct sieve *sieve, int n, const double *value, double *news)
{
	double	level = 0;
	int	i;

	for (i = 0; i < n; i++) {
		news[i] = value[i] - sieve->keep[i] * level;
		level = sieve->keep[i] * level + sieve->gain[i] * news[i];
	}
}

static void
jump_news(const struct sieve *sieve, int n, int cell, double *news)
{
	double	value[VIEW_CELLS];
	int	i;

	for (i = 0; i < n; i++)
		value[i] = i >= cell;
	news_of(sieve, n, value, news);
}

/* All that have begun abreast, as a processor may take several at a time. */
static void
sizes(const struct sieve *sieve, int n, double *restrict size)
{
	double	level[VIEW_CELLS] = { 0 }, news, keep, gain, weight;
	int	i, c;

	for (i = 0; i < n; i++) {
		keep = sieve->keep[i];
		gain = sieve->gain[i];
		weight = sieve->weight[i];
		size[i] = 0;
		for (c = 0; c <= i; c++) {
			news = 1 - keep * level[c];
			level[c] = keep * level[c] + gain * news;
			size[c] += news * news * weight;
		}
	}
}

/*
 * Take what this one explains out of all columns, and out of the yield.
 * product: its sums of products with what is left of them.
 */
static double
deflate(struct rest *rest, const double *product, int cell, int taken)
{
	double	root = sqrt(product[cell]), yield, *share;
	int	i;

	yield = rest->yield[cell] / root;
	share = rest->share[taken];
	for (i = 0; i < rest->n; i++) {
		share[i] = product[i] / root;
		rest->size[i] -= share[i] * share[i];
		rest->yield[i] -= share[i] * yield;
	}
	return yield;
}

static void
rest_begin(const struct view *view, const struct sieve *sieve,
    struct rest *rest)
{
	double	news[VIEW_CELLS] = { 0 }, product[VIEW_CELLS];

	rest->n = view->n;
	sizes(sieve, view->n, rest->size);
	news_of(sieve, view->n, view->value, news);
	products(sieve, view->n, news, rest->yield);
	/* A jump before the first cell is the level. */
	jump_news(sieve, view->n, 0, news);
	products(sieve, view->n, news, product);
	deflate(rest, product, 0, 0);
}

/* The cell, or 0.  One rise in the last cell has not stayed yet. */
static int
best_of(const struct rest *rest, double *gain)
{
	double	here;
	int	i, best = 0;

	*gain = 0;
	for (i = 1; i < rest->n - 1; i++) {
		if (rest->size[i] < 1e-6 || rest->yield[i] <= 0)
			continue;
		here = rest->yield[i] * rest->yield[i] / rest->size[i];
		if (here > *gain) {
			*gain = here;
			best = i;
		}
	}
	return best;
}

/* Note this one as the next, and take it out of all others. */
static void
take(const struct sieve *sieve, int cell, double gain, struct rest *rest,
    struct bursts *bursts)
{
	double	news[VIEW_CELLS], product[VIEW_CELLS];
	int	n = bursts->n, i, k;

	jump_news(sieve, rest->n, cell, news);
	products(sieve, rest->n, news, product);
	for (k = 0; k <= n; k++)
		for (i = 0; i < rest->n; i++)
			product[i] -= rest->share[k][cell] * rest->share[k][i];
	for (k = 0; k < n; k++)
		bursts->share[k][n] = rest->share[k + 1][cell];
	bursts->share[n][n] = sqrt(rest->size[cell]);
	bursts->yield[n] = deflate(rest, product, cell, n + 1);
	bursts->cell[n] = cell;
	bursts->explained[n] = gain + (n > 0 ? bursts->explained[n - 1] : 0);
	bursts->n++;
}

void
bursts_find(const struct view *view, const struct sieve *sieve,
    double squares, struct bursts *bursts)
{
	struct rest	rest;
	double		gain;
	int		cell;

	bursts->n = 0;
	rest_begin(view, sieve, &rest);
	while (bursts->n < BURSTS_MOST) {
		cell = best_of(&rest, &gain);
		if (cell == 0 || gain < CHANCE * squares / rest.n)
			return;
		take(sieve, cell, gain, &rest, bursts);
		squares -= gain;
	}
}

void
bursts_heights(const struct bursts *bursts, int count,
    double height[BURSTS_MOST])
{
	int	i, k;

	for (k = count - 1; k >= 0; k--) {
		height[k] = bursts->yield[k];
		for (i = k + 1; i < count; i++)
			height[k] -= bursts->share[k][i] * height[i];
		height[k] /= bursts->share[k][k];
	}
}
