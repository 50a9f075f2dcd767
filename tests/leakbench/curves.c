/*
 * curves.c: a hard set of labelled curves, half semi-synthetic.
 *
 * curves DIR SEED [TRACES]: writes DIR/NNN-kind.tsv and DIR/labels.tsv.  The
 * labels are file, verdict and class and, where they are known, rate (bytes/s),
 * oracle and worth.  An oracle knows the leak's shape and the noise, but not
 * the level.  oracle: samples after which it can tell the leak at alpha .001;
 * worth: the standard deviations that the whole leak is worth to it.
 *
 * An odd seed is to develop on.  An even one has noises and shapes as well
 * that no odd one has, and recorded noise from other files of TRACES.
 */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "random.h"

/* The size of a set and its number of leaks do not depend on the kinds. */
#define CURVES 320
#define LEAKING 140
/* All but one in so many harmless ones have no shape but their noise. */
#define FLAT 4
/* Below this many deviates nobody could be sure. */
#define WORTH 7

static const char	*folder;
static FILE		*labels;
static int		 written;
static bool		 judging;

/* Seconds; some irregular, some with a gap. */
static void
times(struct curve *curve)
{
	static const double	usual[] = { 0.1, 0.25, 1, 10, 60, 3600 };
	double			now = 0, gap = 0;
	int			i, way = random_of(4), at;

	curve->n = (int)random_log(120, CURVE_MOST);
	curve->interval = usual[random_of(6)];
	at = random_of(curve->n);
	if (way == 1)
		gap = random_between(0.05, 0.3) * curve->n;
	for (i = 0; i < curve->n; i++) {
		curve->time[i] = now;
		now += curve->interval * (way == 0 ?
		    -log(1 - random_unit()) * 0.9 + 0.1 : 1);
		if (i == at)
			now += gap * curve->interval;
	}
}

static void
nearest_ar(struct curve *curve)
{
	double	sum = 0, square = 0, cross = 0, last = 0, value;
	int	i;

	for (i = 0; i < curve->n; i++)
		sum += curve->noise[i];
	sum /= curve->n;
	for (i = 0; i < curve->n; i++, last = value) {
		value = curve->noise[i] - sum;
		square += value * value;
		cross += value * last;
	}
	/* A trace may be level to the page: rounding is then the noise. */
	curve->rho = square > 0 ? fmax(0, fmin(0.995, cross / square)) : 0;
	curve->sigma = fmax(0.1, sqrt(square / curve->n));
}

/* Deviates that the shape is worth; *first: samples to reach 3.09 of them. */
static double
oracle(const struct curve *curve, double growth, int *first)
{
	double	a = 0, b = 0, c = 0, one, x, z = 0, rho = curve->rho;
	double	sigma = curve->sigma * sqrt(1 - rho * rho);
	int	i;

	*first = 0;
	for (i = 0; i < curve->n; i++) {
		one = i == 0 ? sqrt(1 - rho * rho) : 1 - rho;
		x = i == 0 ? one * curve->shape[0] :
		    curve->shape[i] - rho * curve->shape[i - 1];
		a += one * one;
		b += one * x;
		c += x * x;
		z = growth * sqrt(fmax(0, c - b * b / a)) / sigma;
		if (*first == 0 && z > 3.09)
			*first = i + 1;
	}
	return z;
}

static void
curve_write(const struct curve *curve, const char *verdict, int first,
    double worth)
{
	double	unit = random_log(4 * CURVE_PAGE, 5e6);
	double	base = unit * random_log(8, 300), value;
	char	name[64], path[512];
	FILE	*file;
	int	i;

	snprintf(name, sizeof name, "%03d-%s-%s.tsv", written++, curve->kind,
	    curve->noise_name);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	fprintf(file, "time\tpid\tstart\tanon\n");
	for (i = 0; i < curve->n; i++) {
		value = base + unit * (curve->noise[i] +
		    curve->growth * curve->shape[i]);
		fprintf(file, "%.3f\t1\t1\t%.0f\n", 1.7e9 + curve->time[i],
		    fmax(0, floor(value / CURVE_PAGE) * CURVE_PAGE));
	}
	fclose(file);
	fprintf(labels, "%s\t%s\t%s\t", name, verdict,
	    curve->class ? curve->class : "-");
	if (curve->slope > 0)
		fprintf(labels, "%.6g", curve->slope * curve->growth * unit);
	else
		fprintf(labels, "-");
	if (first > 0)
		fprintf(labels, "\t%d\t%.1f\n", first, worth);
	else
		fprintf(labels, "\t-\t-\n");
}

static void
curve_begin(struct curve *curve, const struct noise *noise)
{
	memset(curve, 0, sizeof *curve);
	times(curve);
	noise->make(curve);
	nearest_ar(curve);
	curve->noise_name = noise->name;
}

static void
leak_make(const struct shape *shape, const struct noise *noise)
{
	static struct curve	curve;
	int			first = 0;
	double			worth;

	curve_begin(&curve, noise);
	shape->make(&curve);
	curve.kind = shape->name;
	curve.class = shape->class;
	curve.growth = fmax(random_log(2, 60),
	    WORTH / oracle(&curve, 1, &first));
	worth = oracle(&curve, curve.growth, &first);
	/* Stairs lower than the noise cannot be told from a slope. */
	if (strcmp(shape->name, "bursts") == 0 && curve.growth / 16 < 6)
		curve.class = "recurring|sporadic";
	if (strcmp(shape->name, "started") == 0) {
		curve_start_add(&curve);
		first = 0;
	}
	curve_write(&curve, "leak", first, worth);
}

static void
harmless_make(const struct shape *shape, const struct noise *noise)
{
	static struct curve	curve;

	curve_begin(&curve, noise);
	curve.kind = "flat";
	if (shape != NULL) {
		shape->make(&curve);
		curve.kind = shape->name;
		curve.class = shape->class;
		curve.growth = random_log(2, 60);
	}
	curve_write(&curve, curve.class ? "leak|undecided" : "no-leak", 0, 0);
}

static void
curves_make(void)
{
	int	noises = judging ? NOISES + NOISES_KEPT : NOISES;
	int	leaks = judging ? LEAKS + LEAKS_KEPT : LEAKS;
	int	harmless = judging ? HARMLESS + HARMLESS_KEPT : HARMLESS;
	int	i;

	for (i = 0; i < LEAKING; i++)
		leak_make(&curve_leak[i / noises % leaks],
		    &curve_noise[i % noises]);
	for (i = 0; i < CURVES - LEAKING; i++)
		harmless_make(i / noises % FLAT == 0 ?
		    &curve_harmless[(i / noises / FLAT * noises + i % noises)
		    % harmless] : NULL, &curve_noise[i % noises]);
}

int
main(int argc, char **argv)
{
	char		path[512];
	uint64_t	seed;

	if (argc < 3) {
		fprintf(stderr, "usage: curves DIR SEED [TRACES]\n");
		return 2;
	}
	folder = argv[1];
	seed = strtoull(argv[2], NULL, 10);
	judging = seed % 2 == 0;
	curve_traces(argc > 3 ? argv[3] : NULL, judging);
	random_begin(seed);
	snprintf(path, sizeof path, "%s/labels.tsv", folder);
	labels = fopen(path, "w");
	if (labels == NULL) {
		perror(path);
		return 2;
	}
	fprintf(labels, "file\tverdict\tclass\trate\toracle\tworth\n");
	curves_make();
	return fclose(labels) == 0 ? 0 : 2;
}
