/* series.c: a value over time in bounded room, in whatever order. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "mleakwatch/judge/series.h"
#include "unit.h"

#define COUNT 20000

static struct series	series, other;

/* Seconds and value of a curve with a slope, waves and a jump. */
static double
value_at(int i)
{
	return 1e8 + 4096.0 * i + (i % 97) * 65536.0 +
	    (i > COUNT / 2 ? 5e7 : 0);
}

static int
put(struct series *to, double time, double value)
{
	return series_add(to, time, value, (double)NAN);
}

static void
add(struct series *to, int i)
{
	ck_assert_int_eq(series_add(to, 1e9 + i, value_at(i), i / 2),
	    SERIES_TAKEN);
}

static void
is_whole(const struct series *of, uint64_t samples)
{
	uint64_t	count = 0;
	uint32_t	i;

	for (i = 0; i < of->used; i++) {
		count += of->bucket[i].count;
		ck_assert(of->base + of->bucket[i].low <=
		    of->bucket[i].mean + 1);
		ck_assert(of->bucket[i].mean <=
		    of->base + of->bucket[i].high + 1);
		ck_assert(i == 0 ||
		    of->bucket[i - 1].time < of->bucket[i].time);
	}
	ck_assert_uint_eq(count, samples);
	ck_assert_uint_eq(of->count, samples);
	ck_assert_uint_le(of->used, SERIES_BUCKETS);
}

START_TEST(is_bounded)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < COUNT; i++)
		add(&series, i);
	is_whole(&series, COUNT);
	ck_assert_uint_gt(series.used, SERIES_BUCKETS / 2 - 2);
	series_free(&series);
}
END_TEST

START_TEST(is_as_large_as_its_samples)
{
	int	i;

	series_begin(&series);
	ck_assert_ptr_null(series.bucket);
	for (i = 0; i < 3; i++)
		add(&series, i);
	ck_assert_uint_le(series.room, 4);
	series_free(&series);
}
END_TEST

START_TEST(refuses)
{
	series_begin(&series);
	ck_assert_int_eq(put(&series, 5, 1), SERIES_TAKEN);
	ck_assert_int_eq(put(&series, 5, 1), SERIES_REFUSED);
	ck_assert_int_eq(put(&series, 4, 2), SERIES_TAKEN);
	ck_assert_int_eq(put(&series, 4, 2), SERIES_REFUSED);
	ck_assert_int_eq(put(&series, (double)NAN, 1), SERIES_REFUSED);
	ck_assert_int_eq(put(&series, 6, (double)INFINITY), SERIES_REFUSED);
	ck_assert_uint_eq(series.count, 2);
	ck_assert_uint_eq(series.used, 2);
	series_free(&series);
}
END_TEST

/* Orders: by time, backwards, in pieces backwards, shuffled. */
static int
in_order(int i)
{
	return i;
}

static int
backwards(int i)
{
	return COUNT - 1 - i;
}

static int
pieces(int i)
{
	return (3 - i / (COUNT / 4)) * (COUNT / 4) + i % (COUNT / 4);
}

/* 7919 is prime to COUNT. */
static int
dealt(int i)
{
	return (int)((int64_t)i * 7919 % COUNT);
}

static int (*const order[])(int) = { in_order, backwards, pieces, dealt };

/* Only the last bits of sums differ. */
static void
is_same(const struct series *a, const struct series *b)
{
	int	i;

	ck_assert_uint_eq(a->used, b->used);
	ck_assert_double_eq(a->start, b->start);
	ck_assert_double_eq(a->first_value, b->first_value);
	ck_assert_double_eq(a->last_time, b->last_time);
	ck_assert_double_eq(a->last_value, b->last_value);
	ck_assert_double_eq(a->width, b->width);
	for (i = 0; i < a->used; i++) {
		ck_assert_uint_eq(a->bucket[i].count, b->bucket[i].count);
		ck_assert_double_eq_tol(a->bucket[i].time, b->bucket[i].time,
		    1e-5);
		ck_assert_double_eq_tol(a->bucket[i].mean, b->bucket[i].mean,
		    1e-5);
		ck_assert_double_eq_tol(a->base + a->bucket[i].low,
		    b->base + b->bucket[i].low, 16);
		ck_assert_double_eq_tol(a->base + a->bucket[i].high,
		    b->base + b->bucket[i].high, 16);
		ck_assert_double_eq_tol(a->work_base + a->bucket[i].work,
		    b->work_base + b->bucket[i].work, 0.01);
	}
}

START_TEST(any_order)
{
	int	i;

	series_begin(&series);
	series_begin(&other);
	for (i = 0; i < COUNT; i++) {
		add(&series, order[_i](i));
		add(&other, i);
	}
	is_whole(&series, COUNT);
	is_same(&series, &other);
	series_free(&series);
	series_free(&other);
}
END_TEST

START_TEST(nothing_twice)
{
	int	i, again = 0;

	series_begin(&series);
	for (i = 0; i < 200; i++)
		add(&series, i);
	for (i = 0; i < 200; i++)
		again += put(&series, 1e9 + i, value_at(i)) == SERIES_REFUSED;
	ck_assert_int_eq(again, 200);
	is_whole(&series, 200);
	series_free(&series);
}
END_TEST

/* The same number of cells for a curve of seconds and one of days. */
START_TEST(gaps)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(put(&series, i + (i > 300) * 5000 +
		    (i > 600) * 5, 1), SERIES_TAKEN);
	ck_assert_uint_eq(series_gaps(&series), 1);
	/* Samples that come later may fill one. */
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(put(&series, 301 + i * 5, 2), SERIES_TAKEN);
	ck_assert_uint_eq(series_gaps(&series), 0);
	series_free(&series);
}
END_TEST

/* Two samples lie an age before and behind the rest. */
START_TEST(far_apart)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(put(&series, 1e9 + i * 1e-3, i),
		    SERIES_TAKEN);
	ck_assert_int_eq(put(&series, -1e17, 0), SERIES_TAKEN);
	ck_assert_int_eq(put(&series, 1e17, 0), SERIES_TAKEN);
	ck_assert_int_eq(put(&series, 0, 0), SERIES_TAKEN);
	is_whole(&series, 1003);
	series_free(&series);
}
END_TEST

START_TEST(work_may_be_unknown)
{
	series_begin(&series);
	put(&series, 1, 1);
	ck_assert(isnan(series.bucket[0].work));
	ck_assert_int_eq(series_add(&series, 2, 1, 70), SERIES_TAKEN);
	ck_assert_int_eq(series_add(&series, 3, 1, 72.5), SERIES_TAKEN);
	ck_assert(isnan(series.bucket[0].work));
	ck_assert_double_eq(series.bucket[2].work, 2.5);
	series_free(&series);
}
END_TEST

UNIT_SUITE(
	TEST(is_bounded),
	TEST(is_as_large_as_its_samples),
	TEST(refuses),
	EACH(any_order, order),
	TEST(nothing_twice),
	TEST(gaps),
	TEST(far_apart),
	TEST(work_may_be_unknown))
