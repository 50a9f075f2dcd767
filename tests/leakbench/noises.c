/* noises.c: what a process's memory does that leaks nothing. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "curve.h"
#include "random.h"

static const char	*traces;
static int		 from;

static void
autoregressive(struct curve *curve, double rho)
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
white(struct curve *curve)
{
	autoregressive(curve, 0);
}

static void
half(struct curve *curve)
{
	autoregressive(curve, 0.5);
}

static void
nine(struct curve *curve)
{
	autoregressive(curve, 0.9);
}

static void
near_one(struct curve *curve)
{
	autoregressive(curve, 0.99);
}

/* A collector that runs whenever a limit, not always the same, is reached. */
static void
saw(struct curve *curve)
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
daily(struct curve *curve)
{
	double	cycles = random_between(3, 14), phase = random_unit();
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->noise[i] = 0.3 * random_normal() + 1.3 *
		    sin(CURVE_TAU * (phase + cycles * i / curve->n));
}

static void
spiky(struct curve *curve)
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

void
curve_traces(const char *folder, int first)
{
	traces = folder;
	from = first;
}

static int
trace_read(const char *name, double value[CURVE_MOST])
{
	char	path[512], line[1024];
	double	anon, shmem, swap;
	FILE	*file;
	int	n = 0;

	snprintf(path, sizeof path, "%s/%s.tsv", traces, name);
	file = fopen(path, "r");
	if (file == NULL)
		return 0;
	while (n < CURVE_MOST && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "%*s %*s %*s %*s %*s %lf %*s %lf %lf",
		    &anon, &shmem, &swap) == 3)
			value[n++] = anon + shmem + swap;
	fclose(file);
	return n;
}

/* The curve of a real process without its start: the last 60 %. */
static void
recorded(struct curve *curve)
{
	static double	value[CURVE_MOST];
	int		n, first, i, pick = random_of(6) * 2 + from;
	double		sum = 0, squares = 0;

	n = traces ? trace_read(healthy[pick], value) : 0;
	if (n == 0) {
		saw(curve);
		return;
	}
	first = n * 2 / 5;
	if (curve->n > n - first)
		curve->n = n - first;
	for (i = 0; i < curve->n; i++) {
		sum += value[first + i];
		squares += value[first + i] * value[first + i];
	}
	sum /= curve->n;
	squares = sqrt(fmax(squares / curve->n - sum * sum,
	    CURVE_PAGE * CURVE_PAGE));
	for (i = 0; i < curve->n; i++)
		curve->noise[i] = (value[first + i] - sum) / squares;
}

/* --- kept for judging --- */

/* Shocks as of Student's t with three degrees of freedom. */
static void
heavy(struct curve *curve)
{
	double	value = 0, square, normal;
	int	i, k;

	for (i = 0; i < curve->n; i++) {
		for (square = 0, k = 0; k < 3; k++) {
			normal = random_normal();
			square += normal * normal;
		}
		value = 0.6 * value + 0.46 * random_normal() /
		    sqrt(square / 3);
		curve->noise[i] = value;
	}
}

/* Load that is there or not. */
static void
telegraph(struct curve *curve)
{
	double	stay = random_log(0.02, 0.2);
	int	i, on = random_of(2);

	for (i = 0; i < curve->n; i++) {
		if (random_unit() < stay)
			on = !on;
		curve->noise[i] = 2 * on + 0.2 * random_normal();
	}
}

/* Swings about its level: AR(2) with a period of 10 to 40 samples. */
static void
swinging(struct curve *curve)
{
	double	period = random_between(10, 40), last = 0, now = 0, next;
	int	i;

	for (i = -200; i < curve->n; i++) {
		next = 1.9 * cos(CURVE_TAU / period) * now - 0.9025 * last +
		    0.1 * random_normal();
		last = now;
		now = next;
		if (i >= 0)
			curve->noise[i] = now;
	}
}

/* Requests that each hold memory while they run: they come in clusters. */
static void
requests(struct curve *curve)
{
	double	rate = 0.3, level = 0;
	int	i;

	for (i = 0; i < curve->n; i++) {
		if (random_unit() < 0.02)
			rate = random_log(0.05, 2);
		if (random_unit() < rate)
			level += random_log(0.1, 2);
		level *= 0.9;
		curve->noise[i] = level;
	}
}

const struct noise	curve_noise[NOISES + NOISES_KEPT] = {
	{ "white", white }, { "ar.5", half }, { "ar.9", nine },
	{ "ar.99", near_one }, { "saw", saw }, { "daily", daily },
	{ "spiky", spiky }, { "recorded", recorded },
	{ "heavy", heavy }, { "telegraph", telegraph },
	{ "swinging", swinging }, { "requests", requests },
};
