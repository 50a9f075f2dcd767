/* judge.c: does a curve of memory leak, how, and how fast. */
#include <string.h>

#include "judge.h"
#include "num.h"
#include "regime.h"
#include "rises.h"
#include "season.h"
#include "shape.h"
#include "trend.h"

/* A leak is claimed at 3.1 deviates, 1 in 1,000 for a line tested once, */
#define CLAIM 3.1
/* and at one more where its begin was chosen so that it looks like one. */
#define CHOSEN 1.0
/*
 * And at 1 in 100 by the scatter of eight windows alone, which no assumption
 * about the noise stands behind.
 */
#define CLAIM_COARSE 2.33
/* Fewer samples show neither noise nor slope. */
#define SAMPLES 24
/* Growth whose second half is slower than this share of the first slows. */
#define SLOWING 0.5
/* Six equal rises and no fall: 1 in 64 by tossing a coin. */
#define RISES 6
/* A floor that fell by this share of what it rose comes back. */
#define RETURN 0.1
/* Growth of a tenth in the time watched would have been seen. */
#define MATTERS 0.1

/* Growth as sure as this, 19 of 20, is not called none. */
#define DOUBT 1.645
/* The windows in which a floor is sought; a collector runs more often. */
#define FLOORS 24
/* What happens in the first sixteenth is start-up. */
#define START 0.0625
/* After faster growth, slower growth has to last three times as long. */
#define SETTLED 0.75
/* Gaps between chance events have a deviation of 1 mean; 0 is a clock's. */
#define UNEVEN 0.5
/* Fewer buckets are no curve. */
#define BUCKETS 16
/* A leak once seen is kept down to this many deviates by the likely noise. */
#define KEEP 2.0
/*
 * That growth goes on must be e times as likely as that it ends: a false
 * alarm is dearer than a later one.
 */
#define ODDS 1.0
/* Steps below this are an allocator's grain. */
#define STEP 65536.0

struct sight {
	const struct series		*series;
	const struct judge_options	*options;
	int				 first, end;	/* buckets judged by */
	struct curve			 mean, low;
	struct season			 season;
	struct regime			 regime;
	struct trend			 trend, floor;	/* of the regime */
	struct shape			 shape;	/* of the clearer of them */
	struct rises			 rises;
	double				 span;
};

/* The means, and of the last regime the least of each of FLOORS windows. */
static void
means_make(struct sight *sight)
{
	const struct series_bucket	*bucket = sight->series->bucket;
	struct curve			*mean = &sight->mean;
	int				 i;

	mean->n = 0;
	for (i = sight->first; i < sight->end; i++) {
		mean->time[mean->n] = bucket[i].time;
		mean->value[mean->n++] = bucket[i].mean;
	}
}

static void
floors_make(struct sight *sight)
{
	const struct series_bucket	*bucket = sight->series->bucket;
	struct curve			*low = &sight->low;
	int				 start, i, which, last = -1;
	double				 first, span, value;

	start = sight->first + sight->regime.first;
	first = bucket[start].time;
	span = bucket[sight->end - 1].time - first;
	low->n = 0;
	for (i = start; i < sight->end; i++) {
		which = (int)((bucket[i].time - first) / span *
		    (FLOORS * 0.9999999));
		value = bucket[i].low - sight->season.value[i - sight->first];
		if (which != last) {
			low->time[low->n] = first +
			    (which + 0.5) * span / FLOORS;
			low->value[low->n++] = value;
		} else if (value < low->value[low->n - 1]) {
			low->value[low->n - 1] = value;
		}
		last = which;
	}
}

/* Drops what is before the last regime. */
static void
means_cut(struct sight *sight)
{
	struct curve	*mean = &sight->mean;
	int		 first = sight->regime.first;

	mean->n -= first;
	memmove(mean->time, mean->time + first,
	    (size_t)mean->n * sizeof mean->time[0]);
	memmove(mean->value, mean->value + first,
	    (size_t)mean->n * sizeof mean->value[0]);
}

