/* alarms.c: how often noise without a trend is called a leak. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "mleakwatch/judge/judge.h"
#include "bench.h"
#include "random.h"
#include "truth.h"

static int	lies;

#define ALARM_SAMPLES 2000

static double	alarm_time[ALARM_SAMPLES], alarm_value[ALARM_SAMPLES];

/* AR(1), or a random walk where rho is 1. */
static void
alarm_noise(int n, double rho)
{
	double	now = random_normal();
	int	i;

	for (i = 0; i < n; i++) {
		alarm_value[i] = 1e9 + 1e6 * now;
		now = rho * now + (rho < 1 ? sqrt(1 - rho * rho) : 0.1) *
		    random_normal();
	}
}

/*
 * A random walk between two bounds, which would get so many times as far
 * without them.
 */
static void
alarm_bounded(int n, double far)
{
	double	now = random_unit();
	int	i;

	for (i = 0; i < n; i++) {
		alarm_value[i] = 1e9 + 1e7 * now;
		now = fabs(now + far / sqrt(n) * random_normal());
		now = now > 1 ? fmax(0, 2 - now) : now;
	}
}

/* Noise that forgets within a share of the time. */
static void
alarm_returns(int n, double share)
{
	alarm_noise(n, exp(-1 / share / n));
}

static bool
alarm(int n)
{
	struct judge_result	result;
	int			i;

	for (i = 0; i < n; i++)
		alarm_time[i] = i;
	bench_judge(alarm_time, alarm_value, NULL, n, 0, &result);
	lies += truth_false(alarm_time, alarm_value, n, &result) != NULL;
	return result.verdict == JUDGE_LEAK;
}

struct alarm_table {
	const char	*head;
	void		(*make)(int n, double how);
	int		count;
	double		how[8];
};

static void
alarms_table(const struct alarm_table *table, int repeats)
{
	static const int	n[] = { 60, 100, 200, 500, 1000, 2000 };
	size_t			i;
	int			k, r, alarms;

	printf("%10s", table->head);
	for (k = 0; k < table->count; k++)
		printf("%7.3f", table->how[k]);
	for (i = 0; i < sizeof n / sizeof n[0]; i++) {
		printf("\n%10d", n[i]);
		for (k = 0; k < table->count; k++) {
			for (alarms = r = 0; r < repeats; r++) {
				table->make(n[i], table->how[k]);
				alarms += alarm(n[i]);
			}
			printf("%7.2f", 100.0 * alarms / repeats);
		}
		fflush(stdout);
	}
	putchar('\n');
}

void
alarms_show(int repeats)
{
	static const struct alarm_table	table[] = {
		{ "n \\ rho", alarm_noise, 8,
		    { 0, .5, .9, .95, .98, .99, .999, 1 } },
		{ "n \\ bounds", alarm_bounded, 4, { 2, 3, 5, 8 } },
		{ "n \\ memory", alarm_returns, 4, { .02, .05, .1, .2 } },
	};
	size_t				i;

	printf("false alarms, %%, of %d\n", repeats);
	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		alarms_table(&table[i], repeats);
	printf("false sentences: %d\n", lies);
}
