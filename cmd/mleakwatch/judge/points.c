/* points.c: points in time: straight lines through them, gaps between. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "points.h"

void
line_fit(const double *time, const double *value, int n,
    struct line *line)
{
	double	x, y, sx = 0, sy = 0, xx = 0, xy = 0;
	int	i;

	for (i = 0; i < n; i++) {
		x = time[i] - time[0];
		y = value[i] - value[0];
		sx += x;
		sy += y;
		xx += x * x;
		xy += x * y;
	}
	xx -= sx * sx / n;
	xy -= sx * sy / n;
	line->centre = time[0] + sx / n;
	line->mean = value[0] + sy / n;
	line->slope = xx > 0 ? xy / xx : 0;
}

/*
 * The variance of a sum of scores, with Bartlett's weights: the mean square of
 * the sums of all stretches that are one score longer than the lags.
 * before: sums of the scores before each.
 */
static double
scores_variance(const double *before, int n, int lags)
{
	double	sum, squares = 0;
	int	i;

	for (i = 1; i <= lags && i <= n; i++) {
		sum = before[n] - before[n - i];
		squares += before[i] * before[i] + sum * sum;
	}
	for (i = lags + 1; i <= n; i++) {
		sum = before[i] - before[i - lags - 1];
		squares += sum * sum;
	}
	return squares / (lags + 1);
}

void
trend_fit(const double *time, const double *value, int n,
    struct trend *trend)
{
	double		before[CURVE_BUCKETS + 1], x, xx = 0;
	struct line	line;
	int		i;

	line_fit(time, value, n, &line);
	memset(trend, 0, sizeof *trend);
	trend->slope = line.slope;
	trend->span = n > 1 ? time[n - 1] - time[0] : 0;
	before[0] = 0;
	for (i = 0; i < n; i++) {
		x = time[i] - line.centre;
		before[i + 1] = before[i] +
		    x * (value[i] - line.mean - line.slope * x);
		xx += x * x;
	}
	if (!(xx > 0))
		return;
	trend->error = sqrt(scores_variance(before, n, n / TREND_LAGS)) / xx;
	trend->error_short = sqrt(scores_variance(before, n,
	    TREND_SHORT_LAGS)) / xx;
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