/* Deviates that the growth is worth by both ways to see noise. */
static double
evidence(const struct trend *trend)
{
	double	coarse = trend->coarse + (CLAIM - CLAIM_COARSE);

	return coarse < trend->deviations ? coarse : trend->deviations;
}

static const struct trend *
clearer(const struct sight *sight)
{
	return evidence(&sight->floor) > evidence(&sight->trend) ?
	    &sight->floor : &sight->trend;
}

static void
sight_take(struct sight *sight)
{
	const struct series_bucket	*bucket = sight->series->bucket;

	sight->span = bucket[sight->end - 1].time;
	while (bucket[sight->first].time < sight->span * START)
		sight->first++;
	means_make(sight);
	season_remove(&sight->mean, sight->options->seasonal,
	    &sight->season);
	regime_last(&sight->mean, &sight->regime);
	floors_make(sight);
	means_cut(sight);
	trend_fit(&sight->mean, &sight->trend);
	trend_fit(&sight->low, &sight->floor);
	shape_compare(clearer(sight) == &sight->floor ? &sight->low :
	    &sight->mean, &sight->shape);
	rises_find(sight->series, sight->first, sight->end, &sight->rises);
}

/* --- what the figures say --- */

/* Grew faster before the last change, and not only while it started. */
static bool
slowed(const struct sight *sight, double slope)
{
	double	since = sight->mean.time[0];

	return slope < SLOWING * sight->regime.before &&
	    since > (1 - SETTLED) * sight->span;
}

/* The floor grows less than half as fast as the mean, for sure. */
static bool
peaks_only(const struct sight *sight)
{
	return sight->floor.slope + 2 * sight->floor.error <
	    sight->trend.slope / 2;
}

static bool
too_small(const struct sight *sight, double rate, double growth)
{
	return rate < sight->options->min_rate ||
	    growth < sight->options->min_growth;
}

static bool
bursts(const struct rises *rises)
{
	double	left = 1 - rises->last, none = 1;
	int	i;

	if (rises->count < RISES || rises->fall > RETURN * rises->growth ||
	    rises->between > RETURN * rises->growth)
		return false;
	/* Rises at random times: their mean place has this error. */
	if (rises->centre < 0.5 - 1.645 * num_root(1 / 12.0 / rises->count))
		return false;
	/* As long a calm after the last rise would be a 1 in 100 chance. */
	for (i = 0; i < (int)rises->count; i++)
		none *= 1 - left;
	return none > 0.01;
}

/* --- the verdict --- */

static void
rate_note(const struct trend *trend, struct judge_result *result)
{
	double	half = num_t95(trend->freedom) * trend->error;

	result->rate = trend->slope;
	result->rate_low = trend->slope - half;
	result->rate_high = trend->slope + half;
	result->deviations = trend->deviations;
	result->noise = trend->noise;
	result->slowing = trend->slowing;
	result->memory = trend->rho <= 0 ? 0 : trend->rho < 1 ?
	    -trend->step / num_log(trend->rho) : trend->step * trend->freedom;
}

/* A leak's rate is that since its onset, which is not known for sure. */
static void
rate_shape(const struct sight *sight, const struct trend *trend,
    struct judge_result *result)
{
	const struct shape	*shape = &sight->shape;
	double			 half, error = shape->error;

	if (shape->lasting == SHAPE_LINE) {
		half = num_t95(trend->freedom) * trend->error;
		if (shape->rate_high > trend->slope + half)
			result->rate_high = shape->rate_high;
		return;
	}
	/* As much less sure as the line is than its likely noise. */
	if (trend->deviations < trend->likely)
		error *= trend->likely / trend->deviations;
	half = num_t95(trend->freedom) * error;
	result->rate = shape->rate;
	result->rate_low = shape->rate - half;
	result->rate_high = shape->rate + half;
	if (shape->rate_low < result->rate_low)
		result->rate_low = shape->rate_low;
	if (shape->rate_high > result->rate_high)
		result->rate_high = shape->rate_high;
	result->since = sight->series->start + shape->onset;
}

