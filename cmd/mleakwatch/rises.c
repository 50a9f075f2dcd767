/* rises.c: a floor that rises bit by bit, and does not come back. */
#include <string.h>

#include "num.h"
#include "rises.h"

struct floors {
	int	n;
	double	time[RISES_WINDOWS], low[RISES_WINDOWS];
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
			floors->time[floors->n] = (which + 0.5) / windows;
			floors->low[floors->n++] = bucket[i].low;
		} else if (bucket[i].low < floors->low[floors->n - 1]) {
			floors->low[floors->n - 1] = bucket[i].low;
		}
		last = which;
	}
}

static void
moves_sum(const struct floors *floors, struct rises *rises)
{
	double	move, squares = 0;
	int	i;

	for (i = 1; i < floors->n; i++) {
		move = floors->low[i] - floors->low[i - 1];
		squares += move * move;
		rises->rose += move > 0;
	}
	rises->growth = floors->low[floors->n - 1] - floors->low[0];
	if (squares > 0)
		rises->count = rises->growth * rises->growth / squares;
}

/* Rises that matter: a third of a mean one or more. */
static void
gaps_measure(const struct floors *floors, struct rises *rises)
{
	double	move, gap, sum = 0, squares = 0, last = 0;
	double	least = rises->growth / rises->count / 3;
	int	i, gaps = -1;

	for (i = 1; i < floors->n; i++) {
		move = floors->low[i] - floors->low[i - 1];
		if (move < least) {
			rises->between += move < 0 ? -move : move;
			continue;
		}
		rises->bursts++;
		if (gaps++ >= 0) {
			gap = floors->time[i] - last;
			sum += gap;
			squares += gap * gap;
		}
		last = floors->time[i];
	}
	if (gaps >= 3)
		rises->unevenness = num_root((squares - sum * sum / gaps) /
		    (gaps - 1)) / (sum / gaps);
}

void
rises_find(const struct series *series, int first, int end,
    struct rises *rises)
{
	struct floors	floors = { 0 };

	memset(rises, 0, sizeof *rises);
	if (end - first < 12)
		return;
	floors_find(series, first, end, &floors);
	rises->windows = floors.n;
	moves_sum(&floors, rises);
	if (rises->growth > 0)
		gaps_measure(&floors, rises);
}
