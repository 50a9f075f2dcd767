/* families.c: a table of how families of curves are judged. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mleakwatch/judge/judge.h"
#include "baseline.h"
#include "bench.h"
#include "family.h"
#include "truth.h"

struct score {
	int	right, wrong, open, lies, class_right, class_said;
	int	rate_held, rated;
};

/* Leaks and no leaks alone; families that may be either do not count. */
struct tally {
	int	hit, miss, alarm;
};

static struct tally	ours, gates[BASELINES];

static void
tally_add(struct tally *tally, unsigned right, bool leak)
{
	tally->hit += right == FAMILY_LEAK && leak;
	tally->miss += right == FAMILY_LEAK && !leak;
	tally->alarm += (right & FAMILY_LEAK) == 0 && leak;
}

static void
tally_print(const char *name, const struct tally *tally)
{
	double	twice = 2.0 * tally->hit;

	printf("%-31s precision %.3f, recall %.3f, F1 %.3f\n", name,
	    twice / (twice + 2 * tally->alarm),
	    twice / (twice + 2 * tally->miss),
	    twice / (twice + tally->alarm + tally->miss));
}

static bool		gates_wanted;

/* Claims by confidence: how many, how many are right. */
#define LEVELS 5
static const double	level_from[LEVELS + 1] = { 0, .5, .8, .9, .99, 1.01 };
static int		claimed[2][LEVELS], held[2][LEVELS];

static unsigned
verdict_bit(enum judge_verdict verdict)
{
	return verdict == JUDGE_LEAK ? FAMILY_LEAK :
	    verdict == JUDGE_NO_LEAK ? FAMILY_NONE : FAMILY_UNDECIDED;
}

static void
bench_judge_as(const double *time, const double *value, const double *work,
    int n, const struct judge_options *options, struct judge_result *result)
{
	static struct series	series;
	int			i;

	series_begin(&series);
	for (i = 0; i < n; i++)
		series_add(&series, time[i], value[i], work ? work[i] :
		    (double)NAN);
	judge_series(&series, options, result);
	series_free(&series);
}

void
bench_judge(const double *time, const double *value, const double *work,
    int n, double seasonal, struct judge_result *result)
{
	struct judge_options	options = { .seasonal = seasonal };

	bench_judge_as(time, value, work, n, &options, result);
}

void
bench_judge_work(const double *work, const double *value, int n,
    struct judge_result *result)
{
	static const struct judge_options	options = { .by_work = true };

	bench_judge_as(work, value, NULL, n, &options, result);
}

static void
calibration_count(const struct family *which,
    const struct judge_result *result)
{
	bool	leak = result->verdict == JUDGE_LEAK, right;
	int	i = 0;

	if (result->verdict == JUDGE_UNDECIDED)
		return;
	while (result->confidence >= level_from[i + 1])
		i++;
	right = (which->right & verdict_bit(result->verdict)) != 0;
	claimed[leak][i]++;
	held[leak][i] += right;
}

static void
curve_score(const struct family *which, const struct family_curve *curve,
    const struct judge_result *result, struct score *score)
{
	bool	right = (which->right & verdict_bit(result->verdict)) != 0;
	int	i;

	score->right += right;
	score->open += !right && result->verdict == JUDGE_UNDECIDED;
	score->wrong += !right && result->verdict != JUDGE_UNDECIDED;
	score->lies += truth_false(curve->time, curve->value, curve->n,
	    result) != NULL;
	if (result->verdict == JUDGE_LEAK && which->class != NULL) {
		score->class_said++;
		score->class_right += strcmp(which->class,
		    judge_class_name(result->class)) == 0;
	}
	if (right && result->verdict == JUDGE_LEAK && curve->rate > 0) {
		score->rated++;
		score->rate_held += result->rate_low <= curve->rate &&
		    curve->rate <= result->rate_high;
	}
	tally_add(&ours, which->right, result->verdict == JUDGE_LEAK);
	for (i = 0; i < BASELINES && gates_wanted; i++)
		tally_add(&gates[i], which->right, baseline[i].leaks(
		    curve->time, curve->value, curve->n));
	calibration_count(which, result);
}

