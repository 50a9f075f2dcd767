/* views.c: a curve as it is judged: idle times cut out, then equal cells. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "views.h"

/*
 * Puts those below a pivot, or not above it, first; returns where they end.
 * Each is swapped, whether it must be or not: no branch that noise would
 * mislead.
 */
static int
views_part(double *value, int first, int end, double pivot, bool equal)
{
	double	here;
	int	i, low = first;

	for (i = first; i < end; i++) {
		here = value[i];
		value[i] = value[low];
		value[low] = here;
		low += (here < pivot) | (equal & (here <= pivot));
	}
	return low;
}

/* Comparisons alone: no branch that noise would mislead. */
static double
views_median_five(const double *value)
{
	double	low = most_of(least_of(value[0], value[1]),
		    least_of(value[3], value[4]));
	double	high = least_of(most_of(value[0], value[1]),
		    most_of(value[3], value[4]));

	return most_of(least_of(low, high),
	    least_of(most_of(low, high), value[2]));
}

/* The median of five of them: near the middle, and so are most that are asked. */
static double
views_pivot(const double *value, int first, int end)
{
	double	sample[5];
	int	i;

	for (i = 0; i < 5; i++)
		sample[i] = value[first + (end - first) * (2 * i + 1) / 10];
	return views_median_five(sample);
}

double
views_nth(double *value, int n, int nth)
{
	int	first = 0, end = n, middle;
	double	pivot;

	/* The pivot itself is the least of those that are not below it. */
	for (;;) {
		pivot = views_pivot(value, first, end);
		middle = views_part(value, first, end, pivot, false);
		if (nth == middle)
			return pivot;
		if (nth < middle) {
			end = middle;
			continue;
		}
		if (middle == first)
			middle = views_part(value, first, end, pivot, true);
		/* Nothing is alike where the pivot is no number. */
		if (nth < middle || first == middle)
			return pivot;
		first = middle;
	}
}

bool
views_nth_reaches(const double *value, int n, int nth, double least)
{
	int	i, below = 0;

	for (i = 0; i < n; i++)
		below += value[i] < least;
	return below <= nth;
}

/* The most by which values lie off others. */
static double
views_most_off(const double *value, const double *other, int n)
{
	double	even = 0, odd = 0;
	int	i;

	for (i = 0; i < n - 1; i += 2) {
		even = most_of(even, fabs(value[i] - other[i]));
		odd = most_of(odd, fabs(value[i + 1] - other[i + 1]));
	}
	return most_of(most_of(even, odd),
	    fabs(value[n - 1] - other[n - 1]));
}

/*
 * The most by which a value may lie off the median beside it.  The change that
 * is usual is only sought where a value lies further off than most may.
 */
static double
views_clip(double *change, double off, int n)
{
	double	usual = off * (1 + 1e-9) / (CLIP * MAD_TO_SD);

	return views_nth_reaches(change, n, n / 2, usual) ? off :
	    CLIP * MAD_TO_SD * views_nth(change, n, n / 2);
}

