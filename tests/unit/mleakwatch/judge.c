/* judge.c: curves with known answers. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "mleakwatch/judge/judge.h"
#include "mleakwatch/judge/views.h"
#include "unit.h"

#define NO_WORK ((double)NAN)

static struct series		series;
static const struct judge_options	defaults;

static void
series_anew(void)
{
	series_free(&series);
	series_begin(&series);
}

/* Between -0.5 and 0.5, the same in every run. */
static double
noise(void)
{
	static uint32_t	state = 1;

	state = state * 1664525 + 1013904223;
	return (double)(state >> 8) / 16777216 - 0.5;
}

static double
flat(int i)
{
	(void)i;
	return 0;
}

static double
line(int i)
{
	return 65536.0 * i;
}

static double
step(int i)
{
	return i < 250 ? 0 : 8e6;
}

static double
warm(int i)
{
	return 3e7 * (1 - exp(-i / 60.0));
}

/* A warm-up, and a tenth as fast from then on. */
static double
warm_leak(int i)
{
	return warm(i) + 50000.0 * i;
}

/* A collector each 37 samples, and a leak below it. */
static double
saw_leak(int i)
{
	return 200000.0 * (i % 37) + 5000.0 * i;
}

static double
wave(int i)
{
	return 5e6 * sin(i / 15.0);
}

static double
wave_leak(int i)
{
	return wave(i) + 20000.0 * i;
}

/* Spikes do not hide a floor that is level. */
static double
spikes(int i)
{
	return i * 7919 % 31 == 0 ? 3e7 : 0;
}

static double
ramp(int i)
{
	return i < 200 ? 100000.0 * i : 2e7;
}

/* Some twenty, more than are weighed one by one, 2 to 94 samples apart. */
static double
many_bursts(int i)
{
	int	at, n = 0;

	for (at = 40; at <= i; at += 2 + n * n * n * 7 % 47 * (n % 3))
		n++;
	return 400000.0 * n;
}

static double
many_stairs(int i)
{
	return 400000.0 * (i / 19);
}

static const struct {
	double			(*shape)(int);
	enum judge_verdict	verdict;
	enum judge_class	class;
} curve[] = {
	{ flat, JUDGE_NO_LEAK, JUDGE_NONE },
	{ line, JUDGE_LEAK, JUDGE_RECURRING },
	{ step, JUDGE_UNDECIDED, JUDGE_ONE_TIME },
	{ warm_leak, JUDGE_LEAK, JUDGE_RECURRING },
	{ saw_leak, JUDGE_LEAK, JUDGE_RECURRING },
	{ wave, JUDGE_NO_LEAK, JUDGE_NONE },
	{ wave_leak, JUDGE_LEAK, JUDGE_RECURRING },
	{ spikes, JUDGE_NO_LEAK, JUDGE_NONE },
	{ ramp, JUDGE_NO_LEAK, JUDGE_NONE },
	{ many_bursts, JUDGE_LEAK, JUDGE_SPORADIC },
	{ many_stairs, JUDGE_LEAK, JUDGE_RECURRING },
};

/* A leak, and a wave of which little more than one cycle is seen. */
static double
slow_wave_leak(int i)
{
	return 2.5e7 * sin((i - 40) / 52.0) + 150000.0 * i;
}

static void
judge(double (*shape)(int), int count, struct judge_result *result)
{
	int	i;

	series_anew();
	for (i = 0; i < count; i++)
		series_add(&series, 1e9 + i, 5e7 + shape(i) +
		    100000 * noise(), NO_WORK);
	judge_series(&series, &defaults, result);
}

START_TEST(known_curves)
{
	struct judge_result	result;

	judge(curve[_i].shape, 600, &result);
	ck_assert_int_eq(result.verdict, curve[_i].verdict);
	ck_assert_int_eq(result.class, curve[_i].class);
}
END_TEST

START_TEST(rate_of_a_line)
{
	struct judge_result	result;

	judge(line, 600, &result);
	ck_assert(result.rate_low < 65536 && result.rate_high > 65536);
	ck_assert(result.rate_high - result.rate_low < 6553.6);
}
END_TEST

