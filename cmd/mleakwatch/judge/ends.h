/* ends.h: does growth reach the end of the stretch that it is claimed for? */
/* SPDX-License-Identifier: MIT */
#ifndef ENDS_H
#define ENDS_H

#include "looks.h"

/* Does growth since a time slow down smoothly, to less than a half? */
bool	ends_slow(const struct look *look, double since);
/*
 * Does its last quarter come down to the lows of its first part?  A collector
 * whose heap gets larger leaves the lows where they were.
 */
bool	ends_low_again(const struct look *look, double since,
	    double rate_low);
/* Is it higher from a bucket on than in the first ones, the start-up's? */
bool	ends_grew(const struct look *look, int first);
/*
 * Did it come in a few pauses in which nobody looked?  Between them it grows
 * by much less than the rate.
 */
bool	ends_unseen(const struct look *look, double rate_low);
/*
 * The bucket of the series at which the growth was nearly complete, where
 * little work was done since; 0: not so, or work is not known.
 */
int	ends_quiet(const struct look *look, const struct series *series,
	    int end);

#endif
