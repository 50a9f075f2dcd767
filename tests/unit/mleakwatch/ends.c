/* ends.c: growth that has an end, however clear it was before. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "mleakwatch/judge/judge.h"
#include "unit.h"

#define SAMPLES 400
#define MIB 1048576.0

static struct judge_result	result;
static char			why[JUDGE_WHY];

/* Between -1 and 1, the same for the same sample. */
static double
noise(int i)
{
	uint32_t	state = (uint32_t)i * 2654435761u;

	state ^= state >> 15;
	state *= 2246822519u;
	return (double)(state >> 8) / 8388608 - 1;
}

struct shape {
	double	(*value)(int i);
	double	(*time)(int i);
	double	(*work)(int i);
};

static void
judge(const struct shape *shape)
{
	static const struct judge_options	defaults;
	struct series				series;
	int					i;

	series_begin(&series);
	for (i = 0; i < SAMPLES; i++)
		series_add(&series, shape->time ? shape->time(i) : 10.0 * i,
		    shape->value(i), shape->work ? shape->work(i) :
		    (double)NAN);
	judge_series(&series, &defaults, &result);
	judge_why(why, &result, NULL);
	series_free(&series);
}

/* --- growth that is no leak, at odds of a million to one --- */

static double
s_curve(int i)
{
	return 100 * MIB + 100 * MIB / (1 + exp(-0.03 * (i - 250))) +
	    MIB * noise(i);
}

/* A step in a pause of two thirds of the time. */
static double
unseen(int i)
{
	return 100 * MIB + (i > 200 ? 50 * MIB : 0) + MIB * noise(i) / 4;
}

static double
unseen_time(int i)
{
	return 10.0 * i + (i > 200 ? 8000 : 0);
}

static double
unseen_twice(int i)
{
	return 100 * MIB + 30 * MIB * (i / 134) + MIB * noise(i) / 4;
}

static double
unseen_twice_time(int i)
{
	return 10.0 * i + i / 134 * 4000;
}

static double
two_rises(int i)
{
	return 100 * MIB + 2 * MIB * ((i > 150) + (i > 290));
}

static double
larger_heap(int i)
{
	return 200 * MIB + i % 40 * 4 * MIB * (1 + 2.0 * i / SAMPLES) +
	    2 * MIB * noise(i);
}

static const struct shape	ended[] = {
	{ s_curve, NULL, NULL }, { unseen, unseen_time, NULL },
	{ unseen_twice, unseen_twice_time, NULL }, { two_rises, NULL, NULL },
	{ larger_heap, NULL, NULL },
};

START_TEST(no_leak_is_claimed)
{
	judge(&ended[_i]);
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
	ck_assert_ptr_null(strstr(why, "goes on;"));
}
END_TEST

static double
pauses(int i)
{
	return 100 * MIB + i * MIB / 5 + MIB * noise(i);
}

/* A leak that is watched by day alone. */
START_TEST(growth_between_pauses_is_a_leak)
{
	judge(&(struct shape){ pauses, unseen_time, NULL });
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
	judge(&(struct shape){ pauses, unseen_twice_time, NULL });
	ck_assert_int_eq(result.verdict, JUDGE_LEAK);
}
END_TEST

/* --- a server without traffic still has its timers --- */

static double
traffic(int i)
{
	return 20 * MIB + fmin(i, 220) * MIB / 5 + MIB * noise(i) / 20;
}

static double
traffic_work(int i)
{
	return 0.05 * fmin(i, 220) + 0.02 * fmax(0, i - 220);
}

static double
filled_work(int i)
{
	return 0.05 * i;
}

START_TEST(less_work_is_no_proof)
{
	judge(&(struct shape){ traffic, NULL, traffic_work });
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
	ck_assert_int_eq(result.reason, JUDGE_QUIET);
	ck_assert_double_gt(result.level_s, 600);
	ck_assert_ptr_nonnull(strstr(why, "less work than"));
}
END_TEST

static double
filled(int i)
{
	return 20 * MIB + fmin(i, 120) * MIB / 5 + MIB * noise(i) / 20;
}

