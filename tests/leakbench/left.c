/* left.c: does the interval of the time left hold? */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "bench.h"
#include "family.h"

/* Place up to which a curve is judged; what follows is the truth. */
#define LEFT_JUDGED 0.6
/* Parts of the curve of which one is a mean. */
#define LEFT_PARTS 20

static double
left_mean(const double *value, int end, int part)
{
	double	sum = 0;
	int	i;

	for (i = end - part; i < end; i++)
		sum += value[i];
	return sum / part;
}

/*
 * When will the memory be what it is at the end?  From a judged part of the
 * curve, by the interval of its rate.  1: the time lies within, 0: it does
 * not, -1: no leak was found, or nothing is left.
 */
static int
left_holds(const struct family_curve *curve)
{
	struct judge_result	result;
	int			end = (int)(curve->n * LEFT_JUDGED);
	int			part = curve->n / LEFT_PARTS;
	double			room, took;

	bench_judge(curve->time, curve->value, curve->work, end,
	    curve->seasonal, &result);
	room = left_mean(curve->value, curve->n, part) -
	    left_mean(curve->value, end, part);
	took = curve->time[curve->n - 1 - part / 2] -
	    curve->time[end - 1 - part / 2];
	if (result.verdict != JUDGE_LEAK || !(room > 0) || !(took > 0))
		return -1;
	return (room - result.swing) / result.rate_high <= took &&
	    took <= (room + result.swing) / result.rate_low;
}

void
left_show(uint64_t seed, int count, bool verbose)
{
	static struct family_curve	curve;
	int				i, k, here, holds, all = 0, sum = 0, n;

	printf("time left: interval holds\n");
	for (i = 0; i < families; i++) {
		if (family[i].right != FAMILY_LEAK)
			continue;
		for (holds = n = k = 0; k < count; k++) {
			family_make(&family[i], seed + (uint64_t)k, &curve);
			here = curve.rate > 0 ? left_holds(&curve) : -1;
			holds += here == 1;
			n += here >= 0;
		}
		if (n > 0 && (verbose || holds < n))
			printf("%-30s %d of %d\n", family[i].name, holds, n);
		all += n;
		sum += holds;
	}
	printf("all %.3f of %d\n", all > 0 ? (double)sum / all : 0, all);
}