static void
verdict_set(struct judge_result *result, enum judge_verdict verdict,
    enum judge_reason reason)
{
	result->verdict = verdict;
	result->reason = reason;
}

/* Separate rises at uneven times that stay: sporadic. */
static enum judge_class
class_of(const struct rises *rises)
{
	if (rises->count >= 2 && rises->bursts < rises->windows / 2 &&
	    rises->between <= RETURN * rises->growth &&
	    rises->unevenness > UNEVEN)
		return JUDGE_SPORADIC;
	return JUDGE_RECURRING;
}

/* True where the growth is beyond chance, whatever is then made of it. */
static bool
judge_trend(const struct sight *sight, struct judge_result *result)
{
	const struct trend	*trend = clearer(sight);

	if (evidence(trend) < CLAIM + (sight->regime.first > 0) * CHOSEN)
		return false;
	rate_note(trend, result);
	result->confidence = num_normal_below(evidence(trend));
	if (too_small(sight, trend->slope, trend->slope * sight->span))
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_SMALL);
	else if (sight->shape.odds < ODDS || slowed(sight, trend->slope))
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_SLOWING);
	else if (peaks_only(sight))
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_FLOOR);
	else {
		verdict_set(result, JUDGE_LEAK, JUDGE_GROWS);
		result->class = class_of(&sight->rises);
		rate_shape(sight, trend, result);
	}
	return true;
}

static bool
judge_bursts(const struct sight *sight, struct judge_result *result)
{
	double	rate = sight->rises.growth / (sight->span * (1 - START));
	double	half = rate * 1.96 / num_root(sight->rises.count);

	if (!bursts(&sight->rises))
		return false;
	result->rate = rate;
	result->rate_low = rate - half;
	result->rate_high = rate + half;
	result->confidence = num_normal_below(num_root(sight->rises.count));
	if (too_small(sight, rate, sight->rises.growth))
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_SMALL);
	else {
		verdict_set(result, JUDGE_LEAK, JUDGE_BURSTS);
		result->class = class_of(&sight->rises);
	}
	return true;
}

static bool
judge_step(const struct sight *sight, struct judge_result *result)
{
	double	since = sight->regime.step_time;

	if (sight->regime.first == 0 || since < SETTLED / 4 * sight->span ||
	    sight->regime.step < 4 * sight->trend.noise ||
	    sight->regime.step < STEP)
		return false;
	verdict_set(result, JUDGE_UNDECIDED, JUDGE_STEP);
	result->class = JUDGE_ONE_TIME;
	result->step = sight->regime.step;
	result->step_time = sight->series->start + since;
	return true;
}

/* The most that it may grow by, in as long as it was watched. */
static double
most_growth(const struct trend *trend, double span)
{
	double	error = trend->error;

	if (trend->coarse_error > error)
		error = trend->coarse_error;
	return (trend->slope + 1.645 * error) * span;
}

static void
judge_rest(const struct sight *sight, struct judge_result *result)
{
	double	matters = MATTERS * (sight->series->base + result->peak);
	double	most = most_growth(&sight->trend, sight->span);
	double	floor = most_growth(&sight->floor, sight->span);

	if (floor < most)
		most = floor;
	if (matters < sight->options->min_growth)
		matters = sight->options->min_growth;
	if (matters < sight->options->min_rate * sight->span)
		matters = sight->options->min_rate * sight->span;
	if (most < matters && clearer(sight)->deviations < DOUBT) {
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_LEVEL);
		result->confidence = 0.95;
	} else {
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_NOISE);
		result->confidence = 0.5;
	}
}

static void
result_begin(const struct sight *sight, struct judge_result *result)
{
	const struct series_bucket	*bucket = sight->series->bucket;
	int				 i;

	memset(result, 0, sizeof *result);
	result->since = sight->series->start;
	for (i = 0; i < sight->end; i++)
		if (bucket[i].high > result->peak)
			result->peak = bucket[i].high;
}

