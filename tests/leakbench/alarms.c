/* alarms.c: how often noise without a trend is called a leak. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "mleakwatch/judge/judge.h"
#include "bench.h"
#include "random.h"
#include "truth.h"

static int	lies;

/* AR(1), or a random walk where rho is 1. */
static bool
alarm(int n, double rho)
{
	static double		time[2000], value[2000];
	struct judge_result	result;
	double			now = random_normal();
	int			i;

	for (i = 0; i < n; i++) {
		time[i] = i;
		value[i] = 1e9 + 1e6 * now;
		now = rho * now + (rho < 1 ? sqrt(1 - rho * rho) : 0.1) *
		    random_normal();
	}
	bench_judge(time, value, NULL, n, 0, &result);
	lies += truth_false(time, value, n, &result) != NULL;
	return result.verdict == JUDGE_LEAK;
}

static double
false_alarms(int n, double rho, int repeats)
{
	int	r, alarms = 0;

	for (r = 0; r < repeats; r++)
		alarms += alarm(n, rho);
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
	printf("\nfalse sentences: %d\n", lies);
}