/* The median of a value and its two neighbours on each side that are there. */
static double
views_median_end(const double *value, int count, int at)
{
	double	sorted[5] = { 0 };
	int	n = 0, i, k;

	for (i = at - 2; i <= at + 2; i++) {
		if (i < 0 || i >= count)
			continue;
		for (k = n++; k > 0 && sorted[k - 1] > value[i]; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = value[i];
	}
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* The median of each value and its neighbours. */
static void
views_medians(const double *restrict value, int n, double *restrict median)
{
	int	i;

	for (i = 2; i < n - 2; i++)
		median[i] = views_median_five(value + i - 2);
	for (i = 0; i < n; i++)
		if (i < 2 || i >= n - 2)
			median[i] = views_median_end(value, n, i);
}

/* --- idle times --- */

/* Pauses of the work clock: the longest that is usual; -1: not known. */
static double
idle_usual_pause(const struct curve *curve)
{
	double	pause[CURVE_BUCKETS] = { 0 }, last = curve->at[0];
	int	n = 0, i;

	for (i = 1; i < curve->n; i++) {
		if (isnan(curve->work[i]) || isnan(curve->work[i - 1]))
			return -1;
		if (curve->work[i] <= curve->work[i - 1])
			continue;
		pause[n++] = curve->at[i] - last;
		last = curve->at[i];
	}
	if (n < MIN_BUCKETS)
		return -1;
	return views_nth(pause, n, (int)((n - 1) * IDLE_USUAL));
}

/*
 * A process that burnt no CPU tells nothing of that time: its clock stands
 * still from the last bucket that saw work to the next one that does.
 */
static void
idle_find(struct curve *curve)
{
	double	usual = -1, least, cut = 0, pause;
	int	i, k, from = 0, n = curve->n;

	if (!isnan(curve->work[0]))
		usual = idle_usual_pause(curve);
	if (usual < 0)
		return;
	least = fmax(usual * IDLE_PAUSES, IDLE_SHARE *
	    (curve->at[n - 1] - curve->at[0]));
	for (i = 1; i <= n; i++) {
		if (i < n && curve->work[i] <= curve->work[i - 1]) {
			curve->time[i] -= cut;
			continue;
		}
		pause = curve->at[i < n ? i : n - 1] - curve->at[from];
		if (i - from > 2 && pause > least) {
			for (k = from + 1; k < i; k++)
				curve->count[k] = 0;
			cut += pause - usual;
			curve->idle_from = curve->at[from];
			curve->idle_last_s = i == n ? pause : 0;
			curve->idle_s = cut;
		}
		if (i < n)
			curve->time[i] -= cut;
		from = i;
	}
}

/* Takes the buckets of idle times out. */
static void
idle_cut(struct curve *curve)
{
	int	i, n = 0;

	for (i = 0; i < curve->n; i++) {
		if (!(curve->count[i] > 0))
			continue;
		if (curve->at[i] <= curve->idle_from)
			curve->idle_bucket = n + 1;
		curve->at[n] = curve->at[i];
		curve->time[n] = curve->time[i];
		curve->count[n] = curve->count[i];
		curve->mean[n] = curve->mean[i];
		curve->low[n++] = curve->low[i];
	}
	curve->n = n;
}

/* --- the curve --- */

double
curve_quantum(const struct series *series, int end)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 least = (double)INFINITY, most = 0;
	double				 step, inside, last = bucket[0].low;
	int				 i, changes = 0;

	for (i = 0; i < end; i++) {
		most = most_of(most, fabs(bucket[i].mean));
		inside = (double)bucket[i].high - bucket[i].low;
		step = fabs(bucket[i].low - last);
		last = bucket[i].low;
		changes += (inside > 0) + (step > 0);
		least = least_of(least, inside > 0 ? inside : least);
		least = least_of(least, step > 0 ? step : least);
	}
	/* A lone dip has no step, nor is a float's precision one. */
	return most_of(changes < QUANTUM_CHANGES ? 0 : least, most * 1e-9);
}

/*
 * Lone spikes and dips are clipped: a straight line through all buckets shall
 * not hang on one of them.
 */
static void
curve_clip(struct curve *curve)
{
	double	change[CURVE_BUCKETS], middle[CURVE_BUCKETS], most;
	int	i;

	change[0] = 0;
	for (i = 1; i < curve->n; i++)
		change[i] = fabs(curve->mean[i] - curve->mean[i - 1]);
	views_medians(curve->mean, curve->n, middle);
	most = views_clip(change, views_most_off(curve->mean, middle,
	    curve->n), curve->n);
	for (i = 0; i < curve->n; i++)
		curve->clipped[i] = least_of(most_of(curve->mean[i],
		    middle[i] - most), middle[i] + most);
}

static void
curve_append(struct curve *curve, const struct series *series,
    const struct series_bucket *bucket)
{
	int	at = curve->n++;

	curve->at[at] = bucket->time;
	curve->mean[at] = bucket->mean - series->base;
	curve->count[at] = bucket->count;
	curve->low[at] = bucket->low;
	curve->work[at] = bucket->work;
}

/* Adds a bucket of the series to the last one of the curve. */
static void
curve_join(struct curve *curve, const struct series *series,
    const struct series_bucket *bucket)
{
	double	share;
	int	at = curve->n - 1;

	curve->count[at] += bucket->count;
	share = bucket->count / curve->count[at];
	curve->at[at] += share * (bucket->time - curve->at[at]);
	curve->mean[at] += share * (bucket->mean - series->base -
	    curve->mean[at]);
	curve->low[at] = least_of(curve->low[at], bucket->low);
	curve->work[at] = fmax(curve->work[at], bucket->work);
}

/*
 * The cells of a series lie where its clock has round numbers; those of the
 * curve begin with its first sample, so that its origin does not matter.
 */
void
curve_make(const struct series *series, int end, struct curve *curve)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 span, cell, last = -1;
	int				 i;

	curve->n = curve->idle_bucket = 0;
	curve->idle_from = curve->idle_s = curve->idle_last_s = 0;
	curve->base = series->base;
	curve->quantum = curve_quantum(series, end);
	span = bucket[end - 1].time - bucket[0].time;
	for (i = 0; i < end; i++) {
		cell = end <= CURVE_BUCKETS || !(span > 0) ? i :
		    floor((bucket[i].time - bucket[0].time) / span *
		    (CURVE_BUCKETS * 0.9999999));
		if (cell > last)
			curve_append(curve, series, &bucket[i]);
		else
			curve_join(curve, series, &bucket[i]);
		last = cell;
	}
	for (i = 0; i < curve->n; i++)
		curve->time[i] = curve->at[i] - curve->at[0];
	idle_find(curve);
	if (curve->idle_s > 0)
		idle_cut(curve);
	curve_clip(curve);
}