static void
curve_show(const struct family *which, uint64_t seed,
    const struct family_curve *curve, const struct judge_result *result)
{
	char		why[JUDGE_WHY];
	const char	*lie = truth_false(curve->time, curve->value,
			    curve->n, result);
	bool		right = (which->right &
			    verdict_bit(result->verdict)) != 0;

	if (right && lie == NULL && (result->verdict != JUDGE_LEAK ||
	    which->class == NULL || strcmp(which->class,
	    judge_class_name(result->class)) == 0))
		return;
	judge_why(why, result, NULL);
	printf("  %llu %s: %s %s, %s%s%s\n", (unsigned long long)seed,
	    which->name, judge_verdict_name(result->verdict),
	    judge_class_name(result->class), why, lie ? "; FALSE: " : "",
	    lie ? lie : "");
}

static void
score_add(struct score *sum, const struct score *score)
{
	sum->right += score->right;
	sum->wrong += score->wrong;
	sum->open += score->open;
	sum->lies += score->lies;
	sum->class_right += score->class_right;
	sum->class_said += score->class_said;
	sum->rate_held += score->rate_held;
	sum->rated += score->rated;
}

static void
score_show(const char *name, const struct score *score)
{
	printf("%-30s %5d %5d %5d %5d %4d/%-4d %4d/%-4d", name, score->right,
	    score->wrong, score->open, score->lies, score->class_right,
	    score->class_said, score->rate_held, score->rated);
	putchar('\n');
}

static void
calibration_show(void)
{
	int	leak, i;

	for (leak = 1; leak >= 0; leak--)
		for (i = 0; i < LEVELS; i++)
			if (claimed[leak][i] > 0)
				printf("%s at confidence %.2f to %.2f: %d of "
				    "%d right\n", leak ? "leak" : "no-leak",
				    level_from[i], fmin(1, level_from[i + 1]),
				    held[leak][i], claimed[leak][i]);
}

/* A slip in a name must not look like a set without a fault. */
static void
family_check(const char *name)
{
	int	i;

	for (i = 0; i < families; i++)
		if (strcmp(name, family[i].name) == 0)
			return;
	fprintf(stderr, "leakbench: %s: no such family (leakbench --families "
	    "2 1 lists them)\n", name);
	exit(2);
}

void
families_show(uint64_t seed, int count, const char *only, bool verbose)
{
	static struct family_curve	curve;
	struct score			score, sum = { 0 };
	struct judge_result		result;
	int				i, k;

	if (only != NULL)
		family_check(only);
	gates_wanted = getenv("NOGATES") == NULL;
	printf("%-30s %5s %5s %5s %5s %9s %9s", "", "right", "wrong", "open",
	    "false", "class", "rate");
	putchar('\n');
	for (i = 0; i < families; i++) {
		if (only != NULL && strcmp(only, family[i].name) != 0)
			continue;
		memset(&score, 0, sizeof score);
		for (k = 0; k < count; k++) {
			family_make(&family[i], seed + (uint64_t)k, &curve);
			bench_judge(curve.time, curve.value, curve.work,
			    curve.n, curve.seasonal, &result);
			curve_score(&family[i], &curve, &result, &score);
			if (verbose)
				curve_show(&family[i], seed + (uint64_t)k,
				    &curve, &result);
		}
		score_show(family[i].name, &score);
		score_add(&sum, &score);
	}
	score_show("all", &sum);
	calibration_show();
	tally_print("mleakwatch", &ours);
	for (i = 0; i < BASELINES && gates_wanted; i++)
		tally_print(baseline[i].name, &gates[i]);
}

void
family_trace(const char *name, uint64_t seed)
{
	static struct family_curve	curve;
	struct judge_options		options = { 0 };
	struct series			series;
	int				i, k;

	family_check(name);
	for (i = 0; i < families; i++) {
		if (strcmp(name, family[i].name) != 0)
			continue;
		family_make(&family[i], seed, &curve);
		series_begin(&series);
		for (k = 0; k < curve.n; k++)
			series_add(&series, curve.time[k], curve.value[k],
			    curve.work[k]);
		options.seasonal = curve.seasonal;
		trace_show(&series, &options);
		series_free(&series);
	}
}
