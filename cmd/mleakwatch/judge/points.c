/* points.c: points in time: straight lines through them, gaps between. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "points.h"

struct line_sums {
	lane_pair	x, y, xx, xy;
};

static void
line_add(struct line_sums *sums, lane_pair x, lane_pair y)
{
	sums->x += x;
	sums->y += y;
	sums->xx += x * x;
	sums->xy += x * y;
}

void
line_fit(const double *time, const double *value, int n,
    struct line *line)
{
	struct line_sums	sums = { { 0 }, { 0 }, { 0 }, { 0 } };
	double			sx, sy, xx, xy;
	int			i;

	for (i = 0; i < n - 1; i += 2)
		line_add(&sums, *pairs_of(time + i) - PAIR_OF(time[0]),
		    *pairs_of(value + i) - PAIR_OF(value[0]));
	if (i < n)
		line_add(&sums, (lane_pair){ time[i] - time[0], 0 },
		    (lane_pair){ value[i] - value[0], 0 });
	sx = sums.x[0] + sums.x[1];
	sy = sums.y[0] + sums.y[1];
	xx = sums.xx[0] + sums.xx[1] - sx * sx / n;
	xy = sums.xy[0] + sums.xy[1] - sx * sy / n;
	line->centre = time[0] + sx / n;
	line->mean = value[0] + sy / n;
	line->slope = xx > 0 ? xy / xx : 0;
}

/* The sum of squares of what lies so many values apart. */
static double
squares_apart(const double *value, int n, int apart)
{
	lane_pair	difference, squares = { 0 };
	double		last = 0;
	int		i;

	for (i = 0; i < n - apart - 1; i += 2) {
		difference = *pairs_of(value + i + apart) -
		    *pairs_of(value + i);
		squares += difference * difference;
	}
	if (i < n - apart)
		last = value[i + apart] - value[i];
	return squares[0] + squares[1] + last * last;
}

/*
 * The variance of a sum of scores, with Bartlett's weights: the mean square of
 * the sums of all stretches that are one score longer than the lags.
 * before: sums of the scores before each.
 */
static double
scores_variance(const double *before, int n, int lags)
{
	double	sum, first = 0, last = 0;
	int	i;

	for (i = 1; i <= lags && i <= n; i++) {
		sum = before[n] - before[n - i];
		first += before[i] * before[i];
		last += sum * sum;
	}
	return (first + last + squares_apart(before, n + 1, lags + 1)) /
	    (lags + 1);
}

/* Returns the sum of squared times, 0 where there is no slope. */
static double
scores_sum(const double *time, const double *value, int n,
    const struct line *line, double *before)
{
	double	x, xx = 0;
	int	i;

	before[0] = 0;
	for (i = 0; i < n; i++) {
		x = time[i] - line->centre;
		before[i + 1] = before[i] +
		    x * (value[i] - line->mean - line->slope * x);
		xx += x * x;
	}
	return xx;
}

void
trend_fit(const double *time, const double *value, int n, bool shortly,
    struct trend *trend)
{
	double		before[CURVE_BUCKETS + 1], xx;
	struct line	line;

	line_fit(time, value, n, &line);
	memset(trend, 0, sizeof *trend);
	trend->slope = line.slope;
	trend->span = n > 1 ? time[n - 1] - time[0] : 0;
	xx = scores_sum(time, value, n, &line, before);
	if (!(xx > 0))
		return;
	trend->error = sqrt(scores_variance(before, n, n / TREND_LAGS)) / xx;
	if (shortly)
		trend->error_short = sqrt(scores_variance(before, n,
		    TREND_SHORT_LAGS)) / xx;
}

bool
trend_quarters(const double *time, const double *value, int n,
    struct trend quarter[4])
{
	double	end;
	int	i, from, to = 0;

	for (i = 0; i < 4; i++) {
		from = to;
		end = time[0] + (time[n - 1] - time[0]) * (i + 1) / 4;
		while (i < 3 && to < n - 1 && time[to] < end)
			to++;
		to = i == 3 ? n : to;
		if (to - from < LEVEL_BUCKETS / 2)
			return false;
		trend_fit(time + from, value + from, to - from, false,
		    &quarter[i]);
	}
	for (i = 1; i < 4; i++)
		if (quarter[i].slope > SLOWING * quarter[i - 1].slope)
			return false;
	return true;
}

void
gaps_add(struct gaps *gaps, double gap)
{
	gaps->n++;
	gaps->sum += gap;
	gaps->squares += gap * gap;
}

double
gaps_cv(const struct gaps *gaps)
{
	double	n = gaps->n;

	if (gaps->n < 2)
		return 0;
	return sqrt(fmax(0, gaps->squares - gaps->sum * gaps->sum / n) /
	    (n - 1)) / (gaps->sum / n);
}
