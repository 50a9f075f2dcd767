/*
 * curves.c: a hard set of labelled curves, half semi-synthetic.
 *
 * curves DIR SEED [TRACES [EASY]]: writes DIR/NNN-kind.tsv and DIR/labels.tsv with
 * file, verdict, class and, where they are known, rate (bytes/s) and oracle:
 * the samples after which somebody who knew the leak's shape and the noise,
 * but not the level, could expect to tell it at alpha .001.  An even seed
 * takes recorded noise from every other file of TRACES, an odd one from the
 * rest, so that sets of even and of odd seeds share nothing.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define MOST 2000
#define PAGE 4096.0
#define TAU 6.283185307179586

struct curve {
	int		n;
	double		interval;
	double		time[MOST];
	double		noise[MOST];	/* standard deviation about 1 */
	double		shape[MOST];	/* 0 to 1 at most */
	double		rho, sigma;	/* AR(1) nearest to the noise */
	double		growth;		/* of the shape, in noise */
	double		slope;		/* of the shape's leak, 1/s */
	const char	*class;
	const char	*kind;
	const char	*noise_name;
};

static const char	*folder, *traces;
static uint64_t		 seed;
static FILE		*labels;
static int		 written;

/* --- noise --- */

static void
noise_ar(struct curve *curve, double rho)
{
	double	value = random_normal();
	int	i;

	for (i = 0; i < curve->n; i++) {
		curve->noise[i] = value;
		value = rho * value +
		    sqrt(1 - rho * rho) * random_normal();
	}
}

static void
noise_white(struct curve *curve)
{
	noise_ar(curve, 0);
}

static void
noise_half(struct curve *curve)
{
	noise_ar(curve, 0.5);
}

static void
noise_nine(struct curve *curve)
{
	noise_ar(curve, 0.9);
}

static void
noise_near_one(struct curve *curve)
{
	noise_ar(curve, 0.99);
}

/* A collector that runs whenever a limit, not always the same, is reached. */
static void
noise_saw(struct curve *curve)
{
	double	step = random_log(0.02, 0.3), level = random_unit();
	double	limit = random_between(0.7, 1);
	int	i;

	for (i = 0; i < curve->n; i++) {
		level += step * random_between(0.5, 1.5);
		if (level > limit) {
			level = random_between(0, 0.08);
			limit = random_between(0.7, 1);
		}
		curve->noise[i] = level * 3.5 + 0.05 * random_normal();
	}
}

static void
noise_daily(struct curve *curve)
{
	double	cycles = random_between(3, 14), phase = random_unit();
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->noise[i] = 0.3 * random_normal() + 1.3 *
		    sin(TAU * (phase + cycles * i / curve->n));
}

static void
noise_spiky(struct curve *curve)
{
	double	rate = random_between(0.01, 0.08), spike = 0;
	int	i;

	for (i = 0; i < curve->n; i++) {
		spike = random_unit() < rate ? random_log(4, 40) :
		    random_unit() < 0.5 ? spike : 0;
		curve->noise[i] = spike + 0.3 * random_normal();
	}
}

static const char *const healthy[] = {
	"c_diurnal", "c_gcsaw", "c_lru", "c_noise", "c_session", "c_spike",
	"go_healthy", "node_healthy", "py_batch", "c_idle", "py_lru", "py_none"
};

static int
trace_read(const char *name, double value[MOST])
{
	char	path[512], line[1024];
	double	anon, shmem, swap;
	FILE	*file;
	int	n = 0;

	snprintf(path, sizeof path, "%s/%s.tsv", traces, name);
	file = fopen(path, "r");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	while (n < MOST && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "%*s %*s %*s %*s %*s %lf %*s %lf %lf",
		    &anon, &shmem, &swap) == 3)
			value[n++] = anon + shmem + swap;
	fclose(file);
	return n;
}

/* What a real process does once it has started: the last 60 %. */
static void
noise_recorded(struct curve *curve)
{
	static double	value[MOST];
	int		n, first, i, pick = random_of(6) * 2 + (int)(seed % 2);
	double		sum = 0, squares = 0;

	if (traces == NULL) {
		noise_saw(curve);
		return;
	}
	n = trace_read(healthy[pick], value);
	first = n * 2 / 5;
	if (curve->n > n - first)
		curve->n = n - first;
	for (i = 0; i < curve->n; i++) {
		sum += value[first + i];
		squares += value[first + i] * value[first + i];
	}
	sum /= curve->n;
	squares = sqrt(fmax(squares / curve->n - sum * sum, PAGE * PAGE));
	for (i = 0; i < curve->n; i++)
		curve->noise[i] = (value[first + i] - sum) / squares;
}

