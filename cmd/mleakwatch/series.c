/* series.c: the memory of one process over time, in bounded room. */
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

/* Times are not negative, so that the cast rounds down. */
static int64_t
cell(const struct series *series, double time)
{
	return (int64_t)(time / series->width);
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

static void
merge(struct series *series)
{
	struct series_bucket	*bucket = series->bucket;
	uint32_t		 i, last = 0;
	bool			 newest_joined = false;

	for (i = 1; i < series->used; i++) {
		newest_joined = cell(series, bucket[last].time) ==
		    cell(series, bucket[i].time);
		if (newest_joined)
			join(&bucket[last], &bucket[i]);
		else
			bucket[++last] = bucket[i];
	}
	series->used = last + 1;
	if (newest_joined) {
		series->sum = (double)bucket[last].mean * bucket[last].count;
		series->time_sum =
		    (double)bucket[last].time * bucket[last].count;
	}
}

static void
make_room(struct series *series)
{
	double	span = series->last_time - series->start;

	if (series->width == 0)
		series->width = span / (SERIES_BUCKETS - 1);
	do {
		series->width *= 2;
		merge(series);
	} while (series->used > KEPT);
}

/* True where the newest bucket's cell is that of this time too. */
static bool
newest_takes(const struct series *series, double time)
{
	return series->used > 0 && series->width > 0 &&
	    cell(series, series->bucket[series->used - 1].time) ==
	    cell(series, time);
}

static void
put(struct series *series, double time, double bytes)
{
	struct series_bucket	*newest;

	if (series->used == SERIES_BUCKETS && !newest_takes(series, time))
		make_room(series);
	if (!newest_takes(series, time)) {
		series->bucket[series->used++] = (struct series_bucket){
			.low = (float)bytes, .high = (float)bytes
		};
		series->sum = series->time_sum = 0;
	}
	newest = &series->bucket[series->used - 1];
	series->sum += bytes;
	series->time_sum += time;
	newest->count++;
	newest->mean = (float)(series->sum / newest->count);
	newest->time = (float)(series->time_sum / newest->count);
	if ((float)bytes < newest->low)
		newest->low = (float)bytes;
	if ((float)bytes > newest->high)
		newest->high = (float)bytes;
}

bool
series_add(struct series *series, double time, double bytes)
{
	if (!(bytes >= 0 && bytes < MOST && time < MOST && time > -MOST) ||
	    (series->count > 0 && !(time > series->last_time))) {
		series->refused++;
		return false;
	}
	if (series->count == 0) {
		series->start = time;
		series->base = bytes;
	}
	put(series, time - series->start, bytes - series->base);
	series->last_time = time;
	series->last_bytes = bytes;
	series->count++;
	return true;
}
