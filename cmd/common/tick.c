/* tick.c: what time it is, and a steady beat that does not drift. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include "tick.h"

int64_t
tick_now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec;
}

uint64_t
tick_unix_msec(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

void
tick_begin(struct tick *tick, int64_t interval)
{
	tick->next = tick_now() + interval;
	tick->interval = interval;
}

int64_t
tick_left(struct tick *tick)
{
	int64_t	left = tick->next - tick_now();

	if (left > 0)
		return left;
	tick->next += (-left / tick->interval + 1) * tick->interval;
	return 0;
}

void
tick_wait(struct tick *tick)
{
	struct timespec	until;
	int64_t		late = tick_now() - tick->next;

	if (late > 0)
		tick->next += (late / tick->interval + 1) * tick->interval;
	until.tv_sec = (time_t)(tick->next / SECOND);
	until.tv_nsec = (long)(tick->next % SECOND);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until,
	    NULL) == EINTR)
		continue;
	tick->next += tick->interval;
}
