/* tick.h: a steady beat that does not drift. */
#ifndef TICK_H
#define TICK_H

#include <stdint.h>

struct tick {
	int64_t	next;		/* CLOCK_MONOTONIC, nanoseconds */
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
