/* baseline.h: gates that projects wrote by hand, to compare with. */
/* SPDX-License-Identifier: MIT */
#ifndef BASELINE_H
#define BASELINE_H

#include <stdbool.h>

struct baseline {
	const char	*name;
	/* time: seconds, ascending; value: bytes; n > 7. */
	bool		(*leaks)(const double *time, const double *value,
			    int n);
};

#define BASELINES 12

extern const struct baseline	baseline[BASELINES];

#endif
