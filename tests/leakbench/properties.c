/* properties.c: changes of a curve that must not change its verdict. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "family.h"
#include "random.h"

/* Makes the changed curve; false where the change does not apply. */
struct property {
	const char	*name;
	bool		 exact;		/* else: never leak against no-leak */
	bool		(*change)(const struct family_curve *from,
			    struct family_curve *to);
};

static bool
property_shift_time(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = 0; i < to->n; i++)
		to->time[i] += 86413;
	return true;
}

static bool
property_shift_value(const struct family_curve *from,
    struct family_curve *to)
{
	int	i;

	for (i = 0; i < to->n; i++)
		to->value[i] += 4096.0 * floor(from->value[0] / 4096 / 50);
	return true;
}

static bool
property_unit(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = 0; i < to->n; i++)
		to->value[i] /= 1024;
	return true;
}

static bool
property_scale(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = 0; i < to->n; i++)
		to->value[i] *= 3;
	return true;
}

static bool
property_time_unit(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = 0; i < to->n; i++)
		to->time[i] *= 1000;
	to->seasonal *= 1000;
	return true;
}

static void
property_swap(struct family_curve *curve, int a, int b)
{
	double	time = curve->time[a], value = curve->value[a];
	double	work = curve->work[a];

	curve->time[a] = curve->time[b];
	curve->value[a] = curve->value[b];
	curve->work[a] = curve->work[b];
	curve->time[b] = time;
	curve->value[b] = value;
	curve->work[b] = work;
}

static bool
property_order(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = to->n - 1; i > 0; i--)
		property_swap(to, i, random_of(i + 1));
	return true;
}

static bool
property_backwards(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	(void)from;
	for (i = 0; i < to->n / 2; i++)
		property_swap(to, i, to->n - 1 - i);
	return true;
}

/* Like three files, the last first. Each begins within the one before. */
static bool
property_files(const struct family_curve *from, struct family_curve *to)
{
	int	i, k, at = 0;

	for (k = 2; k >= 0; k--)
		for (i = k * from->n / 3; i < (k + 1) * from->n / 3; i++) {
			to->time[at] = from->time[i];
			to->value[at] = from->value[i];
			to->work[at++] = from->work[i];
		}
	return true;
}

static bool
property_decimate(const struct family_curve *from, struct family_curve *to)
{
	int	i;

	to->n = from->n / 2;
	for (i = 0; i < to->n; i++) {
		to->time[i] = from->time[2 * i];
		to->value[i] = from->value[2 * i];
		to->work[i] = from->work[2 * i];
	}
	return to->n >= 120;
}

static const struct property	property[] = {
	{ "time + 86,413 s", true, property_shift_time },
	{ "value + a fiftieth", true, property_shift_value },
	{ "KiB for bytes", true, property_unit },
	{ "value x 3", true, property_scale },
	{ "ms for s", true, property_time_unit },
	{ "rows shuffled", true, property_order },
	{ "rows backwards", true, property_backwards },
	{ "three files", true, property_files },
	{ "every second row", false, property_decimate },
};
#define PROPERTIES ((int)(sizeof property / sizeof property[0]))

static bool
verdicts_clash(enum judge_verdict a, enum judge_verdict b)
{
	return a != b && a != JUDGE_UNDECIDED && b != JUDGE_UNDECIDED;
}

static int	changed[PROPERTIES], clashed[PROPERTIES], tried[PROPERTIES];

static void
properties_try(const struct family *which, uint64_t seed, bool verbose)
{
	static struct family_curve	curve, other;
	struct judge_result		result, again;
	int				i;

	family_make(which, seed, &curve);
	bench_judge(curve.time, curve.value, curve.work, curve.n,
	    curve.seasonal, &result);
	for (i = 0; i < PROPERTIES; i++) {
		other = curve;
		if (!property[i].change(&curve, &other))
			continue;
		bench_judge(other.time, other.value, other.work, other.n,
		    other.seasonal, &again);
		tried[i]++;
		changed[i] += result.verdict != again.verdict;
		clashed[i] += verdicts_clash(result.verdict, again.verdict);
		if (verbose && (property[i].exact ? result.verdict !=
		    again.verdict : verdicts_clash(result.verdict,
		    again.verdict)))
			printf("  %s %llu, %s: %s, then %s\n", which->name,
			    (unsigned long long)seed, property[i].name,
			    judge_verdict_name(result.verdict),
			    judge_verdict_name(again.verdict));
	}
}

void
properties_show(uint64_t seed, int count, bool verbose)
{
	int	i, k;

	for (i = 0; i < families; i++)
		for (k = 0; k < count; k++)
			properties_try(&family[i], seed + (uint64_t)k,
			    verbose);
	printf("%-22s %6s %8s %s\n", "change", "curves", "changed",
	    "leak against no-leak");
	for (i = 0; i < PROPERTIES; i++)
		printf("%-22s %6d %8d %d\n", property[i].name, tried[i],
		    changed[i], clashed[i]);
}

/* --- along the way --- */

/* Judges ever longer prefixes; counts what leaked, did not, and leaked. */
static bool
prefixes_flip(const struct family_curve *curve, int *taken_back)
{
	struct judge_result	result;
	int			n, state = 0;
	bool			leaked = false;

	for (n = 64; n <= curve->n; n += 1 + curve->n / 40) {
		bench_judge(curve->time, curve->value, curve->work, n,
		    curve->seasonal, &result);
		if (result.verdict == JUDGE_LEAK)
			state += state % 2 == 0;
		else if (result.verdict == JUDGE_NO_LEAK)
			state += state % 2 == 1;
		*taken_back += leaked && result.verdict != JUDGE_LEAK;
		leaked = result.verdict == JUDGE_LEAK;
	}
	return state >= 3;
}

void
prefixes_show(uint64_t seed, int count, bool verbose)
{
	static struct family_curve	curve;
	int				i, k, flips = 0, back = 0, all = 0;

	for (i = 0; i < families; i++)
		for (k = 0; k < count; k++) {
			family_make(&family[i], seed + (uint64_t)k, &curve);
			all++;
			if (!prefixes_flip(&curve, &back))
				continue;
			flips++;
			if (verbose)
				printf("  %s %llu\n", family[i].name,
				    (unsigned long long)(seed +
				    (uint64_t)k));
		}
	printf("along the way of %d curves: leak, no-leak, leak %d times; a "
	    "leak taken back %d times\n", all, flips, back);
}
