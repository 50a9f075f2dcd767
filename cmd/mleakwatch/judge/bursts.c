/* bursts.c: a level that rises in steps, searched cell by cell. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bursts.h"
#include "points.h"

/* The part of each step column that the steps so far leave. */
struct burst_search {
	int	n;
	double	xx[MEAN_CELLS], xy[MEAN_CELLS];
	double	inverse[MEAN_CELLS];	/* 1 / xx; 0: nothing is left */
	/* Projections on the level and on each step so far. */
	double	share[MAX_BURSTS + 1][MEAN_CELLS];
};

static double
burst_inverse(double xx)
{
	return xx < 1e-6 ? 0 : 1 / xx;
}

/*
 * Takes the share of one column out of all others and out of the view.
 * product: its products with what is left of them.
 */
static double
search_project(struct burst_search *search, const double *product, int cell,
    int taken)
{
	double	scale = 1 / sqrt(product[cell]), xy;
	double	*share = search->share[taken];
	int	i;

	xy = search->xy[cell] * scale;
	for (i = 0; i < search->n; i++) {
		share[i] = product[i] * scale;
		search->xx[i] -= share[i] * share[i];
		search->xy[i] -= share[i] * xy;
		search->inverse[i] = burst_inverse(search->xx[i]);
	}
	return xy;
}

/*
 * A step's innovation is 1 at its cell.  Behind it the level is known, or is
 * not looked at: the innovations are those of any earlier step as well.
 */
void
bursts_start(const struct kalman *kalman, int n, struct burst_start *start)
{
	double	innovation, weighted, squares = 0, root;
	int	i;

	start->n = n;
	for (i = n - 1; i >= 0; i--) {
		innovation = 1 - kalman->decay[i] * kalman->gain[i];
		weighted = innovation * kalman->precision[i];
		start->own[i] = kalman->precision[i] + squares;
		start->earlier[i] = weighted + squares;
		squares += innovation * weighted;
	}
	/* A step before the first cell is the level. */
	root = sqrt(start->own[0]);
	for (i = 0; i < n; i++) {
		start->share[i] = (i > 0 ? start->earlier[i] :
		    start->own[0]) / root;
		start->xx[i] = start->own[i] -
		    start->share[i] * start->share[i];
		start->inverse[i] = burst_inverse(start->xx[i]);
	}
}

/* The level out of the products alone: most searches end with them. */
static void
search_begin(const struct burst_start *start, const double *product,
    struct burst_search *search)
{
	double	level = product[0] / start->share[0];
	int	i;

	search->n = start->n;
	for (i = 0; i < start->n; i++)
		search->xy[i] = product[i] - start->share[i] * level;
}

static void
search_continue(const struct burst_start *start, struct burst_search *search)
{
	size_t	size = (size_t)start->n * sizeof *start->xx;

	memcpy(search->xx, start->xx, size);
	memcpy(search->share[0], start->share, size);
}

/* The cell, or 0.  A rise in the last cell has not stayed yet. */
static int
search_best(const struct burst_search *search, const double *inverse,
    double least, double *gain)
{
	double	here[MEAN_CELLS], rise, even = 0, odd = 0;
	int	i, last = search->n - 1;

	for (i = 0; i < search->n; i++) {
		rise = most_of(search->xy[i], 0);
		here[i] = rise * rise * inverse[i];
	}
	here[0] = here[last] = 0;
	for (i = 0; i < last; i += 2) {
		even = most_of(even, here[i]);
		odd = most_of(odd, here[i + 1]);
	}
	*gain = most_of(even, odd);
	if (!(*gain > 0) || *gain < least)
		return 0;
	for (i = 1; here[i] < *gain; i++)
		;
	return i;
}

/* Products of the step before a cell with all others. */
static void
step_products(const struct burst_start *start, int cell, double *product)
{
	int	i;

	for (i = 0; i < cell; i++)
		product[i] = start->earlier[cell];
	product[cell] = start->own[cell];
	for (i = cell + 1; i < start->n; i++)
		product[i] = start->earlier[i];
}

/* Adds the step before a cell, and projects it out of all others. */
static void
burst_add(const struct burst_start *start, int cell, double gain,
    struct burst_search *search, struct bursts *bursts)
{
	double	product[MEAN_CELLS];
	int	n = bursts->n, i, k;

