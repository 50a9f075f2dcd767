/* tick.h: what time it is, and a steady beat that does not drift. */
/* SPDX-License-Identifier: MIT */
#ifndef TICK_H
#define TICK_H

#include <stdint.h>

#define SECOND 1000000000	/* nanoseconds */

int64_t	tick_now(void);		/* CLOCK_MONOTONIC, nanoseconds */
/* Milliseconds since 1970. */
uint64_t tick_unix_msec(void);

struct tick {
	int64_t	next;		/* as tick_now() */
	int64_t	interval;	/* nanoseconds */
};

void	tick_begin(struct tick *tick, int64_t interval);
/*
 * Nanoseconds to the next beat, for those who wait for more than that; 0 where
 * it is due, and then the one after it is next.
 */
int64_t	tick_left(struct tick *tick);
/* Sleep to the next beat; beats that were missed are left out. */
void	tick_wait(struct tick *tick);

#endif