/* Judges the first so many buckets. */
static void
judge_part(const struct series *series, const struct judge_options *options,
    int end, struct judge_result *result)
{
	struct sight	sight = { .series = series, .options = options };

	sight.end = end;
	result_begin(&sight, result);
	if (series->count < SAMPLES || end < BUCKETS) {
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_TOO_SHORT);
		return;
	}
	sight_take(&sight);
	result->since = series->start + sight.mean.time[0];
	result->growth = sight.low.value[sight.low.n - 1] -
	    sight.low.value[0];
	result->rises = sight.rises.rose;
	result->windows = sight.rises.windows;
	result->odds = sight.shape.odds;
	rate_note(clearer(&sight), result);
	result->evidence = clearer(&sight)->likely;
	if (judge_trend(&sight, result)) {
		if (result->reason == JUDGE_SLOWING)
			judge_bursts(&sight, result);
	} else if (!judge_bursts(&sight, result) &&
	    !judge_step(&sight, result))
		judge_rest(&sight, result);
}

/*
 * What was called a leak stays one until there is more than doubt: a verdict
 * that comes and goes with each sample is of no use.  The past is not kept
 * but judged again.
 */
static bool
leaked_before(const struct series *series,
    const struct judge_options *options, int end)
{
	static const double	share[] = { 0.85, 0.7, 0.55 };
	struct judge_result	then;
	int			i;

	for (i = 0; i < 3; i++) {
		judge_part(series, options, (int)(end * share[i]),
		    &then);
		if (then.verdict == JUDGE_LEAK)
			return true;
	}
	return false;
}

/*
 * Buckets before the memory was handed back: the last eighth at most may lie
 * below half of the highest.
 */
static int
end_find(const struct series *series, const struct judge_options *options)
{
	const struct series_bucket	*bucket = series->bucket;
	int				 used = (int)series->used;
	int				 end = used, i;
	float				 top = 0;

	for (i = 0; i < used; i++)
		if (bucket[i].mean > top)
			top = bucket[i].mean;
	while (end > 1 && bucket[end - 1].low < top / 2)
		end--;
	return options->ended && used - end <= used / 8 + 1 ? end : used;
}

/* Seconds more after which the same growth, if it goes on, would be sure. */
static double
more_of(const struct series *series, const struct judge_result *result)
{
	double	span = series->last_time - series->start, z;

	switch (result->reason) {
	case JUDGE_TOO_SHORT:
		if (series->count < 2)
			return 0;
		return span / (double)(series->count - 1) *
		    (2 * SAMPLES - (double)series->count);
	case JUDGE_SLOWING:
	case JUDGE_STEP:
	case JUDGE_FLOOR:
		return span;
	case JUDGE_NOISE:
		/* A line's deviates grow as span^1.5, in a walk as ^0.5. */
		z = result->deviations > 0.5 ? result->deviations : 0.5;
		z = num_log((CLAIM + 1) / z);
		return span * (z > 0.1 ? num_exp(z) - 1 : 0.1);
	default:
		return 0;
	}
}

void
judge_series(const struct series *series,
    const struct judge_options *options, struct judge_result *result)
{
	int	end = end_find(series, options);

	judge_part(series, options, end, result);
	if ((result->reason == JUDGE_LEVEL || result->reason == JUDGE_NOISE) &&
	    result->evidence > KEEP && result->odds > ODDS &&
	    leaked_before(series, options, end)) {
		verdict_set(result, JUDGE_LEAK, JUDGE_GROWS);
		result->class = JUDGE_RECURRING;
	}
	if (result->verdict == JUDGE_LEAK && end < (int)series->used)
		result->class = JUDGE_IMPLICIT;
	if (result->verdict == JUDGE_UNDECIDED)
		result->more = more_of(series, result);
}
