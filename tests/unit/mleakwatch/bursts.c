/* bursts.c: rises of a level, and what they are as events. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "mleakwatch/judge/bursts.h"
#include "unit.h"

#define CELLS 64

static struct view	view;
static struct kalman	kalman;
static struct burst_start	start;
static struct bursts	bursts;
static struct events	events;

/* A level that rises by height before each cell; a cell may be missing. */
static void
view_make(const int *cell, const double *height, int count, int missing)
{
	int	i, k;

	view.n = 0;
	view.cells = CELLS;
	for (i = 0; i < CELLS; i++) {
		if (i == missing)
			continue;
		view.cell[view.n] = i;
		view.time[view.n] = (i + 0.5) / CELLS;
		view.white_variance[view.n] = 1;
		view.value[view.n] = 0;
		for (k = 0; k < count; k++)
			if (i >= cell[k])
				view.value[view.n] += height[k];
		view.n++;
	}
}

/* By the filter, cell by cell. */
static double
product_of(const double *a, const double *b)
{
	double	of_a[MEAN_CELLS], of_b[MEAN_CELLS], sum = 0;
	int	i;

	kalman_innovations(&kalman, view.n, a, of_a);
	kalman_innovations(&kalman, view.n, b, of_b);
	for (i = 0; i < view.n; i++)
		sum += of_a[i] * of_b[i] * kalman.precision[i];
	return sum;
}

static void
step_make(int at, double *step)
{
	int	i;

	for (i = 0; i < view.n; i++)
		step[i] = i >= at;
}

static void
view_find(int noise)
{
	double	product[MEAN_CELLS], step[MEAN_CELLS];
	int	i;

	kalman_make(&view, &noise_kind[noise], &kalman);
	bursts_start(&kalman, view.n, &start);
	for (i = 0; i < view.n; i++) {
		step_make(i, step);
		product[i] = product_of(step, view.value);
	}
	bursts_find(&start, product, 1, &bursts);
}

/* The products of steps are those that the filter makes. */
START_TEST(steps_are_those_of_the_filter)
{
	static const int	missing[] = { -1, 20 };
	double			a[MEAN_CELLS], b[MEAN_CELLS], made;
	int			i, k, m;

	for (m = 0; noise_alone(_i) && m < 2; m++) {
		view_make(NULL, NULL, 0, missing[m]);
		view_find(_i);
		for (i = 0; i < view.n; i++)
			for (k = 0; k <= i; k++) {
				step_make(i, a);
				step_make(k, b);
				made = k < i ? start.earlier[i] :
				    start.own[i];
				ck_assert_double_eq_tol(made,
				    product_of(a, b), 1e-9 * start.own[0]);
			}
	}
}
END_TEST

static void
find(const int *cell, const double *height, int count, int noise)
{
	view_make(cell, height, count, -1);
	view_find(noise);
}

/* The bursts are found as they are under any noise of one component. */
START_TEST(rises_are_found)
{
	static const int	cell[] = { 10, 30, 41 };
	static const double	height[] = { 5e6, 1e6, 3e6 };
	double			found[MAX_BURSTS];
	int			i, k;

	if (!noise_alone(_i))
		return;
	find(cell, height, 3, _i);
	ck_assert_int_ge(bursts.n, 3);
	bursts_heights(&bursts, 3, found);
	for (i = 0; i < 3; i++) {
		for (k = 0; k < 3 && bursts.cell[k] != cell[i]; k++)
			continue;
		ck_assert_int_lt(k, 3);
		ck_assert_double_eq_tol(found[k], height[i], 1);
	}
	ck_assert_double_gt(bursts.explained[2], bursts.explained[1]);
}
END_TEST

START_TEST(a_fall_is_no_rise)
{
	static const int	cell[] = { 10, 40 };
	static const double	height[] = { 5e6, -4e6 };
	int			i;

	find(cell, height, 2, 7);
	for (i = 0; i < bursts.n; i++)
		ck_assert_int_ne(bursts.cell[i], 40);
}
END_TEST

START_TEST(what_has_not_stayed_is_none)
{
	static const int	cell[] = { 20, CELLS - 1 };
	static const double	height[] = { 2e6, 5e6 };
	int			i;

	find(cell, height, 2, 7);
	ck_assert_int_ge(bursts.n, 1);
	for (i = 0; i < bursts.n; i++)
		ck_assert_int_lt(bursts.cell[i], CELLS - 1);
}
END_TEST

START_TEST(a_cell_may_be_missing)
{
	static const int	cell[] = { 10, 40 };
	static const double	height[] = { 5e6, 4e6 };
	double			found[MAX_BURSTS];

	view_make(cell, height, 2, 20);
	view_find(9);
	ck_assert_int_ge(bursts.n, 2);
	bursts_heights(&bursts, 2, found);
	ck_assert_double_eq_tol(found[0] + found[1], 9e6, 2);
	ck_assert(events_make(&view, &bursts, 2, &events));
	ck_assert_int_eq(events.n, 2);
	ck_assert_double_eq_tol(events.time[1], 40.5 / CELLS, 1e-9);
}
END_TEST

/* One that fell within a cell is seen as two, and is one. */
START_TEST(neighbours_are_one)
{
	static const int	cell[] = { 20, 21, 50 };
	static const double	height[] = { 2e6, 1e6, 3e6 };

	find(cell, height, 3, 7);
	ck_assert(events_make(&view, &bursts, 3, &events));
	ck_assert_int_eq(events.n, 2);
	ck_assert_double_eq_tol(events.growth, 6e6, 1);
	ck_assert_double_eq_tol(events.number, 36.0 / 14, 1e-6);
}
END_TEST

static void
events_at(const double *time, int count)
{
	int	i;

	events = (struct events){ .n = count, .number = count };
	for (i = 0; i < count; i++) {
		events.time[i] = time[i];
		events.weight[i] = 1;
	}
}

START_TEST(times_tell_what_goes_on)
{
	static const double	even[] = { .1, .26, .42, .58, .74, .9 };
	static const double	records[] = { .01, .06, .12, .25, .5, .9 };
	static const double	over[] = { .05, .1, .15, .2, .25, .3 };

	events_at(even, 6);
	ck_assert_double_lt(events_ended_gain(&events), 0);
	ck_assert_double_lt(events_gap_cv(&events), 1e-6);
	events_at(records, 6);
	ck_assert_double_gt(events_ended_gain(&events), 0);
	ck_assert_double_gt(events_gap_cv(&events), 0.5);
	events_at(over, 6);
	ck_assert_double_gt(events_ended_gain(&events), 3);
	events_at(even, 2);
	ck_assert_double_eq(events_gap_cv(&events), 0);
}
END_TEST

UNIT_SUITE(
	LOOP(steps_are_those_of_the_filter, NOISES),
	LOOP(rises_are_found, NOISES),
	TEST(a_fall_is_no_rise),
	TEST(what_has_not_stayed_is_none),
	TEST(a_cell_may_be_missing),
	TEST(neighbours_are_one),
	TEST(times_tell_what_goes_on))
