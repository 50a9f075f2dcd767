/* shifts.c: abrupt shifts of a curve's level, and growth in plateaus. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shifts.h"

/* --- abrupt shifts --- */

struct shift {
	int	bucket;
	double	height;
};

/* The median: for two or four, the mean of those in the middle. */
static double
shifts_median(const double *value, int n)
{
	double	low = least_of(value[0], value[n > 1]);
	double	high = most_of(value[0], value[n > 1]);

	if (n == 3)
		return most_of(low, least_of(high, value[2]));
	if (n == SHIFT_SIDE)
		return (most_of(low, least_of(value[2], value[3])) +
		    least_of(high, most_of(value[2], value[3]))) / 2;
	return (low + high) / 2;
}

/*
 * Standard deviation of the changes from bucket to bucket, robust.  It is not
 * sought further where it is the most that is asked for, or more.
 */
static double
shifts_noise(const struct curve *curve, int first, int end, double most)
{
	double	change[CURVE_BUCKETS], middle;
	int	i, n = end - first - 1;

	for (i = 0; i < n; i++)
		change[i] = curve->mean[first + i + 1] -
		    curve->mean[first + i];
	middle = views_nth(change, n, n / 2);
	for (i = 0; i < n; i++)
		change[i] = fabs(change[i] - middle);
	if (views_nth_reaches(change, n, n / 2, (most - curve->quantum) *
	    (1 + 1e-9) / MAD_TO_SD))
		return most;
	return MAD_TO_SD * views_nth(change, n, n / 2) + curve->quantum;
}

/* From the median of the buckets before each one to that of those behind. */
static void
shifts_heights(const struct curve *curve, int first, int end,
    double height[CURVE_BUCKETS])
{
	const double	*mean = curve->mean;
	double		 median[CURVE_BUCKETS];
	int		 i;

	for (i = first; i <= end - SHIFT_SIDE; i++)
		median[i] = shifts_median(mean + i, SHIFT_SIDE);
	for (; i < end; i++)
		median[i] = shifts_median(mean + i, end - i);
	for (i = first + 1; i < first + SHIFT_SIDE && i < end; i++)
		height[i] = median[i] - shifts_median(mean + first, i - first);
	for (; i < end; i++)
		height[i] = median[i] - median[i - SHIFT_SIDE];
}

/* 0 where most of the height came otherwise than at once. */
static double
shift_height(const struct curve *curve, double height, int end, int at)
{
	double	once, wide;

	once = curve->mean[at] - curve->mean[at - 1];
	/* A mean over the time of the shift lies between. */
	wide = at + 1 < end ? curve->mean[at + 1] - curve->mean[at - 1] : 0;
	if (fabs(once) < fabs(wide) && once * wide > 0)
		once = wide;
	return once * height > 0 &&
	    fabs(once) > SHIFT_AT_ONCE * fabs(height) ? height : 0;
}

