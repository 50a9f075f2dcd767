/* truth.c: does a curve bear out what a verdict says of it? */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"

/* Errors that a slope must be away from what was said. */
#define TRUTH_ERRORS 3.0
/* A stretch of fewer samples says nothing. */
#define TRUTH_SAMPLES 8
/* One in so many samples is among the first. */
#define TRUTH_FIRST 20
/* Growth over a stretch, by the level, that anybody would call level. */
#define TRUTH_NOTHING 0.001

struct slope {
	int	n;
	double	slope, error, span, mean;
};

struct sorted {
	double	time, value;
};

static int
sorted_compare(const void *a, const void *b)
{
	const struct sorted	*x = a, *y = b;

	if (x->time < y->time || x->time > y->time)
		return x->time < y->time ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* Least squares with Newey and West's error, Bartlett weights. */
static void
slope_fit(const struct sorted *at, int n, struct slope *slope)
{
	double	mt = 0, mv = 0, xx = 0, xy = 0, sum, all, x;
	double	*score = malloc(((size_t)n + 1) * sizeof *score);
	int	lags = (int)sqrt(n), i, k;

	memset(slope, 0, sizeof *slope);
	slope->n = n;
	for (i = 0; i < n; i++) {
		mt += (at[i].time - at[0].time) / n;
		mv += at[i].value / n;
	}
	slope->mean = mv;
	slope->span = n > 1 ? at[n - 1].time - at[0].time : 0;
	for (i = 0; i < n; i++) {
		x = at[i].time - at[0].time - mt;
		xx += x * x;
		xy += x * (at[i].value - mv);
	}
	slope->slope = xx > 0 ? xy / xx : 0;
	for (i = 0; i < n; i++) {
		x = at[i].time - at[0].time - mt;
		score[i] = x * (at[i].value - mv - slope->slope * x);
	}
	for (all = 0, k = 0; k <= lags && k < n; k++) {
		for (sum = 0, i = k; i < n; i++)
			sum += score[i] * score[i - k];
		all += sum * (k == 0 ? 1 : 2 * (1 - k / (lags + 1.0)));
	}
	slope->error = xx > 0 ? sqrt(fmax(0, all)) / xx : 0;
	free(score);
}

static void
stretch_fit(const struct sorted *at, int n, double from, double to,
    struct slope *slope)
{
	int	first = 0, end = n;

	while (first < n && at[first].time < from - 1e-6)
		first++;
	while (end > first && at[end - 1].time > to + 1e-6)
		end--;
	slope_fit(at + first, end - first, slope);
}

/* Is it growth that anybody would see? */
static bool
slope_rises(const struct slope *slope)
{
	return slope->n >= TRUTH_SAMPLES &&
	    slope->slope > TRUTH_ERRORS * slope->error &&
	    slope->slope * slope->span > TRUTH_NOTHING * fabs(slope->mean);
}

static const char *
level_false(const struct sorted *at, int n,
    const struct judge_result *result)
{
	struct slope	slope;

	if (!(result->level_s > 0))
		return NULL;
	stretch_fit(at, n, at[n - 1].time - result->level_s, at[n - 1].time,
	    &slope);
	if (slope_rises(&slope) || slope_rises(&(struct slope){ slope.n,
	    -slope.slope, slope.error, slope.span, slope.mean }))
		return "level for a while: it is not";
	return NULL;
}

static const char *
rate_false(const struct sorted *at, int n, const struct judge_result *result)
{
	struct slope	slope;

	if (result->verdict != JUDGE_LEAK)
		return NULL;
	if (!(result->rate_low > 0))
		return "a leak whose rate may be 0";
	stretch_fit(at, n, result->since, result->until, &slope);
	if (slope.slope <= -TRUTH_ERRORS * slope.error)
		return "a rate since a time: it does not rise since";
	if (slope.slope + TRUTH_ERRORS * slope.error < result->rate_low ||
	    slope.slope - TRUTH_ERRORS * slope.error > result->rate_high)
		return "a rate since a time: it is another";
	return NULL;
}

static const char *
most_false(const struct sorted *at, int n, const struct judge_result *result)
{
	struct slope	slope;

	if (result->reason != JUDGE_LEVEL && result->reason != JUDGE_NOISE)
		return NULL;
	stretch_fit(at, n, result->since, result->until, &slope);
	if (slope.slope - TRUTH_ERRORS * slope.error > result->rate_most)
		return "no faster than that: it is";
	if (result->reason == JUDGE_LEVEL && slope_rises(&slope))
		return "no trend: there is one";
	return NULL;
}

/* It grew: its level since then is above that of the first samples. */
static const char *
grew_false(const struct sorted *at, int n, const struct judge_result *result)
{
	struct slope	first, before, since;

	if (result->reason != JUDGE_ENDED && result->reason != JUDGE_QUIET)
		return NULL;
	slope_fit(at, n / TRUTH_FIRST, &first);
	stretch_fit(at, n, at[0].time, result->since, &before);
	stretch_fit(at, n, result->since, at[n - 1].time, &since);
	if (first.n >= TRUTH_SAMPLES && since.mean <= first.mean &&
	    since.mean <= before.mean)
		return "it grew: it did not";
	return NULL;
}

static const char *
step_false(const struct sorted *at, int n, const struct judge_result *result)
{
	struct slope	before, after;
	double		from = result->step_time;

	if (result->reason != JUDGE_STEP)
		return NULL;
	stretch_fit(at, n, result->since, from - 1e-3, &before);
	stretch_fit(at, n, from + 1e-3, at[n - 1].time, &after);
	if (after.n > 0 && before.n > 0 && !(after.mean > before.mean))
		return "a step: there is none";
	return NULL;
}

const char *
truth_false(const double *time, const double *value, int n,
    const struct judge_result *result)
{
	static const char	*(*const check[])(const struct sorted *, int,
				    const struct judge_result *) = {
		level_false, rate_false, most_false, grew_false, step_false
	};
	struct sorted		*at = malloc((size_t)n * sizeof *at);
	const char		*found = NULL;
	size_t			 i;

	for (i = 0; i < (size_t)n; i++)
		at[i] = (struct sorted){ time[i], value[i] };
	qsort(at, (size_t)n, sizeof *at, sorted_compare);
	for (i = 0; i < sizeof check / sizeof check[0] && found == NULL; i++)
		found = check[i](at, n, result);
	free(at);
	return found;
}
