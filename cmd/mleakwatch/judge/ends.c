/* ends.c: does growth reach the end of the stretch that it is claimed for? */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "ends.h"

static int
ends_first(const struct look *look, double since)
{
	int	first = look->first;

	while (first < look->curve.n - 1 && look->curve.at[first] < since)
		first++;
	return first;
}

/* A bucket of the stretch from one on, by its share of the time. */
static int
ends_bucket(const struct look *look, int first, double share)
{
	const struct curve	*curve = &look->curve;
	double			 time = curve->time[first] + share *
				    (curve->time[curve->n - 1] -
				    curve->time[first]);
	int			 at = first;

	while (at < curve->n - 1 && curve->time[at] < time)
		at++;
	return at;
}

/* The greatest change from bucket to bucket. */
static double
ends_change(const struct look *look, int first)
{
	double	most = 0;
	int	i;

	for (i = first + 1; i < look->curve.n; i++)
		most = most_of(most, fabs(look->clean[i] -
		    look->clean[i - 1]));
	return most;
}

/*
 * Chance, or a last burst, slows noisy growth as well: the errors must be
 * small, and no change may be abrupt.
 */
static bool
ends_slow_from(const struct look *look, int first)
{
	struct trend	quarter[4];
	double		difference;

	if (!trend_quarters(look->curve.time + first, look->clean + first,
	    look->curve.n - first, quarter))
		return false;
	difference = quarter[0].slope - quarter[3].slope;
	return quarter[3].slope < LAST_SHARE * quarter[0].slope &&
	    difference > SLOWED_ERRORS *
	    hypot(quarter[0].error, quarter[3].error) &&
	    ends_change(look, first) < SLOWED_ABRUPT * quarter[0].slope *
	    quarter[0].span;
}

/*
 * Did it slow down before, and went on?  Growth with the load of each day
 * does; what gets full does not.
 */
static bool
ends_resumed(const struct look *look)
{
	const struct curve	*curve = &look->curve;
	double			 slope[SLOWED_PARTS], most = 0;
	struct line		 line;
	bool			 slow = true;
	int			 i, from, to = look->first, runs = 0;

	for (i = 0; i < SLOWED_PARTS; i++) {
		from = to;
		to = ends_bucket(look, look->first, (i + 1.0) / SLOWED_PARTS);
		line_fit(curve->time + from, look->clean + from,
		    to - from + 1, &line);
		slope[i] = line.slope;
		most = most_of(most, line.slope);
	}
	for (i = 0; i < SLOWED_PARTS; i++) {
		if (slope[i] > LAST_SHARE * most) {
			runs += slow;
			slow = false;
		} else if (slope[i] < LAST_SHARE * LAST_SHARE * most) {
			slow = true;
		}
	}
	return runs > 1;
}

bool
ends_slow(const struct look *look, double since)
{
	static const double	share[] = { 0, 0.25, 0.5, 0.65 };
	int			first = ends_first(look, since), i;

	for (i = 0; i < 4; i++)
		if (ends_slow_from(look, ends_bucket(look, first, share[i])))
			return !ends_resumed(look);
	return false;
}

/* The lowest of some values, but for so many that may be dips. */
static double
ends_low(const double *value, int n, int dips)
{
	double	low[CURVE_BUCKETS];
	int	i;

	for (i = 0; i < n; i++)
		low[i] = value[i];
	return views_nth(low, n, dips < n ? dips : 0);
}

bool
ends_low_again(const struct look *look, double since, double rate_low)
{
	const struct curve	*curve = &look->curve;
	double			 low[CURVE_BUCKETS], rise, rise_clean;
	int			 first = ends_first(look, since), early, late;
	int			 i, n = curve->n;

	if (n - first < LEVEL_BUCKETS)
		return false;
	for (i = first; i < n; i++)
		low[i] = curve->low[i] - look->wave[i];
	early = ends_bucket(look, first, LOW_EARLY) + 1 - first;
	late = ends_bucket(look, first, LAST_QUARTER);
	rise = ends_low(low + late, n - late, LOW_DIPS) -
	    ends_low(low + first, early, LOW_DIPS);
	/* Dips are clipped in these; short teeth are, too. */
	rise_clean = ends_low(look->clean + late, n - late, 0) -
	    ends_low(look->clean + first, early, 0);
	return least_of(rise, rise_clean) < LOW_SHARE * rate_low *
	    (curve->time[n - 1] - curve->time[first]);
}

/* The mean of some buckets from one on. */
static double
ends_mean(const struct curve *curve, int from, int to)
{
	double	sum = 0;
	int	i;

	for (i = from; i < to; i++)
		sum += curve->clipped[i];
	return sum / (to - from);
}

bool
ends_grew(const struct look *look, int first)
{
	const struct curve	*curve = &look->curve;
	double			 level = ends_mean(curve, first, curve->n);
	double			 before = ends_mean(curve, 0, LEVEL_BUCKETS);
	double			 squares = 0;
	int			 i;

	for (i = 0; i < LEVEL_BUCKETS; i++)
		squares += (curve->clipped[i] - before) *
		    (curve->clipped[i] - before);
	return level - before > BOUND_ERRORS * sqrt(squares) / LEVEL_BUCKETS;
}

bool
ends_unseen(const struct look *look, double rate_low)
{
	const struct curve	*curve = &look->curve;
	double			 time[CURVE_BUCKETS], value[CURVE_BUCKETS];
	double			 usual, pause, cut = 0, rise = 0;
	struct trend		 trend;
	int			 i, side, pauses = 0, first = look->first;
	int			 n = curve->n - first;

	usual = look->span / (n - 1);
	for (i = 0; i < n; i++) {
		pause = i == 0 ? 0 : curve->time[first + i] -
		    curve->time[first + i - 1];
		side = i < n - i ? i : n - i;
		side = side < SHIFT_SIDE ? side : SHIFT_SIDE;
		if (pause > PLATEAU_PAUSE * usual && side > 0) {
			pauses++;
			cut += pause - usual;
			rise += ends_mean(curve, first + i, first + i + side) -
			    ends_mean(curve, first + i - side, first + i);
		}
		time[i] = curve->time[first + i] - cut;
		value[i] = curve->clipped[first + i] - rise;
	}
	if (pauses == 0 || pauses >= MIN_BURSTS)
		return false;
	trend_fit(time, value, n, false, &trend);
	return trend.slope + CONTRADICT_ERRORS * trend.error <
	    LAST_SHARE * rate_low;
}

/* The time at which the curve had nearly the level of its last quarter. */
static double
ends_grown(const struct look *look)
{
	const struct curve	*curve = &look->curve;
	double			 low = curve->clipped[look->first];
	double			 level = ends_mean(curve,
				    ends_bucket(look, look->first,
				    LAST_QUARTER), curve->n);
	int			 i = look->first;

	while (i < curve->n - 1 && curve->clipped[i] - low <
	    GROWN_SHARE * (level - low))
		i++;
	return curve->at[i];
}

int
ends_quiet(const struct look *look, const struct series *series, int end)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 grown, all;
	int				 at = 0;

	all = (double)bucket[end - 1].work - bucket[0].work;
	if (isnan(series->work_base) || !(all > 0))
		return 0;
	grown = ends_grown(look);
	while (at < end - 1 && bucket[at].time < grown)
		at++;
	return (double)bucket[at].work - bucket[0].work > LEAK_ENDED * all ?
	    at + 1 : 0;
}
