/* family.c: curves that a person judges at a glance, by family. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "family.h"
#include "random.h"

#define TAU 6.283185307179586
#define PAGE 4096.0

/* Draws common to all: when, how high, how noisy. */
static double	base, unit;

static void
times_even(struct family_curve *curve)
{
	static const double	interval[] = { 0.25, 1, 5, 10, 60, 300 };
	double			step = interval[random_of(6)];
	int			i;

	curve->n = (int)random_log(240, 1200);
	for (i = 0; i < curve->n; i++)
		curve->time[i] = 1.7e9 + step * i;
}

/* 0 to 1 */
static double
place(const struct family_curve *curve, int i)
{
	return (curve->time[i] - curve->time[0]) /
	    (curve->time[curve->n - 1] - curve->time[0]);
}

static double
span(const struct family_curve *curve)
{
	return curve->time[curve->n - 1] - curve->time[0];
}

static void
begin(struct family_curve *curve)
{
	int	i;

	times_even(curve);
	base = random_log(8e6, 2e9);
	/* Noise: 16 KiB to a hundredth of the level. */
	unit = random_log(4 * PAGE, fmax(8 * PAGE, base / 100));
	for (i = 0; i < curve->n; i++)
		curve->value[i] = base;
}

static void
white(struct family_curve *curve)
{
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->value[i] += unit * random_normal();
}

static void
autoregressive(struct family_curve *curve, double rho, double size)
{
	double	value = random_normal();
	int	i;

	for (i = 0; i < curve->n; i++) {
		curve->value[i] += size * value;
		value = rho * value + sqrt(1 - rho * rho) * random_normal();
	}
}

/* Growth in units of the noise, over the whole, from a place on. */
static void
line(struct family_curve *curve, double growth, double from)
{
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->value[i] += growth * unit *
		    fmax(0, place(curve, i) - from) / (1 - from);
	curve->rate += growth * unit / (1 - from) / span(curve);
}

static void
step(struct family_curve *curve, double at, double height)
{
	int	i;

	for (i = 0; i < curve->n; i++)
		if (place(curve, i) >= at)
			curve->value[i] += height;
}

static void
warm(struct family_curve *curve, double height, double constant)
{
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->value[i] += height *
		    (1 - exp(-place(curve, i) / constant));
}

static void
wave(struct family_curve *curve, double size, double cycles)
{
	double	phase = random_unit();
	int	i;

	for (i = 0; i < curve->n; i++)
		curve->value[i] += size *
		    sin(TAU * (phase + cycles * place(curve, i)));
}

static void
saw(struct family_curve *curve, double size, double period)
{
	double	at = random_unit() * period, limit = period;
	int	i;

	for (i = 0; i < curve->n; i++) {
		curve->value[i] += size * at / period;
		if (++at > limit) {
			at = 0;
			limit = period * random_between(0.8, 1.2);
		}
	}
}

/* --- leaks --- */

static void
leak_steady(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	line(curve, random_log(15, 500), 0);
}

static void
leak_memory(struct family_curve *curve)
{
	begin(curve);
	autoregressive(curve, random_between(0.5, 0.9), unit);
	line(curve, random_log(25, 500), 0);
}

static void
leak_clean(struct family_curve *curve)
{
	begin(curve);
	line(curve, random_log(100, 5000), 0);
}

static void
leak_saw(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	saw(curve, unit * random_between(5, 40), random_between(6, 20));
	line(curve, random_log(60, 400), 0);
}

static void
leak_stairs(struct family_curve *curve)
{
	int	count = 8 + random_of(20), i;
	double	height, off = random_unit();

	begin(curve);
	white(curve);
	height = random_log(15, 80) * unit;
	for (i = 0; i < count; i++)
		step(curve, (i + off) / count, height);
	curve->rate = height * count / span(curve);
}

/* Bursts at the times of chance, but in no long half without one. */
static void
leak_bursts(struct family_curve *curve)
{
	double	at = 0, height;
	int	count = 0;

	begin(curve);
	white(curve);
	height = random_log(20, 100) * unit;
	while (at < 1) {
		at += -log(1 - random_unit()) / random_between(10, 14);
		if (at < 1 && ++count)
			step(curve, at, height * random_between(0.5, 1.5));
	}
	step(curve, random_between(0.85, 0.96), height);
	step(curve, random_between(0.5, 0.6), height);
}