static const struct {
	const char	*name;
	void		(*make)(struct curve *);
} noises[] = {
	{ "white", noise_white },
	{ "ar.5", noise_half },
	{ "ar.9", noise_nine },
	{ "ar.99", noise_near_one },
	{ "saw", noise_saw },
	{ "daily", noise_daily },
	{ "spiky", noise_spiky },
	{ "recorded", noise_recorded },
};
#define NOISES (int)(sizeof noises / sizeof noises[0])

/* --- shapes --- */

static void
flat(struct curve *curve)
{
	memset(curve->shape, 0, sizeof curve->shape);
}

static void
line_from(struct curve *curve, double onset)
{
	int	i;
	double	x;

	for (i = 0; i < curve->n; i++) {
		x = curve->time[i] / curve->time[curve->n - 1];
		curve->shape[i] = x < onset ? 0 : (x - onset) / (1 - onset);
	}
	curve->slope = 1 / (1 - onset) / curve->time[curve->n - 1];
}

static void
leak_steady(struct curve *curve)
{
	line_from(curve, 0);
}

static void
leak_onset(struct curve *curve)
{
	line_from(curve, random_between(0.1, 0.5));
}

static void
leak_stairs(struct curve *curve)
{
	int	stairs = 10 + random_of(40), i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = floor((double)i / curve->n * stairs + 0.5) /
		    stairs;
	curve->slope = 1 / curve->time[curve->n - 1];
}

static void
leak_bursts(struct curve *curve)
{
	int	bursts = 9 + random_of(16), i, b;

	memset(curve->shape, 0, sizeof curve->shape);
	for (b = 0; b < bursts; b++)
		for (i = random_of(curve->n); i < curve->n; i++)
			curve->shape[i] += 1.0 / bursts;
}

/* A leak that comes after the start-up has allocated much more. */
static void
leak_started(struct curve *curve)
{
	line_from(curve, 0);
}

static void
start_add(struct curve *curve)
{
	double	step = random_between(0.5, 5);
	int	i, end = 1 + random_of(curve->n / 40 + 1);

	for (i = 0; i < curve->n; i++)
		curve->shape[i] += i < end ? step * i / end : step;
}

static void
warm_log(struct curve *curve)
{
	double	pace = random_log(8, 200);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = log(1 + pace * i / curve->n) /
		    log(1 + pace);
}

static void
warm_saturates(struct curve *curve)
{
	double	pace = random_between(2.2, 12);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = 1 - exp(-pace * i / curve->n);
}

static void
warm_ramp(struct curve *curve)
{
	double	end = random_between(0.1, 0.7);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = fmin(1, i / end / curve->n);
}

static void
hump(struct curve *curve)
{
	double	begin = random_between(0, 0.5), x;
	double	width = random_between(0.3, fmin(0.8, 0.95 - begin));
	int	i;

	for (i = 0; i < curve->n; i++) {
		x = ((double)i / curve->n - begin) / width;
		curve->shape[i] = x < 0 || x > 1 ? 0 : sin(x * TAU / 2);
	}
}

static void
steps(struct curve *curve, int count, double first, double last)
{
	int	i;

	memset(curve->shape, 0, sizeof curve->shape);
	while (count-- > 0)
		for (i = (int)(random_between(first, last) * curve->n);
		    i < curve->n; i++)
			curve->shape[i] += 1;
}

static void
one_step(struct curve *curve)
{
	steps(curve, 1, 0.15, 0.85);
}

static void
deployments(struct curve *curve)
{
	steps(curve, 2, 0.05, 0.85);
}

static void
start_up(struct curve *curve)
{
	steps(curve, 3, 0, 0.08);
}

/* A walk that is held between two bounds and meets them a few times. */
static void
bounded_walk(struct curve *curve)
{
	double	level = random_unit(), size = random_between(2, 5) /
		    sqrt(curve->n);
	int	i;

	for (i = 0; i < curve->n; i++) {
		curve->shape[i] = level;
		level += size * random_normal();
		if (level < 0)
			level = -level;
		if (level > 1)
			level = fmax(0, 2 - level);
	}
}

/* A queue that fills slowly and is drained at once, a few times. */
static void
queue(struct curve *curve)
{
	double	fills = random_between(2.5, 9);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = fmod(fills * i / curve->n, 1);
}

