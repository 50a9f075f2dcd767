/* ended.c: which processes had ended before their recording did. */
#include <stdlib.h>
#include <string.h>

#include "mleakwatch/mleakwatch.h"

/*
 * So many of its own intervals without a sample: one or two are missed under
 * load, or where two of a host are not sampled in step.
 */
#define MISSED 5

static int
compare(const void *a, const void *b)
{
	const struct process	*x = *(struct process *const *)a;
	const struct process	*y = *(struct process *const *)b;
	int			 by = strcmp(x->host, y->host);

	if (by != 0)
		return by;
	return (x->series.start > y->series.start) -
	    (x->series.start < y->series.start);
}

/* Of those of one host, how many had begun by then. */
static size_t
begun_by(struct process *const *list, size_t count, double time)
{
	size_t	low = 0, high = count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (list[middle]->series.start <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
has_ended(struct process *const *list, size_t count, const double *latest,
    const struct series *series)
{
	size_t	begun = begun_by(list, count, series->last_time);
	double	interval;

	if (series->count < 2 || begun == 0)
		return false;
	interval = (series->last_time - series->start) /
	    (double)(series->count - 1);
	return latest[begun - 1] > series->last_time + MISSED * interval;
}

/*
 * Whoever recorded it went on with another of the same host, which it had
 * sampled before as well: a later recording, of others, proves nothing.
 */
static void
host_mark(struct process **list, size_t count)
{
	double	*latest = allocate(NULL, count * sizeof(*latest)), most;
	size_t	 i;

	for (i = 0; i < count; i++) {
		most = list[i]->series.last_time;
		latest[i] = i > 0 && latest[i - 1] > most ? latest[i - 1] :
		    most;
	}
	for (i = 0; i < count; i++)
		list[i]->ended |= has_ended(list, count, latest,
		    &list[i]->series);
	free(latest);
}

void
ended_mark(struct process **list, size_t count)
{
	size_t	first, next;

	qsort(list, count, sizeof(*list), compare);
	for (first = 0; first < count; first = next) {
		next = first + 1;
		while (next < count &&
		    strcmp(list[first]->host, list[next]->host) == 0)
			next++;
		host_mark(list + first, next - first);
	}
}