static void
leak_onset(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	line(curve, random_log(20, 300), random_between(0.2, 0.6));
}

static void
leak_after_warm(struct family_curve *curve)
{
	double	growth = random_log(30, 400);

	begin(curve);
	white(curve);
	warm(curve, growth * unit * random_between(0.2, 0.6),
	    random_between(0.02, 0.06));
	line(curve, growth, 0);
}

static void
leak_slower(struct family_curve *curve)
{
	double	growth = random_log(30, 300);

	begin(curve);
	white(curve);
	warm(curve, growth * unit * random_between(1.5, 6),
	    random_between(0.02, 0.08));
	line(curve, growth, 0);
}

static void
leak_slower_ramp(struct family_curve *curve)
{
	double	growth = random_log(30, 300);
	double	end = random_between(0.1, 0.3), height;
	int	i;

	begin(curve);
	white(curve);
	height = growth * unit * random_between(1.5, 5);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height * fmin(1, place(curve, i) / end);
	line(curve, growth, 0);
}

static void
leak_after_steps(struct family_curve *curve)
{
	double	growth = random_log(20, 300);
	int	count = 2 + random_of(3), i;

	begin(curve);
	white(curve);
	for (i = 0; i < count; i++)
		step(curve, random_between(0.02, 0.3),
		    growth * unit * random_between(0.2, 1.5));
	line(curve, growth, 0);
}

static void
leak_fall(struct family_curve *curve)
{
	double	growth = random_log(20, 300), at;

	begin(curve);
	white(curve);
	line(curve, growth, 0);
	at = random_between(0.3, 0.7);
	step(curve, at, -at * growth * unit * random_between(0.3, 0.85));
}

static void
leak_wave(struct family_curve *curve)
{
	double	growth = random_log(30, 300);

	begin(curve);
	white(curve);
	wave(curve, growth * unit * random_between(0.1, 0.5),
	    random_between(3.5, 14));
	line(curve, growth, 0);
}

static void
leak_day(struct family_curve *curve)
{
	double	growth = random_log(30, 200), cycles = random_between(1.1, 1.4);

	begin(curve);
	white(curve);
	wave(curve, growth * unit * random_between(0.1, 0.6), cycles);
	line(curve, growth, 0);
	curve->seasonal = span(curve) / cycles;
}

static void
leak_two_days(struct family_curve *curve)
{
	double	growth = random_log(30, 200);

	begin(curve);
	white(curve);
	wave(curve, growth * unit * random_between(0.1, 0.5),
	    random_between(1.9, 2.2));
	line(curve, growth, 0);
}

static void
leak_faster(struct family_curve *curve)
{
	double	growth = random_log(30, 400) * 1, power;
	int	i;

	begin(curve);
	white(curve);
	power = random_between(1.3, 2.5);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += growth * unit * pow(place(curve, i), power);
}

static void
leak_spikes(struct family_curve *curve)
{
	int	i;

	begin(curve);
	white(curve);
	line(curve, random_log(20, 300), 0);
	for (i = 0; i < curve->n; i++)
		if (random_of(40) == 0)
			curve->value[i] += unit * random_log(10, 200);
}

static void
leak_irregular(struct family_curve *curve)
{
	double	interval;
	int	i;

	begin(curve);
	interval = curve->time[1] - curve->time[0];
	for (i = 1; i < curve->n; i++)
		curve->time[i] = curve->time[i - 1] +
		    interval * (0.05 - log(1 - random_unit()));
	white(curve);
	line(curve, random_log(20, 300), 0);
}

static void
leak_gap(struct family_curve *curve)
{
	double	gap;
	int	i, at;

	begin(curve);
	at = (int)(curve->n * random_between(0.2, 0.8));
	gap = span(curve) * random_between(0.1, 0.6);
	for (i = at; i < curve->n; i++)
		curve->time[i] += gap;
	white(curve);
	line(curve, random_log(20, 300), 0);
}

/* Back by less than a third of the time. */
static void
clock_back(struct family_curve *curve)
{
	int	at = (int)(curve->n * random_between(0.35, 0.8)), i;
	double	back = span(curve) * random_between(0.02, 0.3);

	for (i = at; i < curve->n; i++)
		curve->time[i] -= back;
}

