/* sight.c: one curve, seen by its means and by its floors. */
#include <string.h>

#include "season.h"
#include "sight.h"

/* What happens in the first sixteenth is start-up. */
#define START 0.0625
/* The cells whose floor is sought: each holds several runs of a collector. */
#define FLOORS 32
/* Fewer behind it show neither noise nor slope. */
#define BUCKETS 16
/* Student's t of fewer has no variance; gaps may leave a view so few. */
#define CELLS 5

/* The means without their wave; less: the wave of each bucket. */
static void
season_find(const struct series *series, double period, int first, int end,
    double *less, struct curve *mean)
{
	const struct series_bucket	*bucket = series->bucket;
	int				 i;

	mean->n = 0;
	for (i = first; i < end; i++) {
		mean->time[mean->n] = bucket[i].time;
		mean->value[mean->n++] = bucket[i].mean - series->base;
	}
	season_remove(mean, period, less + first);
}

/*
 * Spikes and sawteeth hide growth in the means, few samples in the floors:
 * neither is trusted more than the other, since what one sees of noise alone
 * the other mostly does not.
 */
static void
views_join(struct sight *sight)
{
	sight->clear = sight->floors.moving > sight->means.moving ?
	    &sight->floors : &sight->means;
	sight->odds = (sight->means.odds + sight->floors.odds) / 2;
}

bool
sight_take(const struct series *series, const struct judge_options *options,
    int end, struct sight *sight)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 less[SERIES_BUCKETS];
	struct view			 view;
	int				 first = 0;

	memset(sight, 0, sizeof *sight);
	while (bucket[first].time - series->start <
	    (bucket[end - 1].time - series->start) * START)
		first++;
	sight->begin = first;
	sight->first = bucket[first].time;
	sight->span = bucket[end - 1].time - sight->first;
	if (end - first < BUCKETS || !(sight->span > 0))
		return false;
	season_find(series, options->seasonal, first, end, less, &sight->mean);
	view_floors(series, first, end, less, FLOORS, &view);
	if (view.n < CELLS)
		return false;
	weigh(&view, &sight->floors);
	view_means(series, first, end, less, VIEW_CELLS, &view);
	weigh(&view, &sight->means);
	sight->samples = view.samples;
	views_join(sight);
	return true;
}
