/* points.c: points in time: straight lines through them, gaps between. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "points.h"

void
line_fit(const double *time, const double *value, int n,
    struct line *line)
{
	double	x, y, mt = 0, mv = 0, xx = 0, xy = 0;
	int	i;

	for (i = 0; i < n; i++) {
		mt += (time[i] - time[0]) / n;
		mv += (value[i] - value[0]) / n;
	}
	mt += time[0];
	mv += value[0];
	for (i = 0; i < n; i++) {
		x = time[i] - mt;
		y = value[i] - mv;
		xx += x * x;
		xy += x * y;
	}
	line->centre = mt;
	line->mean = mv;
	line->slope = xx > 0 ? xy / xx : 0;
}

/* Lags whose sums are made abreast: one alone waits for each addition. */
#define SCORE_LAGS 4

/* Sums of products with the scores so many places before, from lag on. */
static void
scores_products(const double *score, int n, int lag, double sum[SCORE_LAGS])
{
	int	i, k, all = lag + SCORE_LAGS - 1;

	for (k = 0; k < SCORE_LAGS; k++)
		for (sum[k] = 0, i = lag + k; i < all && i < n; i++)
			sum[k] += score[i] * score[i - lag - k];
	for (i = all; i < n; i++)
		for (k = 0; k < SCORE_LAGS; k++)
			sum[k] += score[i] * score[i - lag - k];
}

/* The variance of a sum of scores, with Bartlett's weights. */
static double
scores_variance(const double *score, int n, int lags)
{
	double	variance = 0, sum[SCORE_LAGS];
	int	k;

	for (k = 0; k <= lags; k++) {
		if (k % SCORE_LAGS == 0)
			scores_products(score, n, k, sum);
		variance += sum[k % SCORE_LAGS] *
		    (k == 0 ? 1 : 2 * (1 - k / (lags + 1.0)));
	}
	return fmax(variance, 0);
}

void
trend_fit(const double *time, const double *value, int n,
    struct trend *trend)
{
	double		score[CURVE_BUCKETS] = { 0 }, x, xx = 0;
	struct line	line;
	int		i;

	line_fit(time, value, n, &line);
	memset(trend, 0, sizeof *trend);
	trend->slope = line.slope;
	trend->span = n > 1 ? time[n - 1] - time[0] : 0;
	for (i = 0; i < n; i++) {
		x = time[i] - line.centre;
		score[i] = x * (value[i] - line.mean - line.slope * x);
		xx += x * x;
	}
	if (!(xx > 0))
		return;
	trend->error = sqrt(scores_variance(score, n, n / TREND_LAGS)) / xx;
	trend->error_short = sqrt(scores_variance(score, n,
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