static void
leak_clock(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	line(curve, random_log(40, 300), 0);
	clock_back(curve);
	curve->rate = 0;
}

static void
leak_load(struct family_curve *curve)
{
	double	level = 0, rate = 1, growth = random_log(40, 300);
	int	i;

	begin(curve);
	white(curve);
	for (i = 0; i < curve->n; i++) {
		if (random_of(curve->n) < 12)
			rate = random_log(0.4, 2);
		curve->value[i] += growth * unit * level;
		level += rate / curve->n;
	}
}

static void
leak_low(struct family_curve *curve)
{
	int	i;

	begin(curve);
	white(curve);
	line(curve, random_log(20, 300), 0);
	i = (int)(curve->n * random_between(0.1, 0.9));
	curve->value[i] -= base * random_between(0.3, 0.9);
}

static void
leak_high(struct family_curve *curve)
{
	int	i;

	begin(curve);
	white(curve);
	line(curve, random_log(20, 300), 0);
	i = (int)(curve->n * random_between(0.1, 0.9));
	curve->value[i] += base * random_between(0.3, 3);
}

static void
leak_count(struct family_curve *curve)
{
	double	rate;
	int	i;

	begin(curve);
	base = random_log(10, 500);
	rate = random_log(30, 1000) / curve->n;
	for (i = 0; i < curve->n; i++)
		curve->value[i] = floor(base + rate * i +
		    2 * random_unit());
	curve->rate = rate / (curve->time[1] - curve->time[0]);
}

static void
leak_grain(struct family_curve *curve)
{
	double	rate;
	int	i;

	begin(curve);
	base = floor(base / PAGE) * PAGE;
	rate = random_log(15, 150) / curve->n;
	for (i = 0; i < curve->n; i++)
		curve->value[i] = base + PAGE * floor(rate * i +
		    0.3 * random_unit());
	curve->rate = rate * PAGE / (curve->time[1] - curve->time[0]);
}

/* Work stands still while it does, and the memory with it. */
static void
work_add(struct family_curve *curve, double from, double to)
{
	double	work = 0;
	int	i;

	for (i = 0; i < curve->n; i++) {
		if (place(curve, i) < from || place(curve, i) > to)
			work += random_between(0.3, 0.6) *
			    (curve->time[1] - curve->time[0]);
		curve->work[i] = floor(work * 100) / 100;
	}
}

static void
idle(struct family_curve *curve, double from, double to)
{
	double	growth = random_log(30, 400), level = 0, held = 0;
	int	i;

	begin(curve);
	for (i = 0; i < curve->n; i++) {
		if (place(curve, i) < from || place(curve, i) > to) {
			level += growth * unit / curve->n / (1 - to + from);
			held = level + unit * random_normal();
		}
		curve->value[i] += held;
	}
}

static void
leak_idle_end(struct family_curve *curve)
{
	double	from = random_between(0.5, 0.75);

	idle(curve, from, 1);
	work_add(curve, from, 1);
}

static void
leak_idle_middle(struct family_curve *curve)
{
	double	from = random_between(0.2, 0.5);
	double	to = from + random_between(0.2, 0.35);

	idle(curve, from, to);
	work_add(curve, from, to);
}

static void
stopped_at_once(struct family_curve *curve)
{
	idle(curve, random_between(0.4, 0.75), 1);
}

/* --- no leaks --- */

static void
none_constant(struct family_curve *curve)
{
	begin(curve);
}

static void
none_white(struct family_curve *curve)
{
	begin(curve);
	white(curve);
}

static void
none_nine(struct family_curve *curve)
{
	begin(curve);
	autoregressive(curve, 0.9, unit);
}

static void
none_ninety_nine(struct family_curve *curve)
{
	begin(curve);
	autoregressive(curve, 0.99, unit);
}

static void
none_walk(struct family_curve *curve)
{
	double	level = random_unit(), size, room;
	int	i;

	begin(curve);
	size = random_between(2, 6) / sqrt(curve->n);
	room = unit * random_log(5, 100);
	for (i = 0; i < curve->n; i++) {
		curve->value[i] += room * level;
		level += size * random_normal();
		level = level < 0 ? -level : level;
		level = level > 1 ? fmax(0, 2 - level) : level;
	}
}

