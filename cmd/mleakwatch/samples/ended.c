/* ended.c: processes and series that ended before their recording did. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "samples.h"

/*
 * A process has ended after this many of its intervals without a sample.  One
 * or two are missed under load, or where two recorders are not in step.
 */
#define INTERVALS_MISSED 5

/* Processes and keys of a host have a recorder each. */
static int
recorder_compare(const struct process *x, const struct process *y)
{
	size_t	length = strcspn(x->host, "\t");
	size_t	other = strcspn(y->host, "\t");
	int	by = x->keyed - y->keyed;

	if (by == 0)
		by = memcmp(x->host, y->host, length < other ? length : other);
	return by != 0 ? by : (length > other) - (length < other);
}

static int
host_compare(const void *a, const void *b)
{
	const struct process	*x = *(struct process *const *)a;
	const struct process	*y = *(struct process *const *)b;
	int			 by = recorder_compare(x, y);

	if (by != 0)
		return by;
	return (x->series.start > y->series.start) -
	    (x->series.start < y->series.start);
}

/* How many processes of one host had begun by then. */
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
	return latest[begun - 1] > series->last_time + INTERVALS_MISSED * interval;
}

/*
 * The recorder went on to sample another process of the same host, one that it
 * had sampled before as well.  A later recording of others proves nothing.
 */
static void
host_mark_ended(struct process **list, size_t count)
{
	double	*latest = alloc(count * sizeof(*latest)), most;
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
recording_mark_ended(struct process **list, size_t count)
{
	size_t	first, next;

	qsort(list, count, sizeof(*list), host_compare);
	for (first = 0; first < count; first = next) {
		next = first + 1;
		while (next < count &&
		    recorder_compare(list[first], list[next]) == 0)
			next++;
		host_mark_ended(list + first, next - first);
	}
}
