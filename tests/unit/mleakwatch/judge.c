/* judge.c: curves with known answers. */
#include <math.h>

#include "mleakwatch/judge/judge.h"
#include "unit.h"

#define NO_WORK ((double)NAN)

static struct series		series;
static const struct judge_options	defaults;

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
	{ many_stairs, JUDGE_LEAK, JUDGE_RECURRING },
};

static void
judge(double (*shape)(int), int count, struct judge_result *result)
{
	int	i;

	series_begin(&series);
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

/* What an interpreter takes as it starts, and nothing for the second half. */
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

	series_begin(&series);
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

	series_begin(&series);
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

/* Two cycles are too few to be seen as such by themselves. */
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
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
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

	series_begin(&series);
	for (i = 1; i <= 1600; i++)
		series_add(&series, i, 5e7 +
		    2e7 * sin(6.283185307 * i / 2000 * 1.1) + 1e5 * noise(), NO_WORK);
	options.seasonal = period[_i];
	judge_series(&series, &options, &result);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
	series_begin(&series);
	for (i = 0; i < 200; i++)
		series_add(&series, 1e9 * i, 5e7 + 1e6 * i, NO_WORK);
	judge_series(&series, &options, &result);
	ck_assert(isfinite(result.rate) && isfinite(result.odds));
}
END_TEST

/* What happened while nobody looked says nothing of how even jumps are. */
START_TEST(a_hole_between_even_stairs)
{
	struct judge_result	result;
	int			i;

	series_begin(&series);
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
		series_begin(&series);
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
	ck_assert_double_eq(result.more, 38);
	ck_assert_uint_eq(judge_why(text, &result), strlen(text));
}
END_TEST

/* A machine that slept: nearly all was in the first sixteenth, as start-up. */
START_TEST(few_after_a_gap)
{
	struct judge_result	result;
	int			i;

	series_begin(&series);
	for (i = 0; i < 60; i++)
		series_add(&series, 10 * i, 1e8 + 100000 * noise(), NO_WORK);
	for (i = 0; i < 15; i++) {
		series_add(&series, 11400 + 10 * i, 1e8 + 4096 * i, NO_WORK);
		judge_series(&series, &defaults, &result);
		ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
		ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
		ck_assert(result.rate == 0);
		ck_assert(result.more == 0);
	}
}
END_TEST

/* Two clusters: of so many samples, there are but two cells. */
START_TEST(few_cells)
{
	struct judge_result	result;
	int			i;

	series_begin(&series);
	for (i = 0; i < 60; i++)
		series_add(&series, i < 2 ? i : 1e6 * (i / 2 % 2 + 1) + i,
		    1e8 + 4096 * i, NO_WORK);
	judge_series(&series, &defaults, &result);
	ck_assert_int_eq(result.reason, JUDGE_TOO_SHORT);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("judge");
	TCase	*tcase = tcase_create("judge");

	tcase_add_loop_test(tcase, known_curves, 0,
	    (int)(sizeof(curve) / sizeof(curve[0])));
	tcase_add_test(tcase, rate_of_a_line);
	tcase_add_test(tcase, warming_up_is_no_leak);
	tcase_add_test(tcase, handed_back_at_the_end_is_implicit);
	tcase_add_test(tcase, pages_that_settle_are_no_leak);
	tcase_add_loop_test(tcase, less_than_asked_for_is_no_leak, 0, 2);
	tcase_add_test(tcase, verdict_stays);
	tcase_add_test(tcase, a_known_season);
	tcase_add_loop_test(tcase, a_season_too_short_to_see, 0, 5);
	tcase_add_test(tcase, a_hole_between_even_stairs);
	tcase_add_test(tcase, the_first_claim_is_at_the_odds);
	tcase_add_test(tcase, too_few);
	tcase_add_test(tcase, few_after_a_gap);
	tcase_add_test(tcase, few_cells);
	suite_add_tcase(suite, tcase);
	return suite;
}
