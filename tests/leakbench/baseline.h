/* baseline.h: the usual ways to call a curve a leak, to compare with. */
#ifndef BASELINE_H
#define BASELINE_H

#include <stdbool.h>

#define BASELINES 4

extern const char *const	baseline_name[BASELINES];

/* Of n samples, n > 2; which: an index of baseline_name. */
bool	baseline_leak(int which, const double *time, const double *bytes,
	    int n);

#endif
