/* series.c: the memory of one process over time, in bounded room. */
#include <string.h>

#include "series.h"

/* Room that a merge must make, or the next one would follow at once. */
#define KEPT (SERIES_BUCKETS * 3 / 4)

void
series_begin(struct series *series)
{
	*series = (struct series){ 0 };
}

/* Neither bytes nor seconds get there; infinity and NaN are above. */
#define MOST 1e18

/* Times before .start have cells below 0: the cast alone rounds to it. */
static int64_t
cell(const struct series *series, double time)
{
	double	at = time / series->width;
	int64_t	number;

	if (!(at < MOST && at > -MOST))
		return at < 0 ? INT64_MIN : INT64_MAX;
	number = (int64_t)at;
	return number - (at < (double)number);
}

static void
join(struct series_bucket *into, const struct series_bucket *from)
{
	double	count = (double)into->count + (double)from->count;
	double	share = (double)from->count / count;

	into->time = (float)(into->time +
	    ((double)from->time - into->time) * share);
	into->mean = (float)(into->mean +
	    ((double)from->mean - into->mean) * share);
	if (from->low < into->low)
		into->low = from->low;
	if (from->high > into->high)
		into->high = from->high;
	into->count += from->count;
}

/* Its sums, as well as the bucket knows them. */
static void
current_set(struct series *series, uint32_t at)
{
	const struct series_bucket	*bucket = &series->bucket[at];

	series->current = (uint16_t)at;
	series->sum = (double)bucket->mean * bucket->count;
	series->time_sum = (double)bucket->time * bucket->count;
}

static void
merge(struct series *series)
{
	struct series_bucket	*bucket = series->bucket;
	uint32_t		 newest = series->used - 1U, i, last = 0;
	bool			 newest_joined = false;

	for (i = 1; i < series->used; i++) {
		newest_joined = cell(series, bucket[last].time) ==
		    cell(series, bucket[i].time);
		if (newest_joined)
			join(&bucket[last], &bucket[i]);
		else
			bucket[++last] = bucket[i];
	}
	series->used = (uint16_t)(last + 1);
	if (newest_joined || series->current != newest)
		current_set(series, last);
	series->current = (uint16_t)last;
}

static void
make_room(struct series *series)
{
	double	span = series->last_time - series->start - series->early;

	if (series->width == 0)
		series->width = span / (SERIES_BUCKETS - 1);
	do {
		series->width *= 2;
		merge(series);
	} while (series->used > KEPT);
}

/* Below, at or above 0: the bucket is before, in or behind that time. */
static int
compare(const struct series *series, uint32_t at, double time)
{
	double	bucket = series->bucket[at].time;
	int64_t	own, other;

	if (series->width == 0)
		return (bucket > (float)time) - (bucket < (float)time);
	own = cell(series, bucket);
	other = cell(series, time);
	return (own > other) - (own < other);
}

/* The first bucket that is not before that time. */
static uint32_t
place(const struct series *series, double time)
{
	uint32_t	low = 0, high = series->used, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare(series, middle, time) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* As most are: the newest bucket's, or behind it. */
static uint32_t
place_newest(const struct series *series, double time)
{
	uint32_t	used = series->used;

	return used - (used > 0 && series->width > 0 &&
	    compare(series, used - 1, time) == 0);
}

static uint32_t
place_of(const struct series *series, double time, bool late)
{
	return late ? place(series, time) : place_newest(series, time);
}

/* The bucket at that place, or a new one that is made there. */
static void
bucket_take(struct series *series, uint32_t at, double time, double bytes,
    bool late)
{
	struct series_bucket	*bucket = series->bucket;

	if (at < series->used && (!late || compare(series, at, time) == 0)) {
		if (series->current != at)
			current_set(series, at);
		return;
	}
	memmove(bucket + at + 1, bucket + at,
	    (series->used - at) * sizeof(*bucket));
	bucket[at] = (struct series_bucket){
		.low = (float)bytes, .high = (float)bytes
	};
	series->used++;
	series->current = (uint16_t)at;
	series->sum = series->time_sum = 0;
}

static void
put(struct series *series, double time, double bytes, bool late)
{
	struct series_bucket	*bucket;
	uint32_t		 at = place_of(series, time, late);

	if (series->used == SERIES_BUCKETS && (at == series->used ||
	    (late && compare(series, at, time) != 0))) {
		make_room(series);
		at = place_of(series, time, late);
	}
	bucket_take(series, at, time, bytes, late);
	bucket = &series->bucket[at];
	series->sum += bytes;
	series->time_sum += time;
	bucket->count++;
	bucket->mean = (float)(series->sum / bucket->count);
	bucket->time = (float)(series->time_sum / bucket->count);
	if ((float)bytes < bucket->low)
		bucket->low = (float)bytes;
	if ((float)bytes > bucket->high)
		bucket->high = (float)bytes;
}

/* Read before: of several files, one may be the end of another. */
static bool
is_there(const struct series *series, double time, double bytes)
{
	uint32_t			 at = place(series, time);
	const struct series_bucket	*bucket = &series->bucket[at];

	return at < series->used && bucket->count == 1 &&
	    bucket->time == (float)time && bucket->mean == (float)bytes;
}

bool
series_add(struct series *series, double time, double bytes)
{
	bool	late = series->count > 0 && time < series->last_time;

	if (!(bytes >= 0 && bytes < MOST && time < MOST && time > -MOST) ||
	    (series->count > 0 && !late && !(time > series->last_time)))
		return false;
	if (late && is_there(series, time - series->start,
	    bytes - series->base))
		return false;
	if (series->count == 0) {
		series->start = time;
		series->base = bytes;
	}
	put(series, time - series->start, bytes - series->base, late);
	series->count++;
	if (!late) {
		series->last_time = time;
		series->last_bytes = bytes;
	} else if (time - series->start < series->early) {
		series->early = time - series->start;
		series->early_bytes = (float)(bytes - series->base);
	}
	return true;
}

void
series_settle(struct series *series)
{
	double		early = series->early, bytes = series->early_bytes;
	uint32_t	i;

	if (!(early < 0))
		return;
	for (i = 0; i < series->used; i++) {
		series->bucket[i].time =
		    (float)((double)series->bucket[i].time - early);
		series->bucket[i].mean =
		    (float)((double)series->bucket[i].mean - bytes);
		series->bucket[i].low =
		    (float)((double)series->bucket[i].low - bytes);
		series->bucket[i].high =
		    (float)((double)series->bucket[i].high - bytes);
	}
	series->start += early;
	series->base += bytes;
	series->early = 0;
	current_set(series, series->current);
}

uint64_t
series_gaps(const struct series *series)
{
	double		interval, distance;
	uint64_t	gaps = 0;
	uint32_t	i;

	if (series->count < 10)
		return 0;
	interval = (series->last_time - series->start - series->early) /
	    (double)(series->count - 1);
	for (i = 1; i < series->used; i++) {
		distance = (double)series->bucket[i].time -
		    series->bucket[i - 1].time;
		gaps += distance > 10 * interval &&
		    distance > 2 * series->width;
	}
	return gaps;
}
