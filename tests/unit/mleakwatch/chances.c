/* chances.c: what a leak among many series must outweigh. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "mleakwatch/report/report.h"
#include "unit.h"

#define SERIES 240

static struct outcome	outcome[SERIES];

/* Parts of a system, none of which leaks. */
static void
outcomes_make(void)
{
	int	i;

	memset(outcome, 0, sizeof(outcome));
	for (i = 0; i < SERIES; i++) {
		outcome[i].keyed = true;
		outcome[i].result.verdict = JUDGE_NO_LEAK;
		outcome[i].result.reason = JUDGE_LEVEL;
	}
}

static void
leaks_make(const double *odds, int count)
{
	int	i;

	for (i = 0; i < count; i++) {
		outcome[i].result.verdict = JUDGE_LEAK;
		outcome[i].result.reason = JUDGE_GROWS;
		outcome[i].result.log_odds_growing = log(odds[i]);
	}
}

static int
leaks_left(void)
{
	int	i, n = 0;

	chances_pay(outcome, SERIES);
	for (i = 0; i < SERIES; i++)
		n += outcome[i].result.verdict == JUDGE_LEAK;
	return n;
}

START_TEST(short_ones_had_no_chance)
{
	static const double	enough[] = { 21 }, few[] = { 19 };
	int			i;

	outcomes_make();
	for (i = 20; i < SERIES; i++)
		outcome[i].result.reason = JUDGE_TOO_SHORT;
	leaks_make(enough, 1);
	ck_assert_int_eq(leaks_left(), 1);
	leaks_make(few, 1);
	ck_assert_int_eq(leaks_left(), 0);
}
END_TEST

START_TEST(one_pays_for_all)
{
	static const double	enough[] = { 241 }, few[] = { 239 };

	outcomes_make();
	leaks_make(enough, 1);
	ck_assert_int_eq(leaks_left(), 1);
	leaks_make(few, 1);
	ck_assert_int_eq(leaks_left(), 0);
	ck_assert_int_eq(outcome[0].result.verdict, JUDGE_UNDECIDED);
}
END_TEST

/* Three of 81 to 1; a fourth would need 60. */
START_TEST(several_bear_each_other_out)
{
	static const double	odds[] = { 81, 59, 1000, 81 };

	outcomes_make();
	leaks_make(odds, 4);
	ck_assert_int_eq(leaks_left(), 3);
	ck_assert_int_eq(outcome[1].result.verdict, JUDGE_UNDECIDED);
}
END_TEST

/* A process is no part of a system. */
START_TEST(processes_pay_nothing)
{
	static const double	odds[] = { 2, 3 };

	outcomes_make();
	leaks_make(odds, 2);
	outcome[0].keyed = false;
	ck_assert_int_eq(leaks_left(), 1);
	ck_assert_int_eq(outcome[0].result.verdict, JUDGE_LEAK);
}
END_TEST

UNIT_SUITE(
	TEST(short_ones_had_no_chance),
	TEST(one_pays_for_all),
	TEST(several_bear_each_other_out),
	TEST(processes_pay_nothing))
