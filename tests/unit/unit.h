/* unit.h: what the Check suites share. */
/* SPDX-License-Identifier: MIT */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <meminfo.h>

/* UNIT_TEST=NAME in the environment: that test alone. */
bool	unit_is_wanted(const char *test);

/*
 * The end of each file: its tests, which main.c runs, and what else its test
 * case tc takes, as fixtures.  UNIT_SUITE(TEST(a), EACH(b, array))
 */
#define UNIT_SUITE(...) \
Suite * \
unit_suite(void) \
{ \
	Suite	*suite = suite_create(__FILE__); \
	TCase	*tc = tcase_create("all"); \
\
	__VA_ARGS__; \
	suite_add_tcase(suite, tc); \
	return suite; \
}
Suite	*unit_suite(void);

#define TEST(test) (unit_is_wanted(#test) ? \
	tcase_add_test_raise_signal(tc, test, 0) : (void)0)
/* With each _i from 0 to below count. */
#define LOOP(test, count) (unit_is_wanted(#test) ? \
	tcase_add_loop_test_raise_signal(tc, test, 0, 0, count) : (void)0)
#define EACH(test, array) \
	LOOP(test, (int)(sizeof(array) / sizeof((array)[0])))

#define PARSE(function, text, ...) \
	function(text, strlen(text), __VA_ARGS__)

/* A call that must fail with that errno. */
#define ASSERT_FAILS(call, error) do { \
	errno = 0; \
	ck_assert_int_eq((call), -1); \
	ck_assert_int_eq(errno, (error)); \
} while (0)

#endif
