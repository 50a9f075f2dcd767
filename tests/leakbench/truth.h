/* truth.h: does a curve bear out what a verdict says of it? */
/* SPDX-License-Identifier: MIT */
#ifndef TRUTH_H
#define TRUTH_H

#include "mleakwatch/judge/judge.h"

/*
 * NULL, or what is false.  Knows nothing of the judge: straight lines by least
 * squares through the samples of the stretch that is named, with an error that
 * allows for autocorrelation (Newey and West).
 */
const char	*truth_false(const double *time, const double *value, int n,
	    const struct judge_result *result);

#endif