START_TEST(warming_up_is_no_leak)
{
	struct judge_result	result;

	judge(warm, 600, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
}
END_TEST

static double
back(int i)
{
	return i < 570 ? line(i) : 0;
}

START_TEST(handed_back_at_the_end_is_implicit)
{
	static const struct judge_options	ended = { .ended = true };
	struct judge_result			result;

	judge(back, 600, &result);
	judge_series(&series, &ended, &result);
	ck_assert_int_eq(result.class, JUDGE_IMPLICIT);
}
END_TEST

/* An interpreter takes this as it starts, and nothing in the second half. */
START_TEST(pages_that_settle_are_no_leak)
{
	static const struct {
		int	samples, pages;
	} run[] = {
		{ 1, 0 }, { 1, 1 }, { 1, 2029 }, { 1, 2032 }, { 1, 2035 },
		{ 1, 2037 }, { 3, 2051 }, { 3, 2052 }, { 3, 2053 },
		{ 3, 2056 }, { 5, 2058 }, { 6, 2059 }, { 5, 2061 },
		{ 3, 2063 }, { 15, 2069 }, { 42, 2072 }, { 51, 2073 },
		{ 336, 2076 },
	};
	struct judge_result	result;
	int			i, k, time = 0;

	series_anew();
	for (i = 0; i < (int)(sizeof(run) / sizeof(run[0])); i++)
		for (k = 0; k < run[i].samples; k++)
			series_add(&series, 0.25 * time++,
			    4096.0 * run[i].pages, NO_WORK);
	judge_series(&series, &defaults, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
}
END_TEST

START_TEST(less_than_asked_for_is_no_leak)
{
	static const struct judge_options	options[] = {
		{ .min_rate = 2 * 65536 }, { .min_growth = 1e9 }
	};
	struct judge_result			result;

	judge(line, 600, &result);
	judge_series(&series, &options[_i], &result);
	ck_assert_int_eq(result.verdict, JUDGE_NO_LEAK);
	ck_assert_int_eq(result.reason, JUDGE_SMALL);
}
END_TEST

/* In each growing prefix of a plain leak, from the first claim on. */
START_TEST(verdict_stays)
{
	struct judge_result	result;
	bool			claimed = false;
	int			i;

	series_anew();
	for (i = 0; i < 1000; i++) {
		series_add(&series, i, 5e7 + 500.0 * i + 100000 * noise(), NO_WORK);
		if (i % 20 != 0)
			continue;
		judge_series(&series, &defaults, &result);
		ck_assert(!claimed || result.verdict == JUDGE_LEAK);
		claimed = result.verdict == JUDGE_LEAK;
	}
	ck_assert(claimed);
}
END_TEST

static double
two_cycles(int i)
{
	return 5e6 * sin(i / 43.0) + 1e6 * noise();
}

static double
two_cycles_leak(int i)
{
	return two_cycles(i) + 10000.0 * i;
}

/* Two cycles are seen by themselves where they are as round as these. */
START_TEST(a_known_season)
{
	static const struct judge_options	day = {
		.seasonal = 43 * 2 * 3.14159265
	};
	struct judge_result			result;

	judge(two_cycles, 600, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
	judge_series(&series, &day, &result);
	ck_assert_int_eq(result.verdict, JUDGE_NO_LEAK);
	judge(two_cycles_leak, 600, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	judge_series(&series, &day, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	ck_assert(result.rate_low < 10000 && result.rate_high > 10000);
}
END_TEST

/* Periods that the cells cannot show look slow, or like nothing at all. */
START_TEST(a_season_too_short_to_see)
{
	static const double	period[] = { 5.333, 4, 8, 1, 1e-9 };
	struct judge_options	options = { 0 };
	struct judge_result	result;
	int			i;

	series_anew();
	for (i = 1; i <= 1600; i++)
		series_add(&series, i, 5e7 +
		    2e7 * sin(6.283185307 * i / 2000 * 1.1) + 1e5 * noise(), NO_WORK);
	options.seasonal = period[_i];
	judge_series(&series, &options, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
	series_anew();
	for (i = 0; i < 200; i++)
		series_add(&series, 1e9 * i, 5e7 + 1e6 * i, NO_WORK);
	judge_series(&series, &options, &result);
	ck_assert(isfinite(result.rate) &&
	    isfinite(result.log_odds_growing));
}
END_TEST

/* A gap in the samples does not show how even the jumps are. */
START_TEST(a_hole_between_even_stairs)
{
	struct judge_result	result;
	int			i;

	series_anew();
	for (i = 0; i < 400; i++)
		if (i <= 200 || i >= 280)
			series_add(&series, 60 * i, 5e7 + 1e6 * (i / 12), NO_WORK);
	judge_series(&series, &defaults, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	ck_assert_int_eq(result.class, JUDGE_RECURRING);
}
END_TEST

/* A leak stays one only where it was called one. */
START_TEST(the_first_claim_is_at_the_odds)
{
	struct judge_result	result;
	double			height;
	int			i, k;

	for (k = 0; k < 20; k++) {
		height = 1e4 + 4e3 * k;
		series_anew();
		result.verdict = JUDGE_UNDECIDED;
		for (i = 0; i < 130 && result.verdict != JUDGE_LEAK; i++) {
			series_add(&series, i, 5e7 + height * (i < 60 ? i :
			    60) + 3.4e6 * noise(), NO_WORK);
			if (i >= 47)
				judge_series(&series, &defaults, &result);
		}
		ck_assert(result.verdict != JUDGE_LEAK ||
		    result.reason == JUDGE_GROWS);
	}
}
END_TEST

START_TEST(too_few)
{
	struct judge_result	result;
	char			text[JUDGE_WHY];

	judge(line, 10, &result);
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
	ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
	ck_assert_double_eq(result.more_s, 38);
	ck_assert_uint_eq(judge_why(text, &result, NULL), strlen(text));
}
END_TEST

/* A machine that slept: nearly all was in the first sixteenth, as start-up. */
START_TEST(few_after_a_gap)
{
	struct judge_result	result;
	int			i;

	series_anew();
	for (i = 0; i < 60; i++)
		series_add(&series, 10 * i, 1e8 + 100000 * noise(), NO_WORK);
	for (i = 0; i < 15; i++) {
		series_add(&series, 11400 + 10 * i, 1e8 + 4096 * i, NO_WORK);
		judge_series(&series, &defaults, &result);
		ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
		ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
		ck_assert(result.rate == 0);
		ck_assert(result.more_s == 0);
	}
}
END_TEST

/* A JVM: a warm-up, and then a heap that grows by parts of one size. */
START_TEST(stairs_behind_a_warm_up)
{
	struct judge_result	result;
	double			height;
	int			i, k, leaks = 0;

	for (k = 0; k < 16; k++) {
		series_anew();
		for (i = 0; i < 900 + 20 * k; i++) {
			height = 1.6e7 * (i < 100 ? i / 100.0 : 1);
			if (i > 120)
				height += 5.4e6 * ((i - 120) / 150 + 1);
			series_add(&series, i, 1.8e7 + height +
			    4096 * floor(4 * noise()), NO_WORK);
		}
		judge_series(&series, &defaults, &result);
		leaks += result.verdict == JUDGE_LEAK;
	}
	ck_assert_int_eq(leaks, 16);
}
END_TEST

/* The step is late, and behind it the curve is flatter by chance. */
START_TEST(a_rate_beside_a_late_step)
{
	struct judge_result	result;
	double			slow = 0;
	int			i;

	series_anew();
	for (i = 0; i < 400; i++) {
		slow = 0.97 * slow + noise();
		series_add(&series, i, 5e7 + 65536.0 * i + 2e5 * slow +
		    (i > 352 ? 1.2e6 - 4600.0 * (i - 352) : 0), NO_WORK);
	}
	judge_series(&series, &defaults, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	ck_assert(fabs(result.rate / 65536 - 1) < 0.05);
	ck_assert(result.rate_low < 65536 && result.rate_high > 65536);
}
END_TEST

START_TEST(the_rate_of_uneven_stairs)
{
	struct judge_result	result;
	int			i, n;

	for (n = 6; n < 12; n++) {
		series_anew();
		for (i = 0; i < n * 150 + 75; i++)
			series_add(&series, i, 5e7 + 5.4e6 * floor((i +
			    24 * sin(i / 62.5)) / 150) +
			    4096 * floor(4 * noise()), NO_WORK);
		judge_series(&series, &defaults, &result);
		ck_assert_int_eq(result.verdict, JUDGE_LEAK);
		ck_assert(fabs(result.rate / 36000 - 1) < 0.05);
	}
}
END_TEST

/* By work a straight line is told early, if it is clear; a level is not. */
START_TEST(few_by_work)
{
	static const struct judge_options	work = { .by_work = true };
	struct judge_result			result;
	int					i;

	series_anew();
	for (i = 0; i < 47; i++) {
		series_add(&series, i * i, 5e7 + 2e5 * i * i + 1e5 * noise(),
		    NO_WORK);
		judge_series(&series, &defaults, &result);
		ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
		judge_series(&series, &work, &result);
		ck_assert_int_eq(result.verdict, i < 23 ? JUDGE_UNDECIDED :
		    JUDGE_LEAK);
	}
	ck_assert(result.rate_low < 2e5 && result.rate_high > 2e5);
	series_anew();
	for (i = 0; i < 47; i++) {
		series_add(&series, i * i, 5e7 + 1e5 * noise(), NO_WORK);
		judge_series(&series, &work, &result);
		ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
		ck_assert(result.rate == 0 && result.level_s == 0);
	}
}
END_TEST

/* Two clusters: of so many samples, there are but two cells. */
START_TEST(few_cells)
{
	struct judge_result	result;
	int			i;

	series_anew();
	for (i = 0; i < 60; i++)
		series_add(&series, i < 2 ? i : 1e6 * (i / 2 % 2 + 1) + i,
		    1e8 + 4096 * i, NO_WORK);
	judge_series(&series, &defaults, &result);
	ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
}
END_TEST

/* --- reproductions: a sample a second --- */

static double
steps_then_leak(int i)
{
	return 1e7 + (i > 40) * 1.2e7 + (i > 70) * 8e6 + (i > 110) * 1.4e7 +
	    i * 60000.0 + i * 7919 % 13 * 20000;
}

static double
leak_with_a_fall(int i)
{
	return 1e8 + i * 200000.0 - (i > 200) * 3e7;
}

static double
one_low_sample(int i)
{
	return i == 200 ? 2e7 : 2e8;
}

static double
one_high_sample(int i)
{
	return i == 200 ? 2e9 : 2e8;
}

static double
count_of_threads(int i)
{
	return 8 + floor(i / 9.0);
}

static const struct {
	double			(*value)(int);
	enum judge_verdict	verdict;
} reproduction[] = {
	{ steps_then_leak, JUDGE_LEAK },
	{ leak_with_a_fall, JUDGE_LEAK },
	{ one_low_sample, JUDGE_NO_LEAK },
	{ one_high_sample, JUDGE_NO_LEAK },
	{ count_of_threads, JUDGE_LEAK },
};
#define REPRODUCTIONS ((int)(sizeof(reproduction) / sizeof(reproduction[0])))

/* The same curve, moved, scaled, or its rows in another order. */
static void
judge_moved(double (*value)(int), double scale, double origin, int step,
    struct judge_result *result)
{
	int	i, at;

	series_anew();
	for (i = 0; i < 400; i++) {
		at = i * step % 400;
		series_add(&series, origin + at, scale * value(at), NO_WORK);
	}
	judge_series(&series, &defaults, result);
	series_free(&series);
}

START_TEST(reproductions)
{
	struct judge_result	result;

	judge_moved(reproduction[_i].value, 1, 0, 1, &result);
	ck_assert_int_eq(result.verdict, reproduction[_i].verdict);
	ck_assert(result.verdict != JUDGE_LEAK || (result.rate_low > 0 &&
	    result.confidence >= 0.5 && result.level_s == 0));
}
END_TEST

START_TEST(unit_origin_and_order_do_not_matter)
{
	static const struct {
		double	scale, origin;
		int	step;
	} move[] = {
		{ 1 / 1024.0, 0, 1 }, { 1000, 0, 1 }, { 1, 1.7e9, 1 },
		{ 1, 0, 7 }, { 1, 0, 399 }, { 1, 0, 201 }
	};
	struct judge_result	result;
	size_t			i;

	for (i = 0; i < sizeof(move) / sizeof(move[0]); i++) {
		judge_moved(reproduction[_i].value, move[i].scale,
		    move[i].origin, move[i].step, &result);
		ck_assert_int_eq(result.verdict, reproduction[_i].verdict);
	}
}
END_TEST

/* Growth for 120 of 200 minutes, then nothing; work: is it known? */
static void
judge_paused(bool work, bool busy, struct judge_result *result)
{
	int	i, done;

	series_anew();
	for (i = 0; i < 400; i++) {
		done = i < 240 ? i : 240;
		series_add(&series, 30 * i, 1e8 + done * 5e5 +
		    done * 7919 % 13 * 20000, work ? 0.4 * (busy ? i : done) :
		    NO_WORK);
	}
	judge_series(&series, &defaults, result);
	series_free(&series);
}

/* A long pause is cut out; clock ticks stand still for some samples as well. */
START_TEST(the_clock_of_work_never_goes_back)
{
	static struct curve	made;
	struct judge_result	result;
	int			i, done = 0;

	series_anew();
	for (i = 0; i < 600; i++) {
		done += i % 3 == 0 && (i < 100 || i > 180);
		series_add(&series, i, 1e8 + done * 5e5, 0.01 * done);
	}
	curve_make(&series, series.used, &made);
	ck_assert_double_gt(made.idle_s, 70);
	for (i = 1; i < made.n; i++)
		ck_assert_double_gt(made.time[i], made.time[i - 1]);
	judge_series(&series, &defaults, &result);
	series_free(&series);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
}
END_TEST

START_TEST(a_pause_is_no_proof)
{
	struct judge_result	result;
	char			text[JUDGE_WHY];

	judge_paused(true, false, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	ck_assert_double_eq_tol(result.until, 240 * 30, 60);
	ck_assert_double_eq_tol(result.idle_s, 160 * 30, 60);
	judge_why(text, &result, NULL);
	ck_assert_ptr_nonnull(strstr(text, "idle for the last 80 min"));
	judge_paused(false, false, &result);
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
	ck_assert_int_eq(result.reason, JUDGE_STOPPED);
	ck_assert_double_eq_tol(result.until, 240 * 30, 60);
	/* It works, and does not grow any more. */
	judge_paused(true, true, &result);
	ck_assert_int_eq(result.verdict, JUDGE_NO_LEAK);
}
END_TEST

/* It was a leak at 110, turned, and rises again: that has not ended. */
START_TEST(a_wave_that_rises_again_is_open)
{
	struct judge_result	result;
	int			n;

	judge(slow_wave_leak, 110, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	for (n = 330; n <= 400; n += 10) {
		judge(slow_wave_leak, n, &result);
		ck_assert_int_ne(result.verdict, JUDGE_NO_LEAK);
	}
}
END_TEST

/* A line whose process gives all back, and more, in the last samples. */
static double
given_back(int i)
{
	return i < 296 ? 50000.0 * i : -2e6;
}

START_TEST(what_was_given_back_is_no_leak)
{
	struct judge_result	result;

	judge(given_back, 296, &result);
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	judge(given_back, 298, &result);
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
	judge(given_back, 300, &result);
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
}
END_TEST

/* Six rises of a high-water mark; 40 % of the time is level behind them. */
static double
high_water(int i)
{
	return 882e3 * (i > 46) + 709e3 * (i > 52) + 188e3 * (i > 105) +
	    1740e3 * (i > 151) + 2645e3 * (i > 193) + 586e3 * (i > 213) +
	    8000.0 * (i * 7919 % 13 - 6);
}

START_TEST(what_one_look_back_took_for_a_leak_is_none)
{
	struct judge_result	result;
	int			i;

	series_anew();
	for (i = 0; i < 344; i++)
		series_add(&series, i, 4096 * floor(high_water(i) / 4096),
		    NO_WORK);
	judge_series(&series, &defaults, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
}
END_TEST

START_TEST(level_claims_are_borne_out)
{
	struct judge_result	result;

	judge(ramp, 600, &result);
	ck_assert_int_eq(result.reason, JUDGE_ENDED);
	ck_assert_double_ge(result.level_s, 150);
	ck_assert_double_le(result.level_s, 402);
	judge(line, 600, &result);
	ck_assert_double_eq(result.level_s, 0);
}
END_TEST

static double
still(int i)
{
	(void)i;
	return 3e6;
}

static void
series_make(double (*shape)(int), double scale, int count)
{
	int	i;

	series_anew();
	for (i = 0; i < count; i++)
		series_add(&series, 1e9 + 10.0 * i, 5e7 + scale * shape(i) +
		    (shape == still ? 0 : 1e5 * noise()), NO_WORK);
}

static void
results_equal(const struct judge_result *a, const struct judge_result *b)
{
	double	grain = 1e-9 * (1e-9 + fabs(a->rate_high) +
		    fabs(a->rate_low));

	ck_assert_int_eq(a->verdict, b->verdict);
	ck_assert_int_eq(a->class, b->class);
	ck_assert_int_eq(a->reason, b->reason);
	ck_assert_double_eq_tol(a->confidence, b->confidence, 1e-9);
	ck_assert_double_eq_tol(a->rate, b->rate, grain);
	ck_assert_double_eq_tol(a->rate_low, b->rate_low, grain);
	ck_assert_double_eq_tol(a->rate_high, b->rate_high, grain);
	ck_assert_double_eq_tol(a->rate_most, b->rate_most,
	    1e-9 * (1e-9 + fabs(a->rate_most)));
	ck_assert_double_eq_tol(a->level_s, b->level_s, 1e-9);
}

/* A room has seen other series, alike or not, before. */
START_TEST(what_was_judged_before_does_not_matter)
{
	static double	(*const shape[])(int) = { still, line, wave, still,
			    flat, spikes, still, step, wave_leak, still };
	struct judge_room	*room = judge_room_make();
	struct judge_result	alone, result;
	int			i, count;

	ck_assert_ptr_nonnull(room);
	for (i = 0; i < 40; i++) {
		count = i % 3 == 2 ? 150 + i : 200;
		series_make(shape[i % 10], 1 + i % 4, count);
		judge_series(&series, &defaults, &alone);
		judge_series_in(room, &series, &defaults, &result);
		results_equal(&alone, &result);
	}
	free(room);
}
END_TEST

/* No sentence has a power of e, and each fits. */
START_TEST(sentences)
{
	static const struct judge_words	threads = { "threads", false };
	struct judge_result		result = { .rate_low = -1e12,
					    .rate_high = 1e12,
					    .rate_most = 1e12, .level_s = 1e7,
					    .idle_s = 5e6, .more_s = 1e9,
					    .step = 1e15,
					    .log_odds_growing = 13.8 };
	char				text[JUDGE_WHY];
	size_t				length;

	result.reason = (enum judge_reason)_i;
	length = judge_why(text, &result, NULL);
	ck_assert_uint_eq(length, strlen(text));
	ck_assert_uint_lt(length, JUDGE_WHY - 1);
	ck_assert_ptr_null(strstr(text, "e^"));
	ck_assert_ptr_null(strchr(text, '@'));
	judge_why(text, &result, &threads);
	ck_assert_ptr_null(strstr(text, "iB"));
}
END_TEST

UNIT_SUITE(
	EACH(known_curves, curve),
	TEST(rate_of_a_line),
	TEST(warming_up_is_no_leak),
	TEST(handed_back_at_the_end_is_implicit),
	TEST(pages_that_settle_are_no_leak),
	LOOP(less_than_asked_for_is_no_leak, 2),
	TEST(verdict_stays),
	TEST(a_known_season),
	LOOP(a_season_too_short_to_see, 5),
	TEST(a_hole_between_even_stairs),
	TEST(the_first_claim_is_at_the_odds),
	TEST(too_few),
	TEST(few_after_a_gap),
	TEST(few_cells),
	TEST(stairs_behind_a_warm_up),
	TEST(few_by_work),
	TEST(a_rate_beside_a_late_step),
	TEST(the_rate_of_uneven_stairs),
	LOOP(reproductions, REPRODUCTIONS),
	LOOP(unit_origin_and_order_do_not_matter, REPRODUCTIONS),
	TEST(the_clock_of_work_never_goes_back),
	TEST(a_pause_is_no_proof),
	TEST(a_wave_that_rises_again_is_open),
	TEST(what_was_given_back_is_no_leak),
	TEST(what_one_look_back_took_for_a_leak_is_none),
	TEST(level_claims_are_borne_out),
	TEST(what_was_judged_before_does_not_matter),
	LOOP(sentences, JUDGE_REASONS))