START_TEST(as_much_work_as_before_is_proof)
{
	judge(&(struct shape){ filled, NULL, filled_work });
	ck_assert_int_eq(result.verdict, JUDGE_NO_LEAK);
	ck_assert_int_eq(result.reason, JUDGE_ENDED);
}
END_TEST

/* --- sentences --- */

/* Its least values rise, its mean does not. */
static double
calmer(int i)
{
	return 200 * MIB + 30 * MIB * noise(i + 17) * (1 - 1.0 * i / SAMPLES);
}

START_TEST(calmer_is_not_growth)
{
	judge(&(struct shape){ calmer, NULL, NULL });
	ck_assert_int_ne(result.verdict, JUDGE_LEAK);
	ck_assert_int_ne(result.reason, JUDGE_ENDED);
	ck_assert_ptr_null(strstr(why, "it grew"));
}
END_TEST

static double
fell(int i)
{
	return 500 * MIB - fmin(i, 150) * MIB / 2 + MIB * noise(i);
}

START_TEST(a_fall_that_ended_is_level)
{
	judge(&(struct shape){ fell, NULL, NULL });
	ck_assert_int_eq(result.verdict, JUDGE_NO_LEAK);
	ck_assert_int_eq(result.reason, JUDGE_LEVEL);
	ck_assert_double_gt(result.level_s, 1000);
	ck_assert_double_lt(result.level_s, 2510);
}
END_TEST

static double
falls(int i)
{
	return 500 * MIB - i * MIB / 2 + MIB * noise(i);
}

START_TEST(it_falls_by_so_much)
{
	judge(&(struct shape){ falls, NULL, NULL });
	ck_assert_int_eq(result.reason, JUDGE_FALLS);
	ck_assert_ptr_nonnull(strstr(why, "it falls by 1"));
	ck_assert_double_lt(result.rate_high, 0);
}
END_TEST

/* Clean growth that ended late does not drown in its own swings. */
static double
late(int i)
{
	return 50 * MIB + fmin(i, 320) * MIB / 2 + MIB * noise(i) / 2;
}

START_TEST(what_rose_is_said_to)
{
	judge(&(struct shape){ late, NULL, NULL });
	ck_assert_int_eq(result.verdict, JUDGE_UNDECIDED);
	ck_assert_double_gt(result.rate_low, 0);
	ck_assert_ptr_null(strstr(why, "its own swings"));
}
END_TEST

START_TEST(what_fell_is_said_to)
{
	struct judge_result	fallen = { .verdict = JUDGE_UNDECIDED,
				    .reason = JUDGE_NOISE, .until = 600,
				    .rate_low = -2 * MIB / 3600,
				    .rate_high = -MIB / 3600 };

	judge_why(why, &fallen, NULL);
	ck_assert_str_eq(why, "it fell by 1.0 MiB to 2.0 MiB/h over the last "
	    "10 min; whether it grows as well cannot be told");
}
END_TEST

START_TEST(nothing_has_no_sign)
{
	static const struct judge_words	bytes = { "memory", true };
	static const struct judge_words	count = { "threads", false };
	char				text[SENTENCE_PART];

	ck_assert_str_eq(sentence_amount(text, -0.3, &bytes), "0 B");
	ck_assert_str_eq(sentence_amount(text, -0.7, &bytes), "-1 B");
	ck_assert_str_eq(sentence_amount(text, -0.03, &count), "0.0");
	ck_assert_str_eq(sentence_amount(text, -1536, &bytes), "-1.5 KiB");
}
END_TEST

UNIT_SUITE(
	EACH(no_leak_is_claimed, ended),
	TEST(growth_between_pauses_is_a_leak),
	TEST(less_work_is_no_proof),
	TEST(as_much_work_as_before_is_proof),
	TEST(calmer_is_not_growth),
	TEST(a_fall_that_ended_is_level),
	TEST(it_falls_by_so_much),
	TEST(what_rose_is_said_to),
	TEST(what_fell_is_said_to),
	TEST(nothing_has_no_sign))
