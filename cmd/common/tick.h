/* tick.h: a steady beat that does not drift. */
#ifndef TICK_H
#define TICK_H

#include <stdint.h>

struct tick {
	int64_t	next;		/* CLOCK_MONOTONIC, nanoseconds */
	int64_t	interval;	/* nanoseconds */
};

void	tick_begin(struct tick *tick, int64_t interval);
/* Sleep to the next beat; beats that were missed are left out. */
void	tick_wait(struct tick *tick);

#endif