int
curve_first(const struct curve *curve)
{
	int	first = 0;

	while (curve->time[first] < curve->time[curve->n - 1] * START_UP)
		first++;
	return first;
}

/* --- views --- */

static void
view_begin(const struct curve *curve, int first, int end, int cells,
    struct view *view)
{
	int	i;

	view->n = 0;
	view->cells = cells;
	view->samples = 0;
	for (i = first; i < end; i++)
		view->samples += curve->count[i];
	view->first = curve->time[first];
	view->span = curve->time[end - 1] - view->first;
	view->least_variance = curve->quantum * curve->quantum / 12;
}

/* True where the time is the first of a cell. */
static bool
view_cell_next(struct view *view, double time)
{
	int	cell = (int)((time - view->first) / view->span *
		    (view->cells * 0.9999999));

	if (view->n > 0 && view->cell[view->n - 1] == cell)
		return false;
	view->cell[view->n++] = cell;
	return true;
}

/* Digits would be lost if values were large and alike. */
static void
view_centre(struct view *view)
{
	double	mean = 0;
	int	i;

	for (i = 0; i < view->n; i++)
		mean += view->value[i] / view->n;
	for (i = 0; i < view->n; i++)
		view->value[i] -= mean;
}

/* To a grid, so that series which were sampled alike have the same times. */
static void
view_round(struct view *view)
{
	int	i;

	for (i = 0; i < view->n; i++)
		view->time[i] = floor(view->time[i] * TIME_GRID + 0.5) /
		    TIME_GRID;
}

/* A mean over more samples has less white noise. */
static void
view_white_scale(struct view *view, const double *count)
{
	double	sum = 0;
	int	i;

	for (i = 0; i < view->n; i++) {
		view->white_variance[i] = 1 / count[i];
		sum += view->white_variance[i];
	}
	for (i = 0; i < view->n; i++)
		view->white_variance[i] *= view->n / sum;
}

/*
 * Clips cells that stand out from their neighbours, at either side or at the
 * lower one: models of noise do not include lone spikes and dips.  Cells
 * beside a shift of the level do not stand out.
 */
static void
view_clip(struct view *view, const double *shifted, bool upper)
{
	double	old[MEAN_CELLS] = { 0 }, size[MEAN_CELLS], middle[MEAN_CELLS];
	double	most, off;
	int	i;

	for (i = 0; i < view->n; i++) {
		old[i] = view->value[i] - shifted[i];
		size[i] = i > 0 ? fabs(old[i] - old[i - 1]) : 0;
	}
	views_medians(old, view->n, middle);
	most = views_clip(size, views_most_off(old, middle, view->n),
	    view->n);
	for (i = 0; i < view->n; i++) {
		off = old[i] - middle[i];
		if (upper && off > most)
			view->value[i] -= off - most;
		else if (off < -most)
			view->value[i] -= off + most;
	}
}

void
view_means(const struct curve *curve, int first, int end,
    const double *wave, const double *level, struct view *view)
{
	double	count[MEAN_CELLS], shifted[MEAN_CELLS] = { 0 }, share;
	int	i, n;

	view_begin(curve, first, end, MEAN_CELLS, view);
	for (i = first; i < end; i++) {
		if (view_cell_next(view, curve->time[i])) {
			n = view->n - 1;
			count[n] = view->time[n] = view->value[n] = 0;
			shifted[n] = 0;
		}
		n = view->n - 1;
		count[n] += curve->count[i];
		share = curve->count[i] / count[n];
		view->time[n] += share * ((curve->time[i] - view->first) /
		    view->span - view->time[n]);
		view->value[n] += share * (curve->mean[i] - wave[i] -
		    view->value[n]);
		shifted[n] += share * (level[i] - shifted[n]);
	}
	view_round(view);
	view_white_scale(view, count);
	view_clip(view, shifted, true);
	view_centre(view);
}

void
view_floors(const struct curve *curve, int first, int end,
    const double *wave, const double *level, struct view *view)
{
	double	value, shifted[MEAN_CELLS];
	int	i, n;

	view_begin(curve, first, end, FLOOR_CELLS, view);
	for (i = first; i < end; i++) {
		value = curve->low[i] - wave[i];
		if (view_cell_next(view, curve->time[i])) {
			n = view->n - 1;
			view->time[n] = (view->cell[n] + 0.5) / FLOOR_CELLS;
			view->value[n] = value;
			view->white_variance[n] = 1;
			shifted[n] = level[i];
		} else if (value < view->value[view->n - 1]) {
			view->value[view->n - 1] = value;
			shifted[view->n - 1] = level[i];
		}
	}
	view_clip(view, shifted, false);
	view_centre(view);
}