static void
none_saw(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	saw(curve, unit * random_between(5, 100), random_between(5, 40));
}

static void
none_wave(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	wave(curve, unit * random_log(3, 50), random_between(3.5, 14));
}

static void
none_day(struct family_curve *curve)
{
	double	cycles = random_between(1.1, 1.4);

	begin(curve);
	white(curve);
	wave(curve, unit * random_log(5, 50), cycles);
	curve->seasonal = span(curve) / cycles;
}

static void
none_two_days(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	wave(curve, unit * random_log(5, 50), random_between(1.9, 2.2));
}

static void
none_warm(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	warm(curve, unit * random_log(20, 400), random_between(0.03, 0.12));
}

static void
none_ramp(struct family_curve *curve)
{
	double	end = random_between(0.15, 0.6), height;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(20, 400);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height * fmin(1, place(curve, i) / end);
}

static void
none_log(struct family_curve *curve)
{
	double	pace = random_log(10, 300), height;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(20, 400);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height * log(1 + pace * place(curve, i)) /
		    log(1 + pace);
}

static void
none_root(struct family_curve *curve)
{
	double	full = random_between(0.3, 0.7), height;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(20, 400);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height *
		    sqrt(fmin(1, place(curve, i) / full));
}

static void
none_high_water(struct family_curve *curve)
{
	double	rho = random_between(0.3, 0.95), heap = 0, most = -10;
	double	size;
	int	i;

	begin(curve);
	size = unit * random_log(10, 100);
	for (i = 0; i < curve->n; i++) {
		heap = rho * heap + sqrt(1 - rho * rho) * random_normal();
		most = fmax(most, heap);
		curve->value[i] += size * most + unit * 0.2 * random_normal();
	}
}

static void
none_start(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	step(curve, random_between(0.01, 0.05), unit * random_log(20, 500));
}

static void
none_starts(struct family_curve *curve)
{
	int	count = 2 + random_of(3), i;

	begin(curve);
	white(curve);
	for (i = 0; i < count; i++)
		step(curve, random_between(0.01, 0.25),
		    unit * random_log(20, 200));
}

static void
one_step(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	step(curve, random_between(0.25, 0.8), unit * random_log(20, 500));
}

static void
none_low(struct family_curve *curve)
{
	int	i;

	begin(curve);
	if (random_of(2))
		white(curve);
	i = (int)(curve->n * random_between(0.1, 0.95));
	curve->value[i] -= base * random_between(0.3, 0.95);
}

static void
none_high(struct family_curve *curve)
{
	int	i;

	begin(curve);
	if (random_of(2))
		white(curve);
	i = (int)(curve->n * random_between(0.1, 0.95));
	curve->value[i] += base * random_between(0.3, 3);
}

static void
none_spikes(struct family_curve *curve)
{
	int	i;

	begin(curve);
	white(curve);
	for (i = 0; i < curve->n; i++)
		if (random_of(40) == 0)
			curve->value[i] += unit * random_log(10, 500);
}

static void
none_falls(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	line(curve, -random_log(15, 80), 0);
	curve->rate = 0;
}

static void
none_fall(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	step(curve, random_between(0.2, 0.8), -unit * random_log(15, 80));
}

static void
none_hump(struct family_curve *curve)
{
	double	from = random_between(0.05, 0.4), wide, height, x;
	int	i;

	begin(curve);
	white(curve);
	wide = random_between(0.3, 0.5);
	height = unit * random_log(20, 300);
	for (i = 0; i < curve->n; i++) {
		x = (place(curve, i) - from) / wide;
		if (x > 0 && x < 1)
			curve->value[i] += height * sin(x * TAU / 2);
	}
}

static void
none_clock(struct family_curve *curve)
{
	begin(curve);
	white(curve);
	clock_back(curve);
}

static void
none_gap(struct family_curve *curve)
{
	double	gap;
	int	i, at;

	begin(curve);
	white(curve);
	at = (int)(curve->n * random_between(0.2, 0.8));
	gap = span(curve) * random_between(0.1, 0.6);
	for (i = at; i < curve->n; i++)
		curve->time[i] += gap;
}

