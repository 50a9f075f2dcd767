/* chances.c: many series have many chances to grow for a while. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "report.h"

void
leak_undecided(struct judge_result *result, enum judge_reason reason)
{
	result->verdict = JUDGE_UNDECIDED;
	result->class = JUDGE_NONE;
	result->reason = reason;
}

void
leak_by_chance(struct judge_result *result, double needs)
{
	if (result->verdict == JUDGE_LEAK &&
	    !(result->log_odds_growing >= needs))
		leak_undecided(result, JUDGE_SLOWING);
}

static int
odds_compare(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

/*
 * The log odds that each of some leaks needs: k of them need chances / k to 1
 * (Benjamini and Hochberg, by e-values).  Where 4 of 240 series leak, 46 of 100
 * are found; chances to 1 for each would find 37.
 */
static double
chances_need(double *odds, size_t leaks, size_t chances)
{
	double	needs = log((double)chances), here;
	size_t	i;

	qsort(odds, leaks, sizeof(*odds), odds_compare);
	for (i = 1; i <= leaks; i++) {
		here = log((double)chances / (double)i);
		if (odds[i - 1] >= here)
			needs = here;
	}
	return needs;
}

void
chances_pay(struct outcome *outcome, size_t count)
{
	double	*odds = alloc((count + 1) * sizeof(*odds)), needs;
	size_t	 i, chances = 0, leaks = 0;

	for (i = 0; i < count; i++) {
		/* A series too short for a verdict had no chance. */
		chances += outcome[i].keyed &&
		    outcome[i].result.reason != JUDGE_TOO_SHORT;
		if (outcome[i].keyed &&
		    outcome[i].result.verdict == JUDGE_LEAK)
			odds[leaks++] = outcome[i].result.log_odds_growing;
	}
	needs = leaks > 0 ? chances_need(odds, leaks, chances) : 0;
	for (i = 0; i < count; i++)
		if (outcome[i].keyed)
			leak_by_chance(&outcome[i].result, needs);
	free(odds);
}
