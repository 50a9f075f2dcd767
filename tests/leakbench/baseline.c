/* baseline.c: gates that projects wrote by hand, to compare with. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "baseline.h"

#define MB 1e6
#define HOUR 3600.0
/* Parts of the time that stand for the cycles of a soak test. */
#define CYCLES 10

struct fit {
	double	slope, r2;
};

static struct fit
fit_line(const double *time, const double *value, int n)
{
	double	x, y, mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
	int	i;

	for (i = 0; i < n; i++) {
		mx += (time[i] - time[0]) / n;
		my += (value[i] - value[0]) / n;
	}
	for (i = 0; i < n; i++) {
		x = time[i] - time[0] - mx;
		y = value[i] - value[0] - my;
		xx += x * x;
		xy += x * y;
		yy += y * y;
	}
	return (struct fit){ xx > 0 ? xy / xx : 0,
	    xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0 };
}

static bool
straight_line(const double *time, const double *value, int n)
{
	struct fit	fit = fit_line(time, value, n);

	return fit.slope > 0 && fit.r2 >= 0.8;
}

static bool
tenth_and_20_mb(const double *time, const double *value, int n)
{
	double	growth = value[n - 1] - value[0];

	(void)time;
	return growth > 0.1 * value[0] && growth > 20 * MB;
}

static bool
last_quarter(const double *time, const double *value, int n)
{
	int	from = n - n / 4;

	return fit_line(time + from, value + from, n - from).slope >=
	    200e3 / HOUR;
}

static bool
slope_and_fit(const double *time, const double *value, int n)
{
	struct fit	fit = fit_line(time, value, n);

	return fit.slope >= 150 * MB / HOUR && fit.r2 >= 0.8;
}

static double
mean_of(const double *value, int from, int to)
{
	double	sum = 0;
	int	i;

	for (i = from; i < to; i++)
		sum += value[i];
	return sum / (to - from);
}

static bool
last_to_first(const double *time, const double *value, int n)
{
	int	tenth = n / 10 + 1;

	(void)time;
	return mean_of(value, n - tenth, n) > 1.2 * mean_of(value, 0, tenth);
}

/* A little above the first cycle's maximum is allowed. */
static bool
first_cycle(const double *time, const double *value, int n)
{
	double	most = value[0];
	int	cycle = n / CYCLES + 1, i;

	(void)time;
	for (i = 1; i < cycle; i++)
		most = fmax(most, value[i]);
	return mean_of(value, n - cycle, n) > 1.05 * most;
}

/* Of a minimum a minute, smoothed, without the first 15: does it rise? */
static bool
smoothed_minima(const double *time, const double *value, int n)
{
	double	bucket = 60, smooth = 0, first = 0, low = 0, end = 0;
	int	i, buckets = 0;

	for (i = 0; i < n; i++) {
		if (time[i] - time[0] < 15 * bucket)
			continue;
		if (end <= 0 || time[i] >= end) {
			if (end > 0)
				smooth = buckets++ == 0 ? low :
				    0.9 * smooth + 0.1 * low;
			if (buckets == 1)
				first = smooth;
			end = time[i] + bucket;
			low = value[i];
		}
		low = fmin(low, value[i]);
	}
	return buckets > 5 && smooth > 1.05 * first;
}

/* The means of the cycles, by least squares. */
static bool
line_a_cycle(const double *time, const double *value, int n)
{
	double	when[CYCLES], mean[CYCLES];
	int	i;

	(void)time;
	for (i = 0; i < CYCLES; i++) {
		when[i] = i;
		mean[i] = mean_of(value, n * i / CYCLES,
		    n * (i + 1) / CYCLES);
	}
	return fit_line(when, mean, CYCLES).slope > 0.01 * mean[0];
}

/* 5 % an hour of the memory, over the last hour. */
static bool
percent_an_hour(const double *time, const double *value, int n)
{
	int	from = 0;

	while (from < n - 8 && time[from] < time[n - 1] - HOUR)
		from++;
	return fit_line(time + from, value + from, n - from).slope * HOUR >
	    0.05 * value[n - 1];
}

static int
compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* At .05, ties allowed for. */
static bool
mann_kendall(const double *time, const double *value, int n)
{
	double	*sorted = malloc((size_t)n * sizeof *sorted);
	double	s = 0, variance = n * (n - 1.0) * (2.0 * n + 5), run;
	int	i, j;

	(void)time;
	for (i = 0; i < n; i++) {
		sorted[i] = value[i];
		for (j = i + 1; j < n; j++)
			s += (value[j] > value[i]) - (value[j] < value[i]);
	}
	qsort(sorted, (size_t)n, sizeof *sorted, compare);
	for (i = 0; i < n; i = j) {
		for (j = i; j < n && sorted[j] <= sorted[i]; j++)
			continue;
		run = j - i;
		variance -= run * (run - 1) * (2 * run + 5);
	}
	free(sorted);
	return variance > 0 && (s - 1) / sqrt(variance / 18) > 1.96;
}

/* The same on the least values of 30 equal parts. */
static bool
mann_kendall_minima(const double *time, const double *value, int n)
{
	double	low[30];
	int	i, k;

	for (k = 0; k < 30; k++) {
		low[k] = value[n * k / 30];
		for (i = n * k / 30; i < n * (k + 1) / 30; i++)
			low[k] = fmin(low[k], value[i]);
	}
	return mann_kendall(time, low, 30);
}

/* A median slope that is worth a tenth of the level, and a trend. */
static bool
theil_sen(const double *time, const double *value, int n)
{
	int	step = n / 60 + 1, i, j, count = 0, all = n / step + 1;
	double	*slope, median;

	slope = malloc((size_t)all * (size_t)all * sizeof *slope);
	for (i = 0; i < n; i += step)
		for (j = i + step; j < n; j += step)
			slope[count++] = (value[j] - value[i]) /
			    (time[j] - time[i]);
	qsort(slope, (size_t)count, sizeof *slope, compare);
	median = count > 0 ? slope[count / 2] : 0;
	free(slope);
	return median * (time[n - 1] - time[0]) > 0.1 * value[0] &&
	    mann_kendall_minima(time, value, n);
}

const struct baseline	baseline[BASELINES] = {
	{ "straight line, r2 >= .8", straight_line },
	{ "growth > 10 % and > 20 MB", tenth_and_20_mb },
	{ "last quarter >= 200 KB/h", last_quarter },
	{ ">= 150 MB/h, r2 >= .8", slope_and_fit },
	{ "last tenth > 1.2 x first", last_to_first },
	{ "last cycle's mean > first's max", first_cycle },
	{ "smoothed minima, 15 min off", smoothed_minima },
	{ "least squares a cycle", line_a_cycle },
	{ "> 5 % an hour over 1 h", percent_an_hour },
	{ "Mann-Kendall .05", mann_kendall },
	{ "Mann-Kendall on minima", mann_kendall_minima },
	{ "Theil-Sen and Mann-Kendall", theil_sen },
};
