/* alarms.c: how often noise without a trend is called a leak. */
#include <math.h>
#include <stdio.h>

#include "mleakwatch/judge/judge.h"
#include "bench.h"
#include "random.h"

static double
false_alarms(int n, double rho, int repeats)
{
	static const struct judge_options	defaults;
	static struct series	series;
	struct judge_result	result;
	double			value;
	int			i, r, alarms = 0;

	for (r = 0; r < repeats; r++) {
		series_free(&series);
	series_begin(&series);
		value = random_normal();
		for (i = 0; i < n; i++) {
			series_add(&series, i, 1e9 + 1e6 * value, (double)NAN);
			value = rho * value +
			    (rho < 1 ? sqrt(1 - rho * rho) : 0.1) *
			    random_normal();
		}
		judge_series(&series, &defaults, &result);
		alarms += result.verdict == JUDGE_LEAK;
	}
	return 100.0 * alarms / repeats;
}

void
alarms_show(int repeats)
{
	static const double	rho[] = { 0, .5, .9, .95, .98, .99, .999, 1 };
	static const int	n[] = { 60, 100, 200, 500, 1000, 2000 };
	size_t			i, k;

	printf("false alarms, %%, of %d\n   n \\ rho", repeats);
	for (k = 0; k < sizeof rho / sizeof rho[0]; k++)
		printf("%7.3f", rho[k]);
	for (i = 0; i < sizeof n / sizeof n[0]; i++) {
		printf("\n%10d", n[i]);
		for (k = 0; k < sizeof rho / sizeof rho[0]; k++)
			printf("%7.2f", false_alarms(n[i], rho[k], repeats));
		fflush(stdout);
	}
	putchar('\n');
}
