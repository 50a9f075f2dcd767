/* view.c: a curve as it is judged, a few values of one process. */
#include <stdlib.h>

#include "view.h"

static void
begin(const struct series *series, int first, int end, int cells,
    struct view *view)
{
	int	i;

	view->n = 0;
	view->cells = cells;
	view->samples = 0;
	for (i = first; i < end; i++)
		view->samples += series->bucket[i].count;
	view->first = series->bucket[first].time;
	view->span = series->bucket[end - 1].time - view->first;
}

/* True where a new cell begins. */
static bool
cell_next(struct view *view, double time)
{
	int	cell = (int)((time - view->first) / view->span *
		    (view->cells * 0.9999999));

	if (view->n > 0 && view->cell[view->n - 1] == cell)
		return false;
	view->cell[view->n++] = cell;
	return true;
}

/* Large equal parts of all values would cost digits. */
static void
centre(struct view *view)
{
	double	mean = 0;
	int	i;

	for (i = 0; i < view->n; i++)
		mean += view->value[i] / view->n;
	for (i = 0; i < view->n; i++)
		view->value[i] -= mean;
}

/* A mean over more samples has less of the noise that has no memory. */
static void
alone_scale(struct view *view, const double *count)
{
	double	sum = 0;
	int	i;

	for (i = 0; i < view->n; i++) {
		view->alone[i] = 1 / count[i];
		sum += view->alone[i];
	}
	for (i = 0; i < view->n; i++)
		view->alone[i] *= view->n / sum;
}

/* The middle of five, fewer at the ends. */
static double
middle(const struct view *view, int at)
{
	double	sorted[5] = { 0 }, value;
	int	n = 0, i, k;

	for (i = at - 2; i <= at + 2; i++) {
		if (i < 0 || i >= view->n)
			continue;
		value = view->value[i];
		for (k = n++; k > 0 && sorted[k - 1] > value; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = value;
	}
	return sorted[n / 2];
}

static int
ascending(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * What stands out from its neighbours by four deviations is cut to that: a
 * spike is not of the noise that is allowed for.
 */
static void
spikes_cut(struct view *view)
{
	double	off[VIEW_CELLS], size[VIEW_CELLS] = { 0 }, most, step;
	int	i;

	for (i = 0; i < view->n; i++) {
		off[i] = view->value[i] - middle(view, i);
		step = i > 0 ? view->value[i] - view->value[i - 1] : 0;
		size[i] = step < 0 ? -step : step;
	}
	qsort(size, (size_t)view->n, sizeof size[0], ascending);
	most = 4 * 1.4826 * size[view->n / 2];
	for (i = 0; i < view->n; i++)
		if (off[i] > most)
			view->value[i] -= off[i] - most;
		else if (off[i] < -most)
			view->value[i] -= off[i] + most;
}

void
view_means(const struct series *series, int first, int end,
    const double *less, int cells, struct view *view)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 count[VIEW_CELLS], share;
	int				 i, n;

	begin(series, first, end, cells, view);
	for (i = first; i < end; i++) {
		if (cell_next(view, bucket[i].time)) {
			n = view->n - 1;
			count[n] = view->time[n] = view->value[n] = 0;
		}
		n = view->n - 1;
		count[n] += bucket[i].count;
		share = bucket[i].count / count[n];
		view->time[n] += share * ((bucket[i].time - view->first) /
		    view->span - view->time[n]);
		view->value[n] += share * (bucket[i].mean - series->base - less[i] -
		    view->value[n]);
	}
	alone_scale(view, count);
	spikes_cut(view);
	centre(view);
}

void
view_floors(const struct series *series, int first, int end,
    const double *less, int cells, struct view *view)
{
	const struct series_bucket	*bucket = series->bucket;
	int				 i, n;
	double				 value;

	begin(series, first, end, cells, view);
	for (i = first; i < end; i++) {
		value = bucket[i].low - less[i];
		if (cell_next(view, bucket[i].time)) {
			n = view->n - 1;
			view->time[n] = (view->cell[n] + 0.5) / cells;
			view->value[n] = value;
			view->alone[n] = 1;
		} else if (value < view->value[view->n - 1]) {
			view->value[view->n - 1] = value;
		}
	}
	centre(view);
}
