/*
 * leakbench.c: how well mleakwatch judges a folder of labelled curves.
 *
 * leakbench [-q] [-v] DIR... (-q: no prefixes)
 *                           DIR/labels.tsv: file, verdict, class and, where
 *                           known, rate (bytes/s) and oracle (samples)
 *
 * leakbench --noise [REPS [SEED]]
 *                           false alarms on AR(1) and on bounded walks
 *
 * leakbench --families [SEED [COUNT [NAME]]]
 *                           curves that a person judges at a glance; with
 *                           VERBOSE set, each that is judged wrongly
 *
 * leakbench --properties [SEED [COUNT]]
 *                           changes that must not change a verdict
 *
 * leakbench --prefixes [SEED [COUNT]]
 *                           verdicts along the way
 *
 * leakbench --loads [SEED [COUNT]]
 *                           load that shifts, by time and by work; counts;
 *                           parts of a system
 *
 * leakbench --left [SEED [COUNT]]
 *                           does the interval of the time left hold?
 *
 * leakbench --trace FILE | FAMILY SEED
 *                           the reasons for a verdict
 *
 * Every sentence is checked by truth.c; NOGATES set: no hand-made gates.
 */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mleakwatch/judge/judge.h"
#include "baseline.h"
#include "bench.h"
#include "random.h"
#include "truth.h"

#define MOST 200000
#define CURVES 4000

struct curve {
	char	file[128], verdict[32], class[48];
	double	rate, oracle;		/* 0: not known */
	int	n;
};

struct tally {
	int	hit, miss, alarm, quiet;
};

static double		when[MOST], bytes[MOST];
static const struct judge_options	defaults;
static bool		verbose, quick;

static struct tally	ours, base[BASELINES];
static int		class_right, class_wrong, covered, rated;
static int		said[3][2], prefixes, taken_back;
static int		why_back[16];
static double		error[CURVES], delay[CURVES], spent;
static int		delays, judged, lies;

/* --- judging --- */

static struct judge_result
judge(const struct series *series)
{
	struct judge_result	result;
	clock_t			begin = clock();

	judge_series(series, &defaults, &result);
	spent += (double)(clock() - begin);
	judged++;
	return result;
}

static void
count(struct tally *tally, bool leak, bool said_leak)
{
	if (leak)
		*(said_leak ? &tally->hit : &tally->miss) += 1;
	else
		*(said_leak ? &tally->alarm : &tally->quiet) += 1;
}

/* Prefixes, each 4 % longer than the last, from 16 samples on. */
static void
delay_measure(const struct curve *curve)
{
	static struct series	series;
	struct judge_result	result;
	int			i, next = 16, first = 0;

	series_free(&series);
	series_begin(&series);
	for (i = 0; i < curve->n; i++) {
		series_add(&series, when[i], bytes[i], (double)NAN);
		if (i + 1 < next && i + 1 < curve->n)
			continue;
		next = next + next / 25 + 1;
		result = judge(&series);
		if (result.verdict == JUDGE_LEAK) {
			if (first == 0)
				first = i + 1;
		} else if (first > 0) {
			taken_back++;
			why_back[result.reason]++;
		}
		prefixes += first > 0;
	}
	if (first > 0 && curve->oracle > 0)
		delay[delays++] = first / curve->oracle;
}

static void
score_rate(const struct curve *curve, const struct judge_result *result)
{
	if (curve->rate <= 0)
		return;
	covered += result->rate_low <= curve->rate &&
	    curve->rate <= result->rate_high;
	error[rated++] = fabs(result->rate / curve->rate - 1);
}

static void
show(const struct curve *curve, const struct judge_result *result)
{
	char	why[JUDGE_WHY];

	judge_why(why, result, NULL);
	printf("%-28s %-14s %-10s %-10s moving %.1f odds %.1f rate %.3g "
	    "[%.3g %.3g] true %.3g: %s\n", curve->file, curve->verdict,
	    judge_verdict_name(result->verdict),
	    judge_class_name(result->class), result->log_odds_moving,
	    result->log_odds_growing, result->rate, result->rate_low,
	    result->rate_high, curve->rate, why);
}