static void
none_telegraph(struct family_curve *curve)
{
	double	stay = random_log(0.02, 0.15), height;
	int	i, on = 0;

	begin(curve);
	white(curve);
	height = unit * random_log(10, 100);
	for (i = 0; i < curve->n; i++) {
		if (random_unit() < stay)
			on = !on;
		curve->value[i] += height * on;
	}
}

static void
none_queue(struct family_curve *curve)
{
	double	fills = random_between(3.2, 9), height;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(20, 200);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height * fmod(fills * place(curve, i), 1);
}

static void
none_pool(struct family_curve *curve)
{
	double	pace = random_log(20, 200), height;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(20, 200);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height *
		    floor(log2(1 + pace * place(curve, i)));
}

static void
none_idle(struct family_curve *curve)
{
	double	from = random_between(0.3, 0.75);

	begin(curve);
	white(curve);
	work_add(curve, from, 1);
}

/* No traffic at the end: timers alone work, and nothing is lost. */
static void
leak_timers(struct family_curve *curve)
{
	double	from = random_between(0.4, 0.65), growth = random_log(60, 400);
	double	busy = random_between(0.1, 0.6), work = 0;
	double	timers = busy * random_between(0.02, 0.25);
	int	i;

	begin(curve);
	white(curve);
	for (i = 0; i < curve->n; i++) {
		work += (place(curve, i) < from ? busy : timers) *
		    (curve->time[1] - curve->time[0]);
		curve->work[i] = floor(work * 100) / 100;
		curve->value[i] += growth * unit *
		    fmin(1, place(curve, i) / from);
	}
}

/* Slow, then fast, and level at the end, but for a fiftieth. */
static void
none_s_curve(struct family_curve *curve)
{
	double	pace = random_log(10, 30), height;
	double	middle = 1 - random_between(4, 8) / pace;
	int	i;

	begin(curve);
	white(curve);
	height = unit * random_log(60, 1000);
	for (i = 0; i < curve->n; i++)
		curve->value[i] += height /
		    (1 + exp(-pace * (place(curve, i) - middle)));
}

static void
none_few_rises(struct family_curve *curve)
{
	int	i, rises = 1 + random_of(3);

	begin(curve);
	for (i = 0; i < rises; i++)
		step(curve, (i + random_between(0.7, 1)) / (rises + 1),
		    PAGE * 256);
}

static void
none_grew_unseen(struct family_curve *curve)
{
	double	gap;
	int	i, at;

	begin(curve);
	white(curve);
	at = (int)(curve->n * random_between(0.3, 0.7));
	gap = span(curve) * random_between(0.5, 3);
	for (i = at; i < curve->n; i++) {
		curve->time[i] += gap;
		curve->value[i] += 200 * unit;
	}
}

/* A collector whose heap gets larger, and is emptied each time. */
static void
none_larger_saw(struct family_curve *curve)
{
	double	most = random_between(2, 4);
	int	i;

	begin(curve);
	saw(curve, unit * random_between(30, 100), random_between(10, 40));
	for (i = 0; i < curve->n; i++)
		curve->value[i] = base + (curve->value[i] - base) *
		    (1 + (most - 1) * place(curve, i));
	white(curve);
}

#define LEAK FAMILY_LEAK
#define NONE FAMILY_NONE
#define OPEN FAMILY_UNDECIDED

