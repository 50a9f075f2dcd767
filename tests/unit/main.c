/* main.c: run the suite of the file that this is linked with. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "unit.h"

int
main(void)
{
	SRunner	*runner;
	int	 failed;

	/* Not 4 s: an emulated or busy builder takes longer. */
	setenv("CK_DEFAULT_TIMEOUT", "60", 0);
	runner = srunner_create(unit_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
