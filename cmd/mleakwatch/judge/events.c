/* events.c: rises of a curve, taken for events of one kind. */
#include <string.h>

#include "events.h"
#include "gaps.h"
#include <math.h>

/*
 * Records of what fluctuates, as the high-water mark of a heap, come the more
 * seldom the longer it has run: their number is the logarithm of the time, from
 * the sixteenth on that was left out as start-up.
 */
#define BEGUN 0.0625

bool
events_make(const struct view *view, const struct bursts *bursts, int count,
    struct events *events)
{
	double	height[BURSTS_MOST], here[VIEW_CELLS] = { 0 }, weight;
	int	i, n = 0;

	memset(events, 0, sizeof *events);
	bursts_heights(bursts, count, height);
	for (i = 0; i < count; i++) {
		if (height[i] <= 0)
			return false;
		here[bursts->cell[i]] = height[i];
		events->growth += height[i];
		events->squares += height[i] * height[i];
	}
	for (i = 1; i < VIEW_CELLS; i++) {
		if (here[i] <= 0)
			continue;
		n += here[i - 1] <= 0;
		weight = here[i] * events->growth / events->squares;
		events->time[n - 1] = view->time[i];
		events->weight[n - 1] += weight;
		events->number += weight;
	}
	events->n = n;
	return true;
}

/* ln of the density of their times, as records. */
static double
records(const struct events *events)
{
	double	sum = 0, all = log((1 + BEGUN) / BEGUN);
	int	i;

	for (i = 0; i < events->n; i++)
		sum -= events->weight[i] *
		    log((events->time[i] + BEGUN) * all);
	return sum;
}

/* The same, where their rate fades by e to the power of pace. */
static double
fading(const struct events *events, double pace)
{
	double	sum = events->number * log(pace / (1 - exp(-pace)));
	int	i;

	for (i = 0; i < events->n; i++)
		sum -= events->weight[i] * pace * events->time[i];
	return sum;
}

/* The density, not its logarithm, of an end at any time after the last. */
static double
ended(const struct events *events)
{
	double	more = events->number > 1.5 ? events->number - 1 : 0.5;

	return (exp(-more * log(events->time[events->n - 1])) - 1) /
	    more;
}

/* Records as often as the others together: they are what heaps do. */
double
events_seldom(const struct events *events)
{
	return log(exp(records(events)) / 2 +
	    (exp(fading(events, 4)) + exp(fading(events, 16))) / 8 +
	    ended(events) / 4);
}

double
events_unevenness(const struct events *events)
{
	struct gaps	gaps = { .n = 0 };
	int		i;

	for (i = 1; i < events->n; i++)
		gaps_add(&gaps, events->time[i] - events->time[i - 1]);
	return gaps_unevenness(&gaps);
}
