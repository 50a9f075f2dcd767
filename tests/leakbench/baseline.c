/* baseline.c: the usual ways to call a curve a leak, to compare with. */
#include <math.h>
#include <stdlib.h>

#include "baseline.h"

const char *const	baseline_name[BASELINES] = {
	"least squares R2>=.8", "Mann-Kendall .05",
	"Theil-Sen + M-K", "last/first +20%"
};

static bool
least_squares(const double *time, const double *bytes, int n)
{
	double	x, y, mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
	int	i;

	for (i = 0; i < n; i++) {
		mx += (time[i] - time[0]) / n;
		my += (bytes[i] - bytes[0]) / n;
	}
	for (i = 0; i < n; i++) {
		x = time[i] - time[0] - mx;
		y = bytes[i] - bytes[0] - my;
		xx += x * x;
		xy += x * y;
		yy += y * y;
	}
	return yy > 0 && xy > 0 && xy * xy / (xx * yy) >= 0.8;
}

static int
compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Ties are allowed for. */
static bool
mann_kendall(const double *bytes, int n)
{
	double	*sorted = malloc((size_t)n * sizeof *sorted);
	double	s = 0, variance = n * (n - 1.0) * (2.0 * n + 5), run;
	int	i, j;

	for (i = 0; i < n; i++) {
		sorted[i] = bytes[i];
		for (j = i + 1; j < n; j++)
			s += bytes[j] > bytes[i] ? 1 :
			    bytes[j] < bytes[i] ? -1 : 0;
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

/* A slope that is worth 10 % of the level, and a trend. */
static bool
theil_sen(const double *time, const double *bytes, int n)
{
	int	step = n / 300 + 1, i, j, count = 0, all = n / step + 1;
	double	*slope, median;

	slope = malloc((size_t)all * (size_t)all * sizeof *slope);
	for (i = 0; i < n; i += step)
		for (j = i + step; j < n; j += step)
			slope[count++] = (bytes[j] - bytes[i]) /
			    (time[j] - time[i]);
	qsort(slope, (size_t)count, sizeof *slope, compare);
	median = count > 0 ? slope[count / 2] : 0;
	free(slope);
	return median * (time[n - 1] - time[0]) > 0.1 * bytes[0] &&
	    mann_kendall(bytes, n);
}

static bool
last_first(const double *bytes, int n)
{
	int	tenth = n / 10 + 1, i;
	double	first = 0, last = 0;

	for (i = 0; i < tenth; i++) {
		first += bytes[i];
		last += bytes[n - 1 - i];
	}
	return last > 1.2 * first;
}

bool
baseline_leak(int which, const double *time, const double *bytes, int n)
{
	switch (which) {
	case 0:
		return least_squares(time, bytes, n);
	case 1:
		return mann_kendall(bytes, n);
	case 2:
		return theil_sen(time, bytes, n);
	default:
		return last_first(bytes, n);
	}
}
