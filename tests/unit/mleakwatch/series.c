/* series.c: the memory of a process in bounded room, in whatever order. */
#include <math.h>

#include "mleakwatch/judge/series.h"
#include "unit.h"

#define COUNT 20000

static struct series	series, other;

/* Seconds and bytes of a curve with a slope, waves and a jump. */
static double
bytes_at(int i)
{
	return 1e8 + 4096.0 * i + (i % 97) * 65536.0 +
	    (i > COUNT / 2 ? 5e7 : 0);
}

static void
add(struct series *to, int i)
{
	ck_assert(series_add(to, 1e9 + i, bytes_at(i)));
}

static void
is_whole(const struct series *of, uint64_t samples)
{
	uint64_t	count = 0;
	uint32_t	i;

	for (i = 0; i < of->used; i++) {
		count += of->bucket[i].count;
		ck_assert(of->bucket[i].low <= of->bucket[i].mean);
		ck_assert(of->bucket[i].mean <= of->bucket[i].high);
		ck_assert(i == 0 ||
		    of->bucket[i - 1].time <= of->bucket[i].time);
	}
	ck_assert_uint_eq(count, samples);
	ck_assert_uint_eq(of->count, samples);
	ck_assert_uint_le(of->used, SERIES_BUCKETS);
	ck_assert_uint_ge(of->used, SERIES_BUCKETS / 3);
}

START_TEST(is_bounded)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < COUNT; i++)
		add(&series, i);
	is_whole(&series, COUNT);
}
END_TEST

START_TEST(refuses)
{
	series_begin(&series);
	ck_assert(series_add(&series, 5, 1));
	ck_assert(!series_add(&series, 5, 1));
	ck_assert(series_add(&series, 4, 2));
	ck_assert(!series_add(&series, 4, 2));
	ck_assert(!series_add(&series, (double)NAN, 1));
	ck_assert(!series_add(&series, 6, (double)INFINITY));
	ck_assert(!series_add(&series, 6, -1));
	ck_assert_uint_eq(series.count, 2);
	ck_assert_uint_eq(series.used, 2);
}
END_TEST

/* As they come: by time, backwards, in pieces backwards, and as dealt. */
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

/* The mean of the buckets about that time, laid between two of them. */
static double
level(const struct series *of, double time)
{
	uint32_t	i = 1;
	double		share;

	while (i + 1 < of->used && of->bucket[i].time < time)
		i++;
	share = (time - of->bucket[i - 1].time) /
	    ((double)of->bucket[i].time - of->bucket[i - 1].time);
	return of->base + of->bucket[i - 1].mean + share *
	    ((double)of->bucket[i].mean - of->bucket[i - 1].mean);
}

START_TEST(any_order)
{
	double	time;
	int	i;

	series_begin(&series);
	series_begin(&other);
	for (i = 0; i < COUNT; i++) {
		add(&series, order[_i](i));
		add(&other, i);
	}
	series_settle(&series);
	is_whole(&series, COUNT);
	ck_assert(fabs(series.start - 1e9) < 1e-3);
	ck_assert(fabs(series.base - bytes_at(0)) < 1);
	ck_assert(fabs(series.last_bytes - bytes_at(COUNT - 1)) < 1);
	/* But for the waves, which cells cut at other places. */
	for (time = 500; time < COUNT - 500; time += 501)
		if (fabs(time - COUNT / 2.0) > 500)
			ck_assert(fabs(level(&series, time) -
			    level(&other, time)) < 2e6);
}
END_TEST

START_TEST(nothing_twice)
{
	int	i, again = 0;

	series_begin(&series);
	for (i = 0; i < 100; i++)
		add(&series, i);
	for (i = 0; i < 100; i++)
		again += !series_add(&series, 1e9 + i, bytes_at(i));
	ck_assert_int_eq(again, 100);
	is_whole(&series, 100);
}
END_TEST

START_TEST(gaps)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < 1000; i++)
		ck_assert(series_add(&series, i + (i > 300) * 5000 +
		    (i > 600) * 5, 1));
	ck_assert_uint_eq(series_gaps(&series), 1);
	/* What comes later may fill one. */
	for (i = 0; i < 1000; i++)
		ck_assert(series_add(&series, 301 + i * 5, 1));
	ck_assert_uint_eq(series_gaps(&series), 0);
}
END_TEST

/* Cells of one that lies an age before the rest. */
START_TEST(far_apart)
{
	int	i;

	series_begin(&series);
	for (i = 0; i < 1000; i++)
		ck_assert(series_add(&series, 1e9 + i * 1e-3, i));
	ck_assert(series_add(&series, -1e17, 0));
	ck_assert(series_add(&series, 1e17, 0));
	ck_assert(series_add(&series, 0, 0));
	series_settle(&series);
	ck_assert_uint_eq(series.count, 1003);
	ck_assert_uint_le(series.used, SERIES_BUCKETS);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("series");
	TCase	*tcase = tcase_create("series");

	tcase_add_test(tcase, is_bounded);
	tcase_add_test(tcase, refuses);
	tcase_add_loop_test(tcase, any_order, 0,
	    (int)(sizeof(order) / sizeof(order[0])));
	tcase_add_test(tcase, nothing_twice);
	tcase_add_test(tcase, gaps);
	tcase_add_test(tcase, far_apart);
	suite_add_tcase(suite, tcase);
	return suite;
}
