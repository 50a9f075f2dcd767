/* rises.c: in how many windows of a curve its floor rose. */
#include <string.h>

#include "rises.h"

struct floors {
	int	n;
	double	low[RISES_WINDOWS];
};

static void
floors_find(const struct series *series, int first, int end,
    struct floors *floors)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 start = bucket[first].time;
	double				 span = bucket[end - 1].time - start;
	int				 windows = (end - first) / 2;
	int				 which, last = -1, i;

	if (windows > RISES_WINDOWS)
		windows = RISES_WINDOWS;
	floors->n = 0;
	for (i = first; i < end; i++) {
		which = (int)((bucket[i].time - start) / span * windows *
		    0.9999999);
		if (which != last) {
			floors->low[floors->n++] = bucket[i].low;
		} else if (bucket[i].low < floors->low[floors->n - 1]) {
			floors->low[floors->n - 1] = bucket[i].low;
		}
		last = which;
	}
}

void
rises_find(const struct series *series, int first, int end,
    struct rises *rises)
{
	struct floors	floors = { 0 };
	int		i;

	memset(rises, 0, sizeof *rises);
	if (end - first < 12)
		return;
	floors_find(series, first, end, &floors);
	rises->windows = floors.n;
	for (i = 1; i < floors.n; i++)
		rises->rose += floors.low[i] > floors.low[i - 1];
}
