/* main.c: run the suite of the file that this is linked with. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

bool
unit_is_wanted(const char *test)
{
	const char	*only = getenv("UNIT_TEST");

	return only == NULL || strcmp(only, test) == 0;
}

/* A name that no test has must not look like success. */
int
main(void)
{
	SRunner	*runner;
	int	 failed;

	/*
	 * Not 4 s: an emulated or busy builder takes longer.  It ends what
	 * hangs, and says nothing of how fast a test is.
	 */
	setenv("CK_DEFAULT_TIMEOUT", "600", 0);
	runner = srunner_create(unit_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	if (srunner_ntests_run(runner) == 0) {
		fprintf(stderr, "no test has run: UNIT_TEST takes the name "
		    "in a START_TEST()\n");
		failed = 1;
	}
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