const struct family	family[] = {
	{ "steady", LEAK, "recurring", leak_steady },
	{ "steady, noise with memory", LEAK, "recurring", leak_memory },
	{ "steady, no noise", LEAK, "recurring", leak_clean },
	{ "leak below a collector's saw", LEAK, "recurring", leak_saw },
	{ "leak in even stairs", LEAK, "recurring", leak_stairs },
	{ "leak in bursts", LEAK, "sporadic", leak_bursts },
	{ "leak that begins later", LEAK, "recurring", leak_onset },
	{ "warm-up and leak", LEAK, "recurring", leak_after_warm },
	{ "start-up, then a slower leak", LEAK, "recurring", leak_slower },
	{ "ramp, then a slower leak", LEAK, "recurring", leak_slower_ramp },
	{ "start-up steps, then a leak", LEAK, "recurring", leak_after_steps },
	{ "leak with one big fall", LEAK, "recurring", leak_fall },
	{ "wave and leak", LEAK, "recurring", leak_wave },
	{ "wave and leak, 1.2 days, known", LEAK, "recurring", leak_day },
	{ "wave and leak, 2 days", LEAK, "recurring", leak_two_days },
	{ "leak that accelerates", LEAK, "recurring", leak_faster },
	{ "leak with spikes", LEAK, "recurring", leak_spikes },
	{ "leak, irregular times", LEAK, "recurring", leak_irregular },
	{ "leak with a gap", LEAK, "recurring", leak_gap },
	{ "leak, clock set back", LEAK, "recurring", leak_clock },
	{ "leak with the load", LEAK, "recurring", leak_load },
	{ "leak, one low sample", LEAK, "recurring", leak_low },
	{ "leak, one high sample", LEAK, "recurring", leak_high },
	{ "leak of a count", LEAK, "recurring", leak_count },
	{ "leak of single pages", LEAK, "recurring", leak_grain },
	{ "leak, idle at the end", LEAK | OPEN, "recurring", leak_idle_end },
	{ "leak, idle between", LEAK, "recurring", leak_idle_middle },
	{ "growth that stopped at once", OPEN, NULL, stopped_at_once },
	{ "one step", LEAK | OPEN, "one-time", one_step },
	{ "constant", NONE, NULL, none_constant },
	{ "white noise", NONE, NULL, none_white },
	{ "AR(1) .9", NONE | OPEN, NULL, none_nine },
	{ "AR(1) .99", NONE | OPEN, NULL, none_ninety_nine },
	{ "bounded walk", NONE | OPEN, NULL, none_walk },
	{ "collector's saw", NONE, NULL, none_saw },
	{ "wave", NONE, NULL, none_wave },
	{ "wave, 1.2 days, known", NONE | OPEN, NULL, none_day },
	{ "wave, 2 days", NONE | OPEN, NULL, none_two_days },
	{ "warm-up", NONE, NULL, none_warm },
	{ "ramp, then level", NONE, NULL, none_ramp },
	{ "logarithm", NONE | OPEN, NULL, none_log },
	{ "root until full", NONE | OPEN, NULL, none_root },
	{ "high-water mark", NONE | OPEN, NULL, none_high_water },
	{ "start-up step", NONE, NULL, none_start },
	{ "start-up steps", NONE, NULL, none_starts },
	{ "one low sample", NONE, NULL, none_low },
	{ "one high sample", NONE, NULL, none_high },
	{ "spikes", NONE, NULL, none_spikes },
	{ "slow fall", NONE, NULL, none_falls },
	{ "one fall", NONE, NULL, none_fall },
	{ "hump", NONE | OPEN, NULL, none_hump },
	{ "level, clock set back", NONE, NULL, none_clock },
	{ "level with a gap", NONE, NULL, none_gap },
	{ "load on and off", NONE | OPEN, NULL, none_telegraph },
	{ "queue that is drained", NONE | OPEN, NULL, none_queue },
	{ "pool that doubles", NONE | OPEN, NULL, none_pool },
	{ "level, idle at the end", NONE, NULL, none_idle },
	{ "leak, only timers at the end", LEAK | OPEN, NULL, leak_timers },
	{ "S-curve, full", NONE | OPEN, NULL, none_s_curve },
	{ "few rises, no noise", NONE | OPEN, NULL, none_few_rises },
	{ "grew while nobody looked", NONE | OPEN, NULL, none_grew_unseen },
	{ "collector, larger heap", NONE | OPEN, NULL, none_larger_saw },
};
const int	families = (int)(sizeof family / sizeof family[0]);

void
family_make(const struct family *which, uint64_t seed,
    struct family_curve *curve)
{
	int	i;

	memset(curve, 0, sizeof *curve);
	random_begin(seed * 1009 + (uint64_t)(which - family));
	for (i = 0; i < FAMILY_SAMPLES; i++)
		curve->work[i] = (double)NAN;
	which->make(curve);
	for (i = 0; i < curve->n; i++)
		if (curve->value[i] > 64 * PAGE)
			curve->value[i] = floor(curve->value[i] / PAGE) * PAGE;
	/* A curve below 0 shows nothing. */
	for (i = 0; i < curve->n; i++)
		curve->value[i] = fmax(0, curve->value[i]);
}