static void
score(struct curve *curve)
{
	static struct series	series;
	struct judge_result	result;
	bool			leak = strncmp(curve->verdict, "leak", 4) == 0;
	bool			either = strchr(curve->verdict, '|') != NULL;
	bool			said_leak, right;
	const char		*lie;
	int			i;

	series_free(&series);
	series_begin(&series);
	for (i = 0; i < curve->n; i++)
		series_add(&series, when[i], bytes[i], (double)NAN);
	result = judge(&series);
	said_leak = result.verdict == JUDGE_LEAK;
	if (getenv("CAL") && result.verdict != JUDGE_UNDECIDED && !either)
		printf("CAL %d %.4f %d\n", said_leak, result.confidence,
		    said_leak == leak);
	right = said_leak == leak;
	/* Where both answers are right, neither counts. */
	if (!either) {
		said[result.verdict][leak]++;
		count(&ours, leak, said_leak);
		for (i = 0; i < BASELINES && getenv("NOGATES") == NULL; i++)
			count(&base[i], leak,
			    baseline[i].leaks(when, bytes, curve->n));
	} else {
		right = true;
	}
	if (leak && said_leak && !either) {
		if (strstr(curve->class, judge_class_name(result.class)))
			class_right++;
		else {
			class_wrong++;
			right = false;
		}
		score_rate(curve, &result);
		if (!quick)
			delay_measure(curve);
	}
	lie = truth_false(when, bytes, curve->n, &result);
	lies += lie != NULL;
	if (verbose || !right || lie != NULL)
		show(curve, &result);
	if (lie != NULL)
		printf("%-28s FALSE: %s\n", curve->file, lie);
}

static void
folder_score(const char *folder)
{
	struct curve	curve;
	char		path[512], line[512], rate[32], oracle[32];
	FILE		*labels;

	snprintf(path, sizeof path, "%s/labels.tsv", folder);
	labels = fopen(path, "r");
	if (labels == NULL || fgets(line, sizeof line, labels) == NULL) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof line, labels) != NULL) {
		memset(&curve, 0, sizeof curve);
		rate[0] = oracle[0] = '\0';
		if (sscanf(line, "%127s %31s %47s %31s %31s", curve.file,
		    curve.verdict, curve.class, rate, oracle) < 3)
			continue;
		curve.rate = strtod(rate, NULL);
		curve.oracle = strtod(oracle, NULL);
		snprintf(path, sizeof path, "%s/%s", folder, curve.file);
		curve.n = samples_file(path, when, bytes, MOST);
		score(&curve);
	}
	fclose(labels);
}

/* --- the report --- */

static int
compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
quantile(double *value, int n, double share)
{
	if (n == 0)
		return NAN;
	qsort(value, (size_t)n, sizeof *value, compare);
	return value[(int)((n - 1) * share)];
}

static double
ratio(double part, double all)
{
	return all > 0 ? part / all : NAN;
}

static void
tally_show(const char *name, const struct tally *tally)
{
	printf("%-31s %5d %5d %5d %5d   %9.3f %6.3f %6.3f\n", name,
	    tally->hit, tally->miss, tally->alarm, tally->quiet,
	    ratio(tally->hit, tally->hit + tally->alarm),
	    ratio(tally->hit, tally->hit + tally->miss),
	    ratio(2 * tally->hit, 2 * tally->hit + tally->miss +
	    tally->alarm));
}