static int
shift_compare(const void *a, const void *b)
{
	const struct shift	*x = a, *y = b;
	double			 p = fabs(x->height), q = fabs(y->height);

	if (p > q || p < q)
		return p > q ? -1 : 1;
	return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

static int
shift_compare_time(const void *a, const void *b)
{
	const struct shift	*x = a, *y = b;

	return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

static double
shift_once(const struct curve *curve, int at)
{
	return fabs(curve->mean[at] - curve->mean[at - 1]);
}

/* The greatest change of each neighbourhood. */
static int
shifts_list(const struct curve *curve, int first, int end,
    const double heights[CURVE_BUCKETS], struct shift list[CURVE_BUCKETS])
{
	double	height;
	int	i, n = 0;

	for (i = first + 2; i < end - 2; i++) {
		height = shift_height(curve, heights[i], end, i);
		if (!(fabs(height) > 0))
			continue;
		if (n == 0 || i - list[n - 1].bucket >= SHIFT_SIDE)
			list[n++] = (struct shift){ i, height };
		else if (shift_once(curve, i) >
		    shift_once(curve, list[n - 1].bucket))
			list[n - 1] = (struct shift){ i, height };
	}
	return n;
}

/* Keeps those above a height; lower ones decide nothing. */
static int
shifts_high(struct shift list[CURVE_BUCKETS], int count, double least)
{
	int	i, n = 0;

	for (i = 0; i < count; i++)
		if (fabs(list[i].height) > least)
			list[n++] = list[i];
	return n;
}

/* A fall that took back all that had grown since the least value before. */
static bool
shift_resets(const struct curve *curve, const struct shift *shift)
{
	double	least = curve->mean[0], before;
	int	i;

	for (i = 0; i < shift->bucket; i++)
		least = fmin(least, curve->mean[i]);
	/* The bucket before may have a part of the fall. */
	before = fmax(curve->mean[shift->bucket - 1],
	    curve->mean[shift->bucket - 2]) - least;
	return -shift->height > FALL_RESET * before;
}

void
shifts_find(const struct curve *curve, int first, int end,
    struct shifts *shifts)
{
	struct shift	list[CURVE_BUCKETS];
	double		heights[CURVE_BUCKETS], least, most = 0;
	int		n, i, falls = 0;
	bool		reset = false;

	memset(shifts, 0, sizeof *shifts);
	shifts_heights(curve, first, end, heights);
	/* A change in the last buckets has not stayed yet. */
	for (i = first + 2; i < end - 2; i++)
		most = most_of(most, fabs(heights[i]));
	least = SHIFT_TO_NOISE * shifts_noise(curve, first, end,
	    most / SHIFT_TO_NOISE);
	if (most <= least)
		return;
	n = shifts_list(curve, first, end, heights, list);
	n = shifts_high(list, n, least / SHIFT_ABOVE_OTHERS);
	if (n == 0)
		return;
	qsort(list, (size_t)n, sizeof list[0], shift_compare);
	if (n > MAX_SHIFTS)
		least = fmax(least, SHIFT_ABOVE_OTHERS *
		    fabs(list[MAX_SHIFTS].height));
	if (n > MAX_SHIFTS)
		n = MAX_SHIFTS;
	while (n > 0 && fabs(list[n - 1].height) <= least)
		n--;
	qsort(list, (size_t)n, sizeof list[0], shift_compare_time);
	for (i = 0; i < n; i++) {
		shifts->bucket[i] = list[i].bucket;
		shifts->height[i] = list[i].height;
		shifts->rise += fmax(0, list[i].height);
		shifts->fall += fmax(0, -list[i].height);
		falls += list[i].height < 0;
		reset |= list[i].height < 0 &&
		    shift_resets(curve, &list[i]);
	}
	shifts->n = n;
	/* Teeth of a saw, a queue that is emptied, load that comes and goes. */
	if (reset || falls > MAX_FALLS)
		memset(shifts, 0, sizeof *shifts);
}

/* --- plateaus --- */

struct plateau {
	int	first, end;
	double	mean;
};

struct plateau_list {
	int		n;
	double		residual_ss;
	struct plateau	plateau[CURVE_BUCKETS];
};

static int
plateau_length(const struct plateau *plateau)
{
	return plateau->end - plateau->first;
}

static void
plateau_join(struct plateau *plateau, const struct plateau *next)
{
	plateau->mean += (next->mean - plateau->mean) *
	    plateau_length(next) / (next->end - plateau->first);
	plateau->end = next->end;
}

/* The levels that only rise and lie nearest to the points. */
static void
plateaus_rising(const struct points *points, struct plateau_list *list)
{
	struct plateau	*last;
	int		 i;

	list->n = 0;
	for (i = 0; i < points->n; i++) {
		last = &list->plateau[list->n++];
		*last = (struct plateau){ i, i + 1, points->value[i] };
		for (; list->n > 1 && last[-1].mean >= last->mean; last--) {
			plateau_join(last - 1, last);
			list->n--;
		}
	}
}

/* Sets the residuals; returns the effective number of points, by their lag-1
 * autocorrelation. */
static double
plateaus_effective(const struct points *points, struct plateau_list *list)
{
	const struct plateau	*plateau = list->plateau;
	double			 rest, last = 0, products = 0, lag1;
	int			 i;

	list->residual_ss = 0;
	for (i = 0; i < points->n; i++) {
		plateau += i == plateau->end;
		rest = points->value[i] - plateau->mean;
		list->residual_ss += rest * rest;
		products += rest * last;
		last = rest;
	}
	lag1 = list->residual_ss > 0 ?
	    fmax(0, products / list->residual_ss) : 0;
	return fmax(MIN_EFFECTIVE, points->n * (1 - lag1) / (1 + lag1));
}

/* The squares that grow if a level and the next one become one. */
static double
plateau_cost(const struct plateau *plateau)
{
	double	height = plateau[1].mean - plateau->mean;

	return height * height * plateau_length(plateau) *
	    plateau_length(plateau + 1) / (plateau[1].end - plateau->first);
}

static void
plateaus_join(struct plateau_list *list, int at)
{
	struct plateau	*plateau = &list->plateau[at];

	plateau_join(plateau, plateau + 1);
	list->n--;
	memmove(plateau + 1, plateau + 2,
	    (size_t)(list->n - at - 1) * sizeof *plateau);
}

/* cost: of each level, kept up to date.  Returns the level. */
static int
plateaus_join_cheapest(struct plateau_list *list, double *cost)
{
	int	i, at = 0;

	for (i = 1; i < list->n - 1; i++)
		at = cost[i] < cost[at] ? i : at;
	list->residual_ss += cost[at];
	plateaus_join(list, at);
	memmove(&cost[at], &cost[at + 1],
	    (size_t)(list->n - at) * sizeof *cost);
	for (i = at > 0 ? at - 1 : 0; i <= at && i < list->n - 1; i++)
		cost[i] = plateau_cost(&list->plateau[i]);
	return at;
}

static double
plateaus_growth(const struct plateau_list *list)
{
	return list->plateau[list->n - 1].mean - list->plateau[0].mean;
}

/* Most of the room of both lists is not used. */
static void
plateaus_copy(const struct plateau_list *list, struct plateau_list *copy)
{
	copy->n = list->n;
	copy->residual_ss = list->residual_ss;
	memcpy(copy->plateau, list->plateau,
	    (size_t)list->n * sizeof *list->plateau);
}

/* Joins levels as long as Schwarz' criterion prefers fewer. */
static void
plateaus_choose(const struct points *points, double quantum,
    struct plateau_list *best)
{
	struct plateau_list	list;
	double			cost[CURVE_BUCKETS], effective, small, score;
	double			least = (double)INFINITY;
	int			joined[CURVE_BUCKETS], n, i, joins = 0;

	plateaus_rising(points, &list);
	effective = plateaus_effective(points, &list);
	small = PLATEAU_GRAIN * plateaus_growth(&list);
	small = points->n * (small * small + quantum * quantum / 12);
	plateaus_copy(&list, best);
	for (i = 0; i < list.n - 1; i++)
		cost[i] = plateau_cost(&list.plateau[i]);
	for (n = 0;; n++) {
		score = effective * log(list.residual_ss + small) +
		    2 * list.n * log(effective);
		if (score < least) {
			least = score;
			joins = n;
			best->residual_ss = list.residual_ss;
		}
		if (list.n < 3)
			break;
		joined[n] = plateaus_join_cheapest(&list, cost);
	}
	/* The best is joined once more, as far. */
	for (i = 0; i < joins; i++)
		plateaus_join(best, joined[i]);
}

/* Growth within the levels, by the slope of each. */
static double
plateaus_within(const struct points *points, const struct plateau_list *list)
{
	const struct plateau	*plateau = list->plateau;
	const double		*time;
	struct line		 line;
	double			 sum = 0;
	int			 i, n;

	for (i = 0; i < list->n; i++, plateau++) {
		time = points->time + plateau->first;
		n = plateau_length(plateau);
		line_fit(time, points->value + plateau->first, n, &line);
		sum += line.slope * (time[n - 1] - time[0]);
	}
	return sum;
}

/* A level over a pause of the samples may hide a rise. */
static bool
plateau_whole(const struct points *points, const struct plateau *plateau)
{
	double	mean = (points->time[points->n - 1] - points->time[0]) /
		    (points->n - 1);
	int	i;

	for (i = plateau->first; i < plateau->end; i++)
		if (points->time[i + 1] - points->time[i] >
		    PLATEAU_PAUSE * mean)
			return false;
	return true;
}

/*
 * Levels of one point are on the way from one to the next.  The last level
 * has no end.
 */
static void
plateaus_times(const struct points *points, const struct plateau_list *list,
    struct plateaus *plateaus)
{
	const struct plateau	*before = list->plateau;
	struct gaps		 gaps = { .n = 0 };
	double			 time, last = 0;
	int			 i;

	for (i = 1; i < list->n; i++, before++) {
		time = points->time[before->end];
		if (plateaus->n > 0)
			plateaus->longest_gap = fmax(plateaus->longest_gap,
			    time - last);
		if (plateaus->n > 0 && plateau_length(before) > 1 &&
		    plateau_whole(points, before))
			gaps_add(&gaps, time - last);
		if (plateaus->n == 0 || plateau_length(before) > 1)
			plateaus->n++;
		last = plateaus->last_rise = time;
	}
	plateaus->gap_cv = gaps_cv(&gaps);
}

void
plateaus_find(const struct points *points, double quantum,
    struct plateaus *plateaus)
{
	struct plateau_list	list;
	double			growth;

	memset(plateaus, 0, sizeof *plateaus);
	if (points->n < 3)
		return;
	plateaus_choose(points, quantum, &list);
	growth = plateaus_growth(&list);
	if (list.n < 3 || !(growth > 0))
		return;
	plateaus_times(points, &list, plateaus);
	plateaus->between = plateaus_within(points, &list) / growth;
	plateaus->step_to_noise = growth / plateaus->n /
	    sqrt(list.residual_ss / points->n + quantum * quantum / 12);
}
