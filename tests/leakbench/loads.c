/* loads.c: leaks paid by work while load shifts; counts; parts of a system. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "curve.h"
#include "random.h"

#define LOAD_SAMPLES 1500
/* Samples of the first look; each next one has a sixteenth more. */
#define LOAD_FIRST 24

/* Requests in an interval of 10 s: at a place, 0 to 1, with some state. */
struct load {
	const char	*name;
	double		(*requests)(double place, double *state);
};

static double
load_bursts(double place, double *state)
{
	(void)place;
	if (random_unit() < 0.03)
		*state = random_unit() < 0.6 ? 0 : random_log(200, 8000);
	return *state;
}

static double
load_daily(double place, double *state)
{
	(void)state;
	return 1000 * pow(fmax(0, sin(CURVE_TAU * 3.5 * place - 1)), 2) + 20;
}

static double
load_weekend(double place, double *state)
{
	double	day = fmod(8 * place, 7);

	(void)state;
	return (day > 5 ? 0.05 : 1) * 1500 *
	    pow(fmax(0, sin(CURVE_TAU * 8 * place)), 2) + 5;
}

/* A launch: traffic that grows, and falls at once. */
static double
load_launch(double place, double *state)
{
	(void)state;
	return place < 0.6 ? 50 + 4000 * place * place : 40;
}

static double
load_batch(double place, double *state)
{
	(void)state;
	return fmod(11 * place, 1) < 0.15 ? 6000 : 0;
}

static double
load_walk(double place, double *state)
{
	(void)place;
	*state += 0.08 * random_normal();
	*state = fmin(3, fmax(-3, *state));
	return 400 * exp(*state);
}

static double
load_switched(double place, double *state)
{
	(void)state;
	return place < 0.3 || place > 0.75 ? 100 : 3000;
}

static double
load_retries(double place, double *state)
{
	(void)place;
	*state *= 0.97;
	if (random_unit() < 0.01)
		*state += random_log(2000, 40000);
	return 60 + *state;
}

static const struct load	load[] = {
	{ "bursts", load_bursts }, { "daily", load_daily },
	{ "weekend", load_weekend }, { "a launch", load_launch },
	{ "batch", load_batch }, { "walk", load_walk },
	{ "switched", load_switched }, { "retries", load_retries },
};
#define LOADS ((int)(sizeof load / sizeof load[0]))

struct load_curve {
	double	time[LOAD_SAMPLES], work[LOAD_SAMPLES], value[LOAD_SAMPLES];
};

/* Memory: what each request leaks, and what those in flight hold. */
static void
load_make(const struct load *which, double leak, struct load_curve *curve)
{
	double	state = 0, work = 0, requests, kept = 0;
	int	i;

	for (i = 0; i < LOAD_SAMPLES; i++) {
		requests = floor(which->requests((double)i / LOAD_SAMPLES,
		    &state) * random_between(0.8, 1.25));
		work += requests;
		kept += 0.2 * (requests * 1000 - kept);
		curve->time[i] = 10.0 * i;
		curve->work[i] = work;
		curve->value[i] = 5e7 + leak * work + kept +
		    4096 * random_of(8);
	}
}

static void
load_judge(const struct load_curve *curve, int n, bool by_work,
    struct judge_result *result)
{
	if (by_work)
		bench_judge_work(curve->work, curve->value, n, result);
	else
		bench_judge(curve->time, curve->value, NULL, n, 0, result);
}

/*
 * Samples from which on every look says leak; *last: the last verdict.  A
 * verdict that a shift of the load takes back was none.
 */
static int
load_samples(const struct load_curve *curve, bool by_work,
    struct judge_result *last)
{
	int	n, first = LOAD_SAMPLES;

	for (n = LOAD_FIRST; n <= LOAD_SAMPLES; n += (n + 15) / 16) {
		load_judge(curve, n, by_work, last);
		if (last->verdict != JUDGE_LEAK)
			first = LOAD_SAMPLES;
		else if (first == LOAD_SAMPLES)
			first = n;
	}
	return first;
}

