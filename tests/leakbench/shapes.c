/* shapes.c: leaks, and what looks like one. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "curve.h"
#include "random.h"

/* --- leaks --- */

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
steady(struct curve *curve)
{
	line_from(curve, 0);
}

static void
onset(struct curve *curve)
{
	line_from(curve, random_between(0.1, 0.5));
}

static void
stairs(struct curve *curve)
{
	int	count = 10 + random_of(40), i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = floor(curve->time[i] /
		    curve->time[curve->n - 1] * count + 0.5) / count;
	curve->slope = 1 / curve->time[curve->n - 1];
}

static void
bursts(struct curve *curve)
{
	int	count = 9 + random_of(16), i, b;

	for (b = 0; b < count; b++)
		for (i = random_of(curve->n); i < curve->n; i++)
			curve->shape[i] += 1.0 / count;
}

void
curve_start_add(struct curve *curve)
{
	double	step = random_between(0.5, 5);
	int	i, end = 1 + random_of(curve->n / 40 + 1);

	for (i = 0; i < curve->n; i++)
		curve->shape[i] += i < end ? step * i / end : step;
}

/* --- no leaks --- */

static void
logarithm(struct curve *curve)
{
	double	pace = random_log(8, 200);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = log(1 + pace * i / curve->n) /
		    log(1 + pace);
}

static void
saturates(struct curve *curve)
{
	double	pace = random_between(2.2, 12);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = 1 - exp(-pace * i / curve->n);
}

static void
ramp(struct curve *curve)
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
		curve->shape[i] = x < 0 || x > 1 ? 0 : sin(x * CURVE_TAU / 2);
	}
}

static void
steps(struct curve *curve, int count, double first, double last)
{
	int	i;

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

/* --- kept for judging --- */

/* Each thing that leaks brings others that leak. */
static void
accelerating(struct curve *curve)
{
	double	x, power = random_between(1.3, 2.2);
	int	i;

	for (i = 0; i < curve->n; i++) {
		x = curve->time[i] / curve->time[curve->n - 1];
		curve->shape[i] = pow(x, power);
	}
}

/* It leaks while there is load: half of each cycle. */
static void
at_work(struct curve *curve)
{
	double	cycles = random_between(4, 12), x, part;
	int	i;

	for (i = 0; i < curve->n; i++) {
		x = curve->time[i] / curve->time[curve->n - 1] * cycles;
		part = x - floor(x);
		curve->shape[i] = (floor(x) + fmin(1, 2 * part)) / cycles;
	}
	curve->slope = 1 / curve->time[curve->n - 1];
}

/* The rate changes with the load, by a factor of up to 3. */
static void
uneven(struct curve *curve)
{
	double	level = 0, rate = 1;
	int	i;

	for (i = 0; i < curve->n; i++) {
		if (random_of(curve->n) < 8)
			rate = random_log(0.6, 1.8);
		curve->shape[i] = level;
		level += rate / curve->n;
	}
}

/* Like the letter S: slow, fast, full. */
static void
logistic(struct curve *curve)
{
	double	middle = random_between(0.15, 0.5);
	double	pace = random_between(12, 40);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = 1 / (1 + exp(-pace *
		    ((double)i / curve->n - middle)));
}

/* Random keys fill a table: fast, then as a root until it is full. */
static void
root(struct curve *curve)
{
	double	full = random_between(0.3, 0.7);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = sqrt(fmin(1, i / full / curve->n));
}

/* A great start that is given back bit by bit. */
static void
settling(struct curve *curve)
{
	double	pace = random_between(3, 15);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = exp(-pace * i / curve->n);
}

/* Load that is higher for a while, from one moment to another. */
static void
plateau(struct curve *curve)
{
	double	begin = random_between(0.1, 0.6);
	double	end = begin + random_between(0.1, 0.35);
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->shape[i] = i >= begin * curve->n && i < end * curve->n;
}

const struct shape	curve_leak[LEAKS + LEAKS_KEPT] = {
	{ "steady", "recurring", steady },
	{ "onset", "recurring", onset },
	{ "stairs", "recurring", stairs },
	{ "bursts", "sporadic", bursts },
	{ "started", "recurring", steady },
	{ "accelerating", "recurring", accelerating },
	{ "atwork", "recurring", at_work },
	{ "uneven", "recurring", uneven },
};

const struct shape	curve_harmless[HARMLESS + HARMLESS_KEPT] = {
	{ "log", NULL, logarithm }, { "saturates", NULL, saturates },
	{ "ramp", NULL, ramp }, { "hump", NULL, hump },
	{ "deployments", NULL, deployments }, { "startup", NULL, start_up },
	{ "walk", NULL, bounded_walk }, { "queue", NULL, queue },
	{ "doubling", NULL, doubling }, { "step", "one-time", one_step },
	{ "logistic", NULL, logistic }, { "root", NULL, root },
	{ "settling", NULL, settling }, { "plateau", NULL, plateau },
};
