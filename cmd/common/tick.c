/* tick.c: a steady beat that does not drift. */
#include <errno.h>
#include <time.h>

#include "tick.h"

#define SECOND 1000000000

static int64_t
now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec;
}

void
tick_begin(struct tick *tick, int64_t interval)
{
	tick->next = now() + interval;
	tick->interval = interval;
}

int64_t
tick_left(struct tick *tick)
{
	int64_t	left = tick->next - now();

	if (left > 0)
		return left;
	tick->next += (-left / tick->interval + 1) * tick->interval;
	return 0;
}

void
tick_wait(struct tick *tick)
{
	struct timespec	until;
	int64_t		late = now() - tick->next;

	if (late > 0)
		tick->next += (late / tick->interval + 1) * tick->interval;
	until.tv_sec = (time_t)(tick->next / SECOND);
	until.tv_nsec = (long)(tick->next % SECOND);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until,
	    NULL) == EINTR)
		continue;
	tick->next += tick->interval;
}