/* By work, a curve that does not leak must not become a leak either. */
static void
load_show(const struct load *which, uint64_t seed, int count, int sum[5])
{
	static struct load_curve	curve;
	struct judge_result		result;
	int				k, by_time = 0, by_work = 0;
	int				near = 0, alarms[2] = { 0 };

	for (k = 0; k < count; k++) {
		random_begin(seed + (uint64_t)k);
		load_make(which, 208, &curve);
		by_time += load_samples(&curve, false, &result);
		by_work += load_samples(&curve, true, &result);
		near += result.rate > 208 * 0.95 && result.rate < 208 * 1.05;
		load_make(which, 0, &curve);
		load_judge(&curve, LOAD_SAMPLES, false, &result);
		alarms[0] += result.verdict == JUDGE_LEAK;
		load_judge(&curve, LOAD_SAMPLES, true, &result);
		alarms[1] += result.verdict == JUDGE_LEAK;
	}
	printf("%-10s %8d %8d %8.2f %8d %8d %8d\n", which->name,
	    by_time / count, by_work / count, (double)by_work / by_time,
	    near, alarms[0], alarms[1]);
	sum[0] += by_time;
	sum[1] += by_work;
	sum[2] += near;
	sum[3] += alarms[0];
	sum[4] += alarms[1];
}

/* --- counts and parts of a system --- */

/* Descriptors: few, whole numbers; a leak loses one in so many samples. */
static void
count_make(double every, struct load_curve *curve)
{
	double	held = 0;
	int	i, lost = 0;

	for (i = 0; i < LOAD_SAMPLES; i++) {
		lost += every > 0 && random_unit() < 1 / every;
		held += 0.1 * (8 * random_unit() - held);
		curve->time[i] = 10.0 * i;
		curve->value[i] = 20 + lost + floor(3 * held);
	}
}

/* Slab caches and other rows of a machine: builds fill and empty them. */
static void
system_make(double rate, struct load_curve *curve)
{
	double	level = 0, slow = 0, target = 0;
	int	i;

	for (i = 0; i < LOAD_SAMPLES; i++) {
		if (random_unit() < 0.02)
			target = random_log(1, 60);
		level += 0.15 * (target - level);
		slow += 0.002 * (target - slow);
		curve->time[i] = 5.0 * i;
		curve->value[i] = 4096 * floor(3000 + 30 * level + 40 * slow +
		    rate * i);
	}
}

static void
set_show(const char *name, void (*make)(double, struct load_curve *),
    const double leak[2], uint64_t seed, int count)
{
	static struct load_curve	curve;
	struct judge_result		result;
	int				k, found = 0, alarms = 0;

	for (k = 0; k < count; k++) {
		random_begin(seed + (uint64_t)k);
		make(random_log(leak[0], leak[1]), &curve);
		bench_judge(curve.time, curve.value, NULL, LOAD_SAMPLES, 0,
		    &result);
		found += result.verdict == JUDGE_LEAK;
		make(0, &curve);
		bench_judge(curve.time, curve.value, NULL, LOAD_SAMPLES, 0,
		    &result);
		alarms += result.verdict == JUDGE_LEAK;
	}
	printf("%-10s found %d of %d, false alarms %d of %d\n", name, found,
	    count, alarms, count);
}

void
loads_show(uint64_t seed, int count, bool verbose)
{
	static const double	descriptors[] = { 5, 40 };
	static const double	pages[] = { 1, 8 };
	int			sum[5] = { 0 }, i;

	(void)verbose;
	printf("%-10s %8s %8s %8s %8s %8s %8s\n", "load", "by time",
	    "by work", "ratio", "in 5 %", "alarms", "by work");
	for (i = 0; i < LOADS; i++)
		load_show(&load[i], seed, count, sum);
	printf("%-10s %8d %8d %8.2f %8d %8d %8d, of %d\n", "all",
	    sum[0] / count / LOADS, sum[1] / count / LOADS,
	    (double)sum[1] / sum[0], sum[2], sum[3], sum[4], count * LOADS);
	set_show("counts", count_make, descriptors, seed, count * LOADS);
	set_show("system", system_make, pages, seed, count * LOADS);
}
