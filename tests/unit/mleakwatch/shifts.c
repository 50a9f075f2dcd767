/* shifts.c: abrupt shifts of a level, and growth in plateaus. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mleakwatch/judge/shifts.h"
#include "unit.h"

#define POINTS 120

static struct points	points;
static struct plateaus	plateaus;

static void
points_begin(void)
{
	int	i;

	points.n = POINTS;
	for (i = 0; i < POINTS; i++) {
		points.time[i] = i;
		points.value[i] = 1e6 + (i % 3 - 1) * 4096;
	}
}

static void
rise(int at, double height)
{
	int	i;

	for (i = at; i < POINTS; i++)
		points.value[i] += height;
}

START_TEST(even_jumps)
{
	int	i;

	points_begin();
	for (i = 10; i < POINTS; i += 10)
		rise(i, 1e6);
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_int_eq(plateaus.n, 11);
	ck_assert_double_eq_tol(plateaus.gap_cv, 0, 1e-9);
	ck_assert_double_eq_tol(plateaus.between, 0, 0.05);
	ck_assert_double_gt(plateaus.step_to_noise, 100);
}
END_TEST

START_TEST(uneven_jumps)
{
	static const int	at[] = { 7, 11, 30, 33, 52, 76, 79, 108 };
	size_t			i;

	points_begin();
	for (i = 0; i < sizeof at / sizeof at[0]; i++)
		rise(at[i], (double)(1 + i % 3) * 1e6);
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_int_eq(plateaus.n, 8);
	ck_assert_double_gt(plateaus.gap_cv, 0.5);
	ck_assert_double_eq_tol(plateaus.between, 0, 0.05);
}
END_TEST

/* A shift within one point's time is on the way when its mean is taken. */
START_TEST(halves_are_one)
{
	int	i;

	points_begin();
	for (i = 10; i < POINTS; i += 10) {
		rise(i, 5e5);
		rise(i + 1, 5e5);
	}
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_int_eq(plateaus.n, 11);
	ck_assert_double_eq_tol(plateaus.gap_cv, 0, 1e-9);
}
END_TEST

START_TEST(growth_that_never_rests)
{
	int	i;

	points_begin();
	for (i = 0; i < POINTS; i++)
		points.value[i] += (i % 7 - 3) * 2e5 + i * 1e5;
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_double_gt(plateaus.between, 0.5);
}
END_TEST

START_TEST(none)
{
	int	i;

	points_begin();
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_int_eq(plateaus.n, 0);
	for (i = 0; i < POINTS; i++)
		points.value[i] = -1e6 * i;
	plateaus_find(&points, 4096, &plateaus);
	ck_assert_int_eq(plateaus.n, 0);
	for (points.n = 0; points.n < 5; points.n++) {
		points.value[points.n] = 1e6 * points.n;
		plateaus_find(&points, 4096, &plateaus);
		ck_assert(plateaus.gap_cv >= 0);
	}
}
END_TEST

UNIT_SUITE(
	TEST(even_jumps),
	TEST(uneven_jumps),
	TEST(halves_are_one),
	TEST(growth_that_never_rests),
	TEST(none))