	step_products(start, cell, product);
	for (k = 0; k <= n; k++)
		for (i = 0; i < search->n; i++)
			product[i] -= search->share[k][cell] *
			    search->share[k][i];
	for (k = 0; k < n; k++)
		bursts->share[k][n] = search->share[k + 1][cell];
	bursts->share[n][n] = sqrt(search->xx[cell]);
	bursts->xy[n] = search_project(search, product, cell, n + 1);
	bursts->cell[n] = cell;
	bursts->explained[n] = gain + (n > 0 ? bursts->explained[n - 1] : 0);
	bursts->n++;
}

void
bursts_find(const struct burst_start *start, const double *product,
    double squares, struct bursts *bursts)
{
	struct burst_search	search;
	double			gain;
	int			cell;

	bursts->n = 0;
	search_begin(start, product, &search);
	while (bursts->n < MAX_BURSTS) {
		cell = search_best(&search, bursts->n > 0 ? search.inverse :
		    start->inverse, BURST_GAIN * squares / search.n, &gain);
		if (cell == 0)
			return;
		if (bursts->n == 0)
			search_continue(start, &search);
		burst_add(start, cell, gain, &search, bursts);
		squares -= gain;
	}
}

void
bursts_heights(const struct bursts *bursts, int count,
    double height[MAX_BURSTS])
{
	int	i, k;

	for (k = count - 1; k >= 0; k--) {
		height[k] = bursts->xy[k];
		for (i = k + 1; i < count; i++)
			height[k] -= bursts->share[k][i] * height[i];
		height[k] /= bursts->share[k][k];
	}
}

/* --- events --- */

void
events_add(struct events *events, double time, double height)
{
	events->time[events->n] = time;
	events->weight[events->n++] = height;
	events->growth += height;
	events->squares += height * height;
}

void
events_weigh(struct events *events)
{
	int	i;

	for (i = 0; i < events->n; i++) {
		events->weight[i] *= events->growth / events->squares;
		events->number += events->weight[i];
	}
}

/* Bursts by their cells. */
static void
events_order(const struct bursts *bursts, int count, int order[MAX_BURSTS])
{
	int	i, k;

	for (i = 0; i < count; i++) {
		for (k = i; k > 0 && bursts->cell[order[k - 1]] >
		    bursts->cell[i]; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
}

bool
events_make(const struct view *view, const struct bursts *bursts, int count,
    struct events *events)
{
	double	height[MAX_BURSTS];
	int	order[MAX_BURSTS], i, cell, last = 0, run = 0;

	bursts_heights(bursts, count, height);
	for (i = 0; i < count; i++)
		if (height[i] <= 0)
			return false;
	memset(events, 0, sizeof *events);
	for (i = 0; i < count; i++) {
		events->growth += height[i];
		events->squares += height[i] * height[i];
	}
	events_order(bursts, count, order);
	for (i = 0; i < count; i++, last = cell) {
		cell = bursts->cell[order[i]];
		run = cell == last + 1 ? run + 1 : 1;
		/* More are a ramp. */
		if (run > MAX_STEP_CELLS)
			return false;
		events->n += run == 1;
		events->time[events->n - 1] = view->time[cell];
		events->weight[events->n - 1] += height[order[i]];
	}
	events_weigh(events);
	return true;
}

/*
 * The high-water mark of a heap sets records at a rate of 1/t, so that their
 * number grows as log t.  t starts at START_UP, which was cut off.
 */
static double
events_as_records(const struct events *events)
{
	double	sum = 0, all = log((1 + START_UP) / START_UP);
	int	i;

	for (i = 0; i < events->n; i++)
		sum -= events->weight[i] *
		    log((events->time[i] + START_UP) * all);
	return sum;
}

/* The same at a rate that falls as exp(-pace t). */
static double
events_as_fading(const struct events *events, double pace)
{
	double	sum = events->number * log(pace / (1 - exp(-pace)));
	int	i;

	for (i = 0; i < events->n; i++)
		sum -= events->weight[i] * pace * events->time[i];
	return sum;
}

/* The density, not its logarithm, of an end at any time after the last. */
static double
events_as_ended(const struct events *events)
{
	double	more = events->number > 1.5 ? events->number - 1 : 0.5;

	return (exp(-more * log(events->time[events->n - 1])) - 1) / more;
}

/* Records are as likely as the others together: heaps set them. */
double
events_ended_gain(const struct events *events)
{
	return log(exp(events_as_records(events)) / 2 +
	    (exp(events_as_fading(events, 4)) +
	    exp(events_as_fading(events, 16))) / 8 +
	    events_as_ended(events) / 4);
}

double
events_gap_cv(const struct events *events)
{
	struct gaps	gaps = { .n = 0 };
	int		i;

	for (i = 1; i < events->n; i++)
		gaps_add(&gaps, events->time[i] - events->time[i - 1]);
	return gaps_cv(&gaps);
}