/* A pool that doubles: every growth is rarer than the last. */
static void
doubling(struct curve *curve)
{
	double	pace = random_log(20, 200);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = floor(log2(1 + pace * i / curve->n)) /
		    log2(1 + pace);
}

struct kind {
	const char	*name, *class;	/* class NULL: no leak */
	void		(*make)(struct curve *);
};

static const struct kind leaks[] = {
	{ "steady", "recurring", leak_steady },
	{ "onset", "recurring", leak_onset },
	{ "stairs", "recurring", leak_stairs },
	{ "bursts", "sporadic", leak_bursts },
	{ "started", "recurring", leak_started },
};
static const struct kind harmless[] = {
	{ "flat", NULL, flat },
	{ "log", NULL, warm_log },
	{ "saturates", NULL, warm_saturates },
	{ "ramp", NULL, warm_ramp },
	{ "hump", NULL, hump },
	{ "step", "one-time", one_step },
	{ "deployments", NULL, deployments },
	{ "startup", NULL, start_up },
	{ "walk", NULL, bounded_walk },
	{ "queue", NULL, queue },
	{ "doubling", NULL, doubling },
};
#define LEAKS (int)(sizeof leaks / sizeof leaks[0])
#define HARMLESS (int)(sizeof harmless / sizeof harmless[0])

/* --- putting together --- */

/* Seconds; some irregular, some with a gap. */
static void
times(struct curve *curve)
{
	static const double	usual[] = { 0.1, 0.25, 1, 10, 60, 3600 };
	double			now = 0, gap = 0;
	int			i, way = random_of(4), at;

	curve->n = (int)random_log(100, MOST);
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
curve_write(const struct curve *curve, const char *verdict, double unit,
    int first)
{
	char	name[64], path[512];
	double	base = random_log(4e6, 4e9) + 60 * unit, value;
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
		    fmax(0, floor(value / PAGE) * PAGE));
	}
	fclose(file);
	fprintf(labels, "%s\t%s\t%s\t", name, verdict,
	    curve->class ? curve->class : "-");
	if (curve->slope > 0)
		fprintf(labels, "%.6g", curve->slope * curve->growth * unit);
	else
		fprintf(labels, "-");
	fprintf(labels, first > 0 ? "\t%d\n" : "\t-\n", first);
}

static void
curve_make(const struct kind *kind, int noise, double worth, bool leak)
{
	static struct curve	curve;
	int			first = 0;

	memset(&curve, 0, sizeof curve);
	times(&curve);
	noises[noise].make(&curve);
	nearest_ar(&curve);
	kind->make(&curve);
	curve.kind = kind->name;
	curve.class = kind->class;
	curve.noise_name = noises[noise].name;
	curve.growth = 1;
	if (kind->make != flat)
		curve.growth = worth / oracle(&curve, 1, &first);
	oracle(&curve, curve.growth, &first);
	/* Stairs lower than the noise cannot be told from a slope. */
	if (leak && kind->make == leak_bursts && curve.growth / 16 < 6)
		curve.class = "recurring|sporadic";
	if (kind->make == leak_started)
		start_add(&curve);
	if (!leak || kind->make == leak_started)
		first = 0;
	curve_write(&curve, leak ? "leak" : kind->class ?
	    "leak|undecided" : "no-leak", random_log(8 * PAGE, 5e6), first);
}

int
main(int argc, char **argv)
{
	static const double	worth[] = { 7, 10, 15, 30, 100 };
	char			path[512];
	int			i, k, easy;	/* of worth, left out: 0-4 */

	if (argc < 3) {
		fprintf(stderr, "usage: curves DIR SEED [TRACES [EASY]]\n");
		return 2;
	}
	folder = argv[1];
	seed = strtoull(argv[2], NULL, 10);
	traces = argc > 3 ? argv[3] : NULL;
	easy = argc > 4 ? atoi(argv[4]) % 5 : 0;
	random_begin(seed);
	snprintf(path, sizeof path, "%s/labels.tsv", folder);
	labels = fopen(path, "w");
	if (labels == NULL) {
		perror(path);
		return 2;
	}
	fprintf(labels, "file\tverdict\tclass\trate\toracle\n");
	for (i = 0; i < NOISES; i++) {
		for (k = 0; k < LEAKS * 4; k++)
			curve_make(&leaks[k % LEAKS], i,
			    worth[easy + random_of(5 - easy)], true);
		for (k = 0; k < HARMLESS * 2; k++)
			curve_make(&harmless[k % HARMLESS], i,
			    worth[easy + random_of(5 - easy)], false);
	}
	return fclose(labels) == 0 ? 0 : 2;
}
