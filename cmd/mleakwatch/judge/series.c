/* series.c: one value over time, in bounded room. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series.h"

/* Buckets of the first allocation; each further one doubles them. */
#define SERIES_ROOM 4
/* Times, values and work beyond this are refused. */
#define SERIES_LIMIT 1e18
/* Seconds of the narrowest cell. */
#define SERIES_NARROWEST 0x1p-20

void
series_begin(struct series *series)
{
	memset(series, 0, sizeof *series);
}

void
series_free(struct series *series)
{
	free(series->bucket);
	series->bucket = NULL;
}

/* Cells begin at multiples of their width, whatever came first. */
static double
series_cell(const struct series *series, double time)
{
	return series->width > 0 ? floor(time * series->scale) : time;
}

static double
weighted(double a, double b, double share)
{
	return a + (b - a) * share;
}

static void
bucket_join(struct series_bucket *into, const struct series_bucket *from)
{
	double	share = from->count / ((double)into->count + from->count);

	into->time = weighted(into->time, from->time, share);
	into->mean = weighted(into->mean, from->mean, share);
	into->low = fminf(into->low, from->low);
	into->high = fmaxf(into->high, from->high);
	into->work = fmaxf(into->work, from->work);
	into->count += from->count;
}

static void
series_merge(struct series *series)
{
	struct series_bucket	*bucket = series->bucket;
	uint16_t		 i, last = 0;

	for (i = 1; i < series->used; i++)
		if (series_cell(series, bucket[last].time) >=
		    series_cell(series, bucket[i].time))
			bucket_join(&bucket[last], &bucket[i]);
		else
			bucket[++last] = bucket[i];
	series->used = (uint16_t)(last + 1);
}

/* Half of a power of 2 that is below any two samples' distance. */
static double
series_narrowest(const struct series *series)
{
	double		least = SERIES_LIMIT;
	uint16_t	i;
	int		power;

	for (i = 1; i < series->used; i++)
		least = fmin(least, series->bucket[i].time -
		    series->bucket[i - 1].time);
	frexp(least, &power);
	return fmax(SERIES_NARROWEST, ldexp(0.25, power));
}

/*
 * The narrowest cells of which no more than SERIES_BUCKETS hold a sample: the
 * set of the samples decides, not their order.
 */
static void
series_widen(struct series *series)
{
	while (series->used > SERIES_BUCKETS) {
		series->width = series->width > 0 ? series->width * 2 :
		    series_narrowest(series);
		series->scale = 1 / series->width;
		series_merge(series);
	}
}

/* The first bucket that is not before that cell. */
static uint16_t
series_place(const struct series *series, double cell)
{
	uint16_t	low = 0, high = series->used, middle;

	/* Most samples are newer than all others, or belong to the newest. */
	if (high == 0 || series_cell(series, series->last_time) < cell || series_cell(series, series->bucket[high - 1].time) <
	    cell)
		return high;
	if (high == 1 || series_cell(series, series->bucket[high - 2].time) <
	    cell)
		return (uint16_t)(high - 1);
	while (low < high) {
		middle = (uint16_t)(low + (high - low) / 2);
		if (series_cell(series, series->bucket[middle].time) < cell)
			low = (uint16_t)(middle + 1);
		else
			high = middle;
	}
	return low;
}

/* Room for one bucket more than the most, until the cells are widened. */
static bool
series_grow(struct series *series)
{
	uint32_t		 room = series->room;
	struct series_bucket	*bucket;

	if (series->used < room)
		return true;
	room = room > 0 ? room * 2 : SERIES_ROOM;
	if (room > SERIES_BUCKETS)
		room = SERIES_BUCKETS + 1;
	bucket = realloc(series->bucket, room * sizeof *bucket);
	if (bucket == NULL)
		return false;
	series->bucket = bucket;
	series->room = (uint16_t)room;
	return true;
}

static bool
series_has(const struct series *series, uint16_t at, double time,
    double value)
{
	const struct series_bucket	*bucket = &series->bucket[at];

	/* A mean of one sample is that sample, to the bit. */
	return (at < series->used && bucket->count == 1 &&
	    !(bucket->time < time || bucket->time > time) &&
	    !(bucket->mean < value || bucket->mean > value)) ||
	    (!(series->last_time < time || series->last_time > time) &&
	    !(series->last_value < value || series->last_value > value));
}

/* The lowest of several values at one time is kept, in any order. */
static void
series_ends_take(struct series *series, double time, double value)
{
	bool	first = series->count == 0;

	if (first || time < series->start || (time <= series->start &&
	    value < series->first_value)) {
		series->start = time;
		series->first_value = value;
	}
	if (first || time > series->last_time || (time >= series->last_time &&
	    value < series->last_value)) {
		series->last_time = time;
		series->last_value = value;
	}
}

static void
series_put(struct series *series, uint16_t at,
    const struct series_bucket *sample)
{
	struct series_bucket	*bucket = &series->bucket[at];

	if (at < series->used && series_cell(series, bucket->time) <=
	    series_cell(series, sample->time)) {
		bucket_join(bucket, sample);
		return;
	}
	memmove(bucket + 1, bucket,
	    (size_t)(series->used - at) * sizeof *bucket);
	*bucket = *sample;
	series->used++;
	series_widen(series);
}

static bool
series_holds(double number)
{
	return number < SERIES_LIMIT && number > -SERIES_LIMIT;
}

enum series_added
series_add(struct series *series, double time, double value, double work)
{
	struct series_bucket	sample = { .time = time, .mean = value,
				    .count = 1 };
	uint16_t		at;

	if (!series_holds(time) || !series_holds(value))
		return SERIES_REFUSED;
	at = series_place(series, series_cell(series, time));
	if (series->count > 0 && series_has(series, at, time, value))
		return SERIES_REFUSED;
	if (!series_grow(series))
		return SERIES_NO_MEMORY;
	if (series->count == 0) {
		series->base = value;
		series->work_base = (double)NAN;
	}
	if (isnan(series->work_base) && series_holds(work))
		series->work_base = work;
	sample.low = sample.high = (float)(value - series->base);
	sample.work = series_holds(work) ?
	    (float)(work - series->work_base) : NAN;
	series_ends_take(series, time, value);
	series_put(series, at, &sample);
	series->count++;
	return SERIES_TAKEN;
}

uint64_t
series_gaps(const struct series *series)
{
	double		interval, distance;
	uint64_t	gaps = 0;
	uint16_t	i;

	if (series->count < 10)
		return 0;
	interval = (series->last_time - series->start) /
	    (double)(series->count - 1);
	for (i = 1; i < series->used; i++) {
		distance = series->bucket[i].time - series->bucket[i - 1].time;
		gaps += distance > 10 * interval &&
		    distance > 2 * series->width;
	}
	return gaps;
}
