/* unit.h: what the Check suites share. */
/* SPDX-License-Identifier: MIT */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <meminfo.h>

/* Each file of tests/unit defines its suite; main.c runs it. */
Suite	*unit_suite(void);

/* UNIT_TEST=NAME in the environment: that test alone. */
bool	unit_is_wanted(const char *test);

#undef tcase_add_test
#define tcase_add_test(tcase, test) do { \
	if (unit_is_wanted(#test)) \
		tcase_add_test_raise_signal(tcase, test, 0); \
} while (0)
#undef tcase_add_loop_test
#define tcase_add_loop_test(tcase, test, first, end) do { \
	if (unit_is_wanted(#test)) \
		tcase_add_loop_test_raise_signal(tcase, test, 0, first, end); \
} while (0)

#define PARSE(function, text, ...) \
	function(text, strlen(text), __VA_ARGS__)

/* A call that must fail with that errno. */
#define ASSERT_FAILS(call, error) do { \
	errno = 0; \
	ck_assert_int_eq((call), -1); \
	ck_assert_int_eq(errno, (error)); \
} while (0)

#endif