static void
report(void)
{
	int	i;

	printf("\n%-31s %5s %5s %5s %5s   %9s %6s %6s\n", "", "hit", "miss",
	    "alarm", "quiet", "precision", "recall", "F1");
	tally_show("mleakwatch", &ours);
	for (i = 0; i < BASELINES; i++)
		tally_show(baseline[i].name, &base[i]);
	printf("\nsaid      harmless   leak\n");
	for (i = 0; i < 3; i++)
		printf("%-10s %7d %6d\n", judge_verdict_name(
		    (enum judge_verdict)i), said[i][0], said[i][1]);
	printf("class right %.3f of %d found\n", ratio(class_right,
	    class_right + class_wrong), class_right + class_wrong);
	printf("rate: median error %.3f, 95 %% interval holds %.3f of %d\n",
	    quantile(error, rated, 0.5), ratio(covered, rated), rated);
	printf("delay / oracle: median %.2f, 3/4 %.2f, of %d; verdicts "
	    "taken back %.4f of prefixes\n", quantile(delay, delays, 0.5),
	    quantile(delay, delays, 0.75), delays,
	    ratio(taken_back, prefixes));
	printf("taken back, by reason:");
	for (i = 0; i < 10; i++)
		printf(" %d", why_back[i]);
	printf("\nfalse sentences: %d\n", lies);
	printf("%.0f us a judgement\n",
	    spent / judged * 1e6 / CLOCKS_PER_SEC);
}

static const char	usage[] =
    "usage: leakbench [-q] [-v] DIR...\n"
    "       leakbench --trace FILE | --trace FAMILY SEED\n"
    "       leakbench --families [SEED [COUNT [NAME]]]\n"
    "       leakbench --properties [SEED [COUNT]]\n"
    "       leakbench --prefixes [SEED [COUNT]]\n"
    "       leakbench --loads [SEED [COUNT]]\n"
    "       leakbench --left [SEED [COUNT]]\n"
    "       leakbench --noise [REPEATS [SEED]]\n"
    "-q: no prefixes; -v: a line for each curve.  leakbench.c says more.\n";

/* Sets that are made here, from a seed. */
static const struct mode {
	const char	*name;
	void		(*show)(uint64_t seed, int count, bool verbose);
} mode[] = {
	{ "--properties", properties_show }, { "--prefixes", prefixes_show },
	{ "--loads", loads_show }, { "--left", left_show },
};
#define MODES (sizeof mode / sizeof mode[0])

int
main(int argc, char **argv)
{
	size_t	k;
	int	i = 1;

	if (argc > 1 && strcmp(argv[1], "--noise") == 0) {
		random_begin(argc > 3 ? strtoull(argv[3], NULL, 10) :
		    20260101);
		alarms_show(argc > 2 ? atoi(argv[2]) : 1000);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--trace") == 0) {
		struct series	series;
		int		n = samples_file(argv[2], when, bytes, MOST);

		series_begin(&series);
		for (i = 0; i < n; i++)
			series_add(&series, when[i], bytes[i], (double)NAN);
		trace_show(&series, &defaults);
		series_free(&series);
		return 0;
	}
	if (argc > 3 && strcmp(argv[1], "--trace") == 0) {
		family_trace(argv[2], strtoull(argv[3], NULL, 10));
		return 0;
	}
	for (k = 0; argc > 1 && k < MODES; k++)
		if (strcmp(argv[1], mode[k].name) == 0) {
			mode[k].show(argc > 2 ? strtoull(argv[2], NULL, 10) :
			    1, argc > 3 ? atoi(argv[3]) : 10,
			    getenv("VERBOSE") != NULL);
			return 0;
		}
	if (argc > 1 && strcmp(argv[1], "--families") == 0) {
		families_show(argc > 2 ? strtoull(argv[2], NULL, 10) : 1,
		    argc > 3 ? atoi(argv[3]) : 40, argc > 4 ? argv[4] : NULL,
		    getenv("VERBOSE") != NULL);
		return 0;
	}
	for (; i < argc && (strcmp(argv[i], "-q") == 0 ||
	    strcmp(argv[i], "-v") == 0); i++)
		*(argv[i][1] == 'v' ? &verbose : &quick) = true;
	if (i == argc || argv[i][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	for (; i < argc; i++)
		folder_score(argv[i]);
	report();
	return 0;
}
