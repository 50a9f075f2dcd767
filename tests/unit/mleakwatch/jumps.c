/* jumps.c: growth in jumps, told from growth that never rests. */
#include <string.h>

#include "mleakwatch/judge/jumps.h"
#include "unit.h"

#define POINTS 120

static struct curve	curve;
static struct jumps	jumps;

static void
curve_begin(void)
{
	int	i;

	curve.n = POINTS;
	for (i = 0; i < POINTS; i++) {
		curve.time[i] = i;
		curve.value[i] = 1e6 + (i % 3 - 1) * 4096;
	}
}

static void
rise(int at, double height)
{
	int	i;

	for (i = at; i < POINTS; i++)
		curve.value[i] += height;
}

START_TEST(even_jumps)
{
	int	i;

	curve_begin();
	for (i = 10; i < POINTS; i += 10)
		rise(i, 1e6);
	jumps_find(&curve, &jumps);
	ck_assert_int_eq(jumps.n, 11);
	ck_assert_double_eq_tol(jumps.unevenness, 0, 1e-9);
	ck_assert_double_eq_tol(jumps.between, 0, 0.05);
	ck_assert_double_gt(jumps.clear, 100);
}
END_TEST

START_TEST(uneven_jumps)
{
	static const int	at[] = { 7, 11, 30, 33, 52, 76, 79, 108 };
	size_t			i;

	curve_begin();
	for (i = 0; i < sizeof at / sizeof at[0]; i++)
		rise(at[i], (double)(1 + i % 3) * 1e6);
	jumps_find(&curve, &jumps);
	ck_assert_int_eq(jumps.n, 8);
	ck_assert_double_gt(jumps.unevenness, 0.5);
	ck_assert_double_eq_tol(jumps.between, 0, 0.05);
}
END_TEST

/* What falls within one point's time is on the way when its mean is taken. */
START_TEST(halves_are_one)
{
	int	i;

	curve_begin();
	for (i = 10; i < POINTS; i += 10) {
		rise(i, 5e5);
		rise(i + 1, 5e5);
	}
	jumps_find(&curve, &jumps);
	ck_assert_int_eq(jumps.n, 11);
	ck_assert_double_eq_tol(jumps.unevenness, 0, 1e-9);
}
END_TEST

START_TEST(growth_that_never_rests)
{
	int	i;

	curve_begin();
	for (i = 0; i < POINTS; i++)
		curve.value[i] += (i % 7 - 3) * 2e5 + i * 1e5;
	jumps_find(&curve, &jumps);
	ck_assert_double_gt(jumps.between, 0.5);
}
END_TEST

START_TEST(none)
{
	int	i;

	curve_begin();
	jumps_find(&curve, &jumps);
	ck_assert_int_eq(jumps.n, 0);
	for (i = 0; i < POINTS; i++)
		curve.value[i] = -1e6 * i;
	jumps_find(&curve, &jumps);
	ck_assert_int_eq(jumps.n, 0);
	for (curve.n = 0; curve.n < 5; curve.n++) {
		curve.value[curve.n] = 1e6 * curve.n;
		jumps_find(&curve, &jumps);
		ck_assert(jumps.unevenness >= 0);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("jumps");
	TCase	*tcase = tcase_create("jumps");

	tcase_add_test(tcase, even_jumps);
	tcase_add_test(tcase, uneven_jumps);
	tcase_add_test(tcase, halves_are_one);
	tcase_add_test(tcase, growth_that_never_rests);
	tcase_add_test(tcase, none);
	suite_add_tcase(suite, tcase);
	return suite;
}
