/* judge.c: the rules by which a series leaks or does not. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ends.h"
#include "looks.h"

struct judging {
	const struct series		*series;
	const struct judge_options	*options;
	int				 end;	/* buckets that are judged */
	struct look			*look, *past;
	struct judge_result		*result;
};

struct judge_room {
	struct look		look, past;
	struct models_room	models;
	struct waves_room	waves;
};

static void
verdict_set(struct judge_result *result, enum judge_verdict verdict,
    enum judge_reason reason)
{
	result->verdict = verdict;
	result->reason = reason;
}

/* The log odds that a leak needs: noise and growth of few look alike. */
static double
leak_needs(const struct look *look)
{
	return FEW_SAMPLES / look->samples;
}

/* --- times and rates --- */

/* The growth that would matter in the time watched. */
static double
growth_matters(const struct judging *judging)
{
	double	matters, least = fabs(judging->look->curve.base +
		    judging->result->peak);

	matters = MIN_GROWTH_SHARE * least;
	matters = fmax(matters, judging->options->min_growth);
	return fmax(matters, judging->options->min_rate *
	    judging->look->span);
}

/* From the start-up to the highest. */
static double
growth_so_far(const struct look *look)
{
	const struct curve	*curve = &look->curve;
	double			 most = 0;
	int			 i;

	for (i = look->first; i < curve->n; i++)
		most = most_of(most, curve->clipped[i] -
		    curve->clipped[look->first]);
	return most;
}

/* Seconds of work in a second of time, from a bucket on. */
static double
work_share(const struct look *look, int first)
{
	const struct curve	*curve = &look->curve;
	double			 time = curve->at[curve->n - 1] -
				    curve->at[first];

	return time > 0 ? (curve->time[curve->n - 1] - curve->time[first]) /
	    time : 1;
}

/* The first bucket behind the last shift of the level. */
static int
last_shift(const struct look *look)
{
	return look->shifts.n > 0 ?
	    look->shifts.bucket[look->shifts.n - 1] : look->first;
}

/* Does the least squares line of a stretch agree with the interval? */
static bool
rate_agrees(const struct judge_result *result, const struct trend *trend)
{
	double	half = LEVEL_ERRORS * trend->error;

	return trend->slope > 0 && trend->slope + half > result->rate_low &&
	    trend->slope - half < result->rate_high;
}

static void
rate_scale(const struct judging *judging, int first)
{
	struct judge_result	*result = judging->result;
	double			 share = work_share(judging->look, first);

	result->rate *= share;
	result->rate_low *= share;
	result->rate_high *= share;
	result->rate_most *= share;
}

/* The first bucket from which the likeliest growth is said to hold. */
static int
rate_first(const struct look *look)
{
	const struct comparison	*stronger = look->stronger;
	int			 first, shift = last_shift(look);

	if (stronger->growing == MODEL_BURSTS ||
	    (look->stepwise && look->plateaus.n >= MIN_BURSTS))
		return look->first;
	first = look_bucket(look, stronger->since);
	if (look->curve.n - shift >= LEVEL_BUCKETS && shift > first)
		first = shift;
	if (look->curve.n - look->curve.idle_bucket >= LEVEL_BUCKETS &&
	    look->curve.idle_bucket > first)
		first = look->curve.idle_bucket;
	return first;
}

/* The interval then also has the slope that anybody finds. */
static void
rate_take(struct judge_result *result, const struct trend *trend)
{
	if (!rate_agrees(result, trend) || result->rate_low <= 0) {
		result->rate = trend->slope;
		result->rate_low = trend->slope - LEVEL_ERRORS * trend->error;
		result->rate_high = trend->slope +
		    LEVEL_ERRORS * trend->error;
	}
	result->rate_low = fmin(result->rate_low, trend->slope);
	result->rate_high = fmax(result->rate_high, trend->slope);
}

/*
 * The longest stretch up to the end whose own line agrees with the rate of
 * the likeliest model.
 */
static int
rate_stretch(const struct judging *judging, int least, struct trend *trend)
{
	static const double	place[] = { 0, 0.25, 0.4, 0.5, 0.6, 0.7 };
	const struct look	*look = judging->look;
	int			 i, first = 0;

	for (i = 0; i < 6; i++) {
		first = look_bucket(look, place[i]);
		if (first < least)
			first = least;
		look_raw_trend(look, first, look->curve.n, trend);
		if ((rate_agrees(judging->result, trend) &&
		    look_rises(look, first)) ||
		    look->curve.n - first < LEVEL_BUCKETS)
			break;
	}
	return first;
}

/*
 * A step beside the growth may be late, and what is behind it too short: then
 * all that was seen is asked.  Where nothing agrees, the line of all that grew
 * is the rate, or that of the whole.
 */
static void
rate_since(const struct judging *judging)
{
	const struct look	*look = judging->look;
	struct judge_result	*result = judging->result;
	struct trend		 trend;
	int			 first, least = rate_first(look);

	result->rate = look->stronger->rate;
	result->rate_low = look->stronger->rate_low;
	result->rate_high = look->stronger->rate_high;
	first = rate_stretch(judging, least, &trend);
	if (!rate_agrees(result, &trend))
		first = rate_stretch(judging, look->first, &trend);
	if (!rate_agrees(result, &trend) || !look_rises(look, first)) {
		first = look_rises(look, least) ? least : look->first;
		look_raw_trend(look, first, look->curve.n, &trend);
	}
	/* Stairs rest behind the last one. */
	if (trend.slope <= LEVEL_ERRORS * trend.error && look->leak_log_odds >
	    leak_needs(look) && first > look->first) {
		first = look->first;
		look_raw_trend(look, first, look->curve.n, &trend);
	}
	rate_take(result, &trend);
	/* The model misses steps at either end, and those beyond MAX_BURSTS. */
	if (look->stronger->growing == MODEL_BURSTS)
		result->rate = trend.slope;
	result->since = look->curve.at[first];
	rate_scale(judging, first);
}

/* Neither a leak nor a step nor growth that ended: its line alone is said. */
static bool
rate_matters(const struct look *look)
{
	return look->leak_log_odds > LEAK_KEEP_LOG_ODDS ||
	    look->stronger->log_odds_moving > MOVES_LOG_ODDS;
}

/* Seconds that a curve which grew in steps must rest, to have ended. */
static double
rest_needed(const struct look *look)
{
	return look->stepwise ? REST_GAPS * look->plateaus.longest_gap : 0;
}

/* --- leaks --- */

static enum judge_class
class_of(const struct judging *judging)
{
	const struct look	*look = judging->look;
	const struct comparison	*stronger = look->stronger;
	const struct plateaus	*plateaus = &look->plateaus;

	if (look->stepwise && plateaus->n >= MIN_BURSTS)
		return plateaus->gap_cv > (plateaus->between < CLEAR_BETWEEN ?
		    MIN_GAP_CV : MIN_GAP_CV_UNCLEAR) ? JUDGE_SPORADIC :
		    JUDGE_RECURRING;
	return stronger->probability[MODEL_BURSTS] > MIN_BURSTS_SHARE *
	    stronger->p_growing && stronger->gap_cv > MIN_GAP_CV_UNCLEAR ?
	    JUDGE_SPORADIC : JUDGE_RECURRING;
}

/* Is its end lower than all before the last quarter?  Nothing is left then. */
static bool
growth_given_back(const struct look *look)
{
	const double	*mean = look->curve.mean;
	double		 last = mean[look->curve.n - 1];
	int		 i, end = look_bucket(look, LAST_QUARTER);

	for (i = look->first; i < end; i++)
		if (mean[i] <= last)
			return false;
	return true;
}

/*
 * The second look at a leak that is not clear: its last part alone must not
 * be level, nor may its growth slow down.  Bursts rest between their rises.
 */
static bool
leak_contradicted(const struct judging *judging)
{
	const struct look	*look = judging->look;
	const struct judge_result	*result = judging->result;
	struct trend		 trend;
	double			 growth;
	int			 first = look_bucket(look, LAST_PART);

	if (look->stronger->growing == MODEL_BURSTS ||
	    (look->stepwise && look->plateaus.n >= MIN_BURSTS))
		return look->curve.time[look->curve.n - 1] -
		    look->plateaus.last_rise > rest_needed(look) &&
		    look->stepwise;
	/* A trend that is nothing beside the growth so far, or the grain. */
	growth = look->stronger->rate * look->span;
	if (growth < fmax(MIN_LINE_SHARE * growth_so_far(look),
	    MIN_LINE_QUANTA * look->curve.quantum))
		return true;
	if (look_slows(look, look->first))
		return true;
	look_trend(look, first, look->curve.n, &trend);
	return trend.slope + CONTRADICT_ERRORS * trend.error < LAST_SHARE *
	    result->rate_low;
}

/*
 * However clear a leak is: few rises may be chance, also such as came while
 * nobody looked, and where the lows return nothing was lost.
 */
static bool
leak_unproved(const struct look *look, const struct judge_result *result)
{
	return result->floor_rises < MIN_BURSTS ||
	    ends_unseen(look, result->rate_low) ||
	    ends_low_again(look, result->since, result->rate_low);
}

/* Has its growth an end, or come to one? */
static bool
leak_ends(const struct judging *judging)
{
	const struct look	*look = judging->look;

	return growth_given_back(look) ||
	    (!look->stepwise && look->stronger->growing != MODEL_BURSTS &&
	    ends_slow(look, judging->result->since)) ||
	    (look->leak_log_odds < LEAK_CLEAR && leak_contradicted(judging));
}

static void
leak_set(const struct judging *judging, enum judge_reason reason)
{
	struct judge_result	*result = judging->result;
	double			 rate = result->rate;

	if (rate < judging->options->min_rate || rate *
	    (result->until - result->since) < judging->options->min_growth) {
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_SMALL);
		return;
	}
	verdict_set(result, JUDGE_LEAK, reason);
	result->class = class_of(judging);
}

/* --- hysteresis --- */

/* Do the buckets from a time on contradict a rate, by themselves? */
static bool
rest_contradicts(const struct look *look, double from, double rate_low)
{
	struct trend	trend;
	int		first = look->first;

	while (first < look->curve.n - 1 && look->curve.at[first] < from)
		first++;
	if (look->curve.n - first < LEVEL_BUCKETS / 2)
		return false;
	look_trend(look, first, look->curve.n, &trend);
	return trend.slope + LEVEL_ERRORS * trend.error <
	    LAST_SHARE * rate_low;
}

/*
 * Were the first buckets a leak, by the rules that are cheap?  likely: or more
 * so than not, however little their line rises.  One that falls, without
 * shifts or waves, was none in 25,099 looks back.
 */
static bool
past_leaked(const struct judging *judging, int end, bool likely)
{
	struct look	*past = judging->past;
	double		 least = likely ? 0 : LEAK_SET_LOG_ODDS +
			    LOOKBACK_LOG_ODDS;

	if (!look_begin(past, judging->series, end) ||
	    !(judging->look->season.found || look_may_rise(past)))
		return false;
	look_make(past, judging->options);
	return look_may_leak(past, likely ? 0 : LEAK_LINE) &&
	    look_weigh(past, least) && past->leak_log_odds > least &&
	    (likely || past->leak_log_odds > leak_needs(past) +
	    LOOKBACK_LOG_ODDS) &&
	    past->stronger->rate_low > 0;
}

/*
 * A leak stays one until samples contradict it that came after it was found.
 * The past is not kept but looked at again.  contradicted: count those as well
 * that later samples contradict.
 */
static bool
leaked_before(const struct judging *judging, double from, bool contradicted)
{
	struct look	*past = judging->past;
	double		 end = judging->end;
	bool		 leaked = false;
	int		 i;

	for (i = 0; i < LOOKBACKS && !leaked; i++) {
		end *= LOOKBACK_RATIO;
		if (end < MIN_SAMPLES)
			break;
		past->which = i + 1;
		leaked = past_leaked(judging, (int)end, contradicted) &&
		    (contradicted || !rest_contradicts(judging->look,
		    fmax(from, past->curve.at[past->curve.n - 1]),
		    past->stronger->rate_low));
	}
	return leaked;
}

/* --- no leaks --- */

/* A step by which nearly all of the growth came. */
static bool
judge_step(const struct judging *judging)
{
	const struct look	*look = judging->look;
	const struct shifts	*shifts = &look->shifts;
	struct judge_result	*result = judging->result;
	int			 at;

	if (shifts->n != 1 ||
	    shifts->height[0] < STEP_SHARE * growth_so_far(look) ||
	    shifts->height[0] < BURST_QUANTA * look->curve.quantum)
		return false;
	at = shifts->bucket[0];
	if (look->curve.time[at] < STEP_EARLIEST *
	    look->curve.time[look->curve.n - 1])
		return false;
	verdict_set(result, JUDGE_UNDECIDED, JUDGE_STEP);
	result->class = JUDGE_ONE_TIME;
	result->step = shifts->height[0];
	result->step_time = look->curve.at[at];
	if (look_level(look, at + 1, look->curve.n))
		result->level_s = result->until - look->curve.at[at + 1];
	return true;
}

/*
 * Does a stretch fall, or its last half, or does its end rise?  A wave that
 * turns is level, too.
 */
static bool
stretch_turns(const struct look *look, int first)
{
	struct trend	whole, half, end;
	int		last = look_bucket(look, LAST_END);

	look_trend(look, first, look->curve.n, &whole);
	look_trend(look, (first + look->curve.n) / 2, look->curve.n, &half);
	look_raw_trend(look, last, look->curve.n, &end);
	return whole.slope < -LEVEL_ERRORS * whole.error ||
	    half.slope < -LEVEL_ERRORS * half.error ||
	    (look->curve.n - last >= LEVEL_BUCKETS &&
	    end.slope > CONTRADICT_ERRORS * end.error);
}

/*
 * The second look at no leak: growth of a last part, by itself.  A wave of
 * which little was seen is part of it.
 */
static bool
last_grows(const struct look *look, double place)
{
	const struct curve	*curve = &look->curve;
	const double		*value = look->season.slow_cycles > 0 &&
				    !look->season.known ? curve->clipped :
				    look->clean;
	struct trend		 trend;
	struct line		 line;
	int			 first = look_bucket(look, place);
	int			 n = curve->n - first;

	line_fit(curve->time + first, value + first, n, &line);
	if (n < LEVEL_BUCKETS || line.slope * (curve->time[curve->n - 1] -
	    curve->time[first]) <= HALF_SHARE * growth_so_far(look))
		return false;
	trend_fit(curve->time + first, value + first, n, false, &trend);
	return trend.slope > BOUND_ERRORS * trend.error;
}

/* The last part of a curve does not rise: the reason says if it grew before. */
static enum judge_reason
ended_reason(const struct look *look, int first,
    const struct judge_result *result)
{
	if (ends_grew(look, first))
		return JUDGE_ENDED;
	if (result->level_s > 0)
		return JUDGE_LEVEL;
	return result->rate_most < 0 ? JUDGE_FALLS : JUDGE_BOUNDED;
}

/* A leak up to some moment, and too little work since to say that it ended. */
static bool
quiet_since(const struct judging *judging)
{
	int	end = ends_quiet(judging->look, judging->series, judging->end);

	return end >= MIN_SAMPLES && past_leaked(judging, end, true);
}

/* The longest last part that does not rise and rules out so much growth. */
static bool
judge_ended(const struct judging *judging, double matters)
{
	static const double	place[] = { 0.3, 0.4, 0.5, 0.6, 0.7, 0.75 };
	const struct look	*look = judging->look;
	struct judge_result	*result = judging->result;
	struct trend		 trend;
	double			 rest = rest_needed(look), most = 0;
	int			 i, first;

	/* A wave that turned rises again. */
	if (last_grows(look, LAST_QUARTER))
		return false;
	for (i = 0; i < 6; i++) {
		first = look_bucket(look, place[i]);
		if (first < last_shift(look))
			first = last_shift(look);
		if (look->curve.time[look->curve.n - 1] -
		    look->curve.time[first] < rest ||
		    !look_stops(look, first))
			continue;
		look_trend(look, first, look->curve.n, &trend);
		most = trend.slope + LEVEL_ERRORS * trend.error;
		if (most * look->span <= matters)
			break;
	}
	if (i == 6)
		return false;
	/* The whole may be a leak, its last part is none: neither is sure. */
	if (look->leak_log_odds > LEAK_KEEP_LOG_ODDS ||
	    leaked_before(judging, look->curve.at[first],
	    place[i] > LEAK_ENDED || stretch_turns(look, first))) {
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_SLOWING);
		return true;
	}
	result->rate = trend.slope;
	result->rate_low = trend.slope - LEVEL_ERRORS * trend.error;
	result->rate_high = result->rate_most = most;
	result->since = look->curve.at[first];
	if (look_level(look, first, look->curve.n))
		result->level_s = result->until - result->since;
	verdict_set(result, JUDGE_NO_LEAK, ended_reason(look, first, result));
	if (result->level_s > 0 && quiet_since(judging))
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_QUIET);
	rate_scale(judging, first);
	return true;
}

/*
 * Could it have grown by a good part of its own swings?  Then a wave of which
 * little was seen may hide a leak.
 */
static bool
swings_hide(const struct look *look, double rate_most)
{
	const struct curve	*curve = &look->curve;
	double			 low = curve->clipped[look->first], high = low;
	int			 i;

	for (i = look->first; i < curve->n; i++) {
		low = least_of(low, curve->clipped[i]);
		high = most_of(high, curve->clipped[i]);
	}
	return !look->season.known &&
	    rate_most * look->span > SWING_SHARE * (high - low) &&
	    high - low > BURST_QUANTA * curve->quantum;
}

/* The longest last part that is level, and contradicts the fall of the whole. */
static bool
fall_ended(const struct look *look, struct judge_result *result)
{
	static const double	place[] = { 0.25, 0.4, 0.5, 0.6, 0.75 };
	struct trend		trend;
	int			i, first;

	for (i = 0; i < 5; i++) {
		first = look_bucket(look, place[i]);
		if (!look_level(look, first, look->curve.n))
			continue;
		look_raw_trend(look, first, look->curve.n, &trend);
		if (trend.slope - CONTRADICT_ERRORS * trend.error <=
		    LAST_SHARE * result->rate)
			return false;
		result->rate_most = trend.slope + LEVEL_ERRORS * trend.error;
		result->since = look->curve.at[first];
		result->level_s = result->until - result->since;
		return true;
	}
	return false;
}

/* No growth that matters; how it is said depends on the trend. */
static void
judge_no_trend(const struct judging *judging)
{
	const struct look	*look = judging->look;
	struct judge_result	*result = judging->result;
	int			 first = last_shift(look);
	struct trend		 trend;
	bool			 grows = last_grows(look, 0.5) ||
				    last_grows(look, LAST_QUARTER);

	if (look->curve.n - first < LEVEL_BUCKETS)
		first = look->first;
	look_raw_trend(look, first, look->curve.n, &trend);
	result->rate = trend.slope;
	result->rate_low = trend.slope - LEVEL_ERRORS * trend.error;
	result->rate_high = trend.slope + LEVEL_ERRORS * trend.error;
	result->rate_most = fmax(result->rate_high, look->stronger->drift +
	    1.645 * look->stronger->drift_error);
	result->since = look->curve.at[first];
	if (result->rate_high < 0 && !grows) {
		result->rate_most = result->rate_high;
		verdict_set(result, JUDGE_NO_LEAK, fall_ended(look, result) ?
		    JUDGE_LEVEL : JUDGE_FALLS);
	} else if (result->rate_most * look->span >
	    growth_matters(judging) ||
	    trend.slope > BOUND_ERRORS * trend.error || grows)
		verdict_set(result, JUDGE_UNDECIDED, result->rate_low > 0 &&
		    look_slows(look, look->first) ? JUDGE_SLOWING :
		    JUDGE_NOISE);
	else if (!look_level(look, first, look->curve.n))
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_BOUNDED);
	else {
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_LEVEL);
		result->level_s = result->until - result->since;
	}
	rate_scale(judging, first);
}

/*
 * The log odds below which no leak is said: less against it where the curve
 * is level by its own samples, or grows by next to nothing.
 */
static double
none_needs(const struct judging *judging)
{
	const struct judge_result	*result = judging->result;
	const struct look		*look = judging->look;

	if (result->reason == JUDGE_LEVEL)
		return LEVEL_LOG_ODDS;
	return result->rate_most * look->span < MIN_TINY_SHARE *
	    fabs(look->curve.base + result->peak) ? 0 : NO_LEAK_LOG_ODDS;
}

static void
judge_rest(const struct judging *judging)
{
	const struct look	*look = judging->look;
	struct judge_result	*result = judging->result;
	bool	moves = look->stronger->log_odds_moving > MOVES_LOG_ODDS;
	double	matters = growth_matters(judging);

	if (moves && judge_step(judging))
		return;
	/* Models that all fit badly do not tell; the last part may. */
	if (look->log_odds >= NO_LEAK_LOG_ODDS)
		matters = fmin(matters, ENDED_SHARE * growth_so_far(look));
	if (moves && judge_ended(judging, matters))
		return;
	judge_no_trend(judging);
	if (result->verdict == JUDGE_NO_LEAK && result->reason != JUDGE_FALLS &&
	    (moves || look->log_odds >= none_needs(judging))) {
		verdict_set(result, JUDGE_UNDECIDED, moves ? JUDGE_SLOWING :
		    JUDGE_NOISE);
		result->level_s = 0;
	}
	/* Less than two cycles of a wave look like growth, then like none. */
	if (result->verdict == JUDGE_NO_LEAK &&
	    (result->reason == JUDGE_BOUNDED ||
	    swings_hide(look, result->rate_most)) &&
	    leaked_before(judging, 0, true)) {
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_NOISE);
		result->level_s = 0;
	}
}

/* --- the whole --- */

/*
 * Buckets before the memory was handed back: the last eighth at most may lie
 * below half of the highest.
 */
static int
judged_end(const struct series *series, const struct judge_options *options)
{
	const struct series_bucket	*bucket = series->bucket;
	int				 used = series->used, end = used, i;
	double				 top = 0;

	if (!options->ended)
		return used;
	for (i = 0; i < used; i++)
		top = fmax(top, bucket[i].mean - series->base);
	while (end > 1 && bucket[end - 1].low < top / 2)
		end--;
	return used - end <= used / 8 + 1 ? end : used;
}

static void
result_begin(const struct judging *judging)
{
	struct judge_result		*result = judging->result;
	const struct series_bucket	*bucket = judging->series->bucket;
	int				 i;

	memset(result, 0, sizeof *result);
	result->since = judging->series->start;
	result->until = judging->end > 0 ?
	    bucket[judging->end - 1].time : result->since;
	for (i = 0; i < judging->end; i++)
		result->peak = most_of(result->peak, bucket[i].high);
}

/* Deviation of the buckets from the line of those since a time. */
static double
deviation_since(const struct look *look, double since)
{
	const struct curve	*curve = &look->curve;
	struct line		 line;
	double			 rest, squares = 0;
	int			 first = look->first, i;

	while (first < curve->n - LEVEL_BUCKETS && curve->at[first] < since)
		first++;
	line_fit(curve->time + first, look->clean + first, curve->n - first,
	    &line);
	for (i = first; i < curve->n; i++) {
		rest = look->clean[i] - line.mean -
		    line.slope * (curve->time[i] - line.centre);
		squares += rest * rest;
	}
	return sqrt(squares / (curve->n - first));
}

/*
 * From the lowest to the highest of the waves that were taken out, and the
 * deviation of what is left.
 */
static double
swing_of(const struct look *look, double since)
{
	double	low = 0, high = 0, wave;
	int	i;

	for (i = look->first; i < look->curve.n; i++) {
		wave = look->curve.clipped[i] - look->clean[i];
		low = i == look->first ? wave : least_of(low, wave);
		high = i == look->first ? wave : most_of(high, wave);
	}
	return high - low + SWING_DEVIATIONS * deviation_since(look, since);
}

static bool	judge_end(struct judging *judging);

static void
judge_leak(const struct judging *judging)
{
	const struct look	*look = judging->look;
	struct judge_result	*result = judging->result;
	bool			 ends = leak_ends(judging);

	result->log_odds_growing = look->leak_log_odds;
	if (!ends && !leak_unproved(look, result)) {
		leak_set(judging, look->leak_log_odds > leak_needs(look) ?
		    JUDGE_GROWS : JUDGE_STAYS);
		return;
	}
	result->rate_most = result->rate_high;
	if (!judge_step(judging) && !judge_ended(judging,
	    fmin(growth_matters(judging), ENDED_SHARE * growth_so_far(look))))
		verdict_set(result, JUDGE_UNDECIDED, ends ? JUDGE_SLOWING :
		    JUDGE_NOISE);
}

/*
 * A curve that stood still from one moment on, and swung before, may be idle
 * or may have ended: up to that moment it was a leak.
 */
static bool
judge_stopped(const struct judging *judging)
{
	int			stopped = series_stopped(judging->series,
				    judging->end);
	struct judge_result	before, *result = judging->result;
	struct judging		prefix = *judging;

	if (!isnan(judging->series->work_base) || stopped == judging->end)
		return false;
	prefix.end = stopped;
	prefix.result = &before;
	if (!judge_end(&prefix) || before.verdict != JUDGE_LEAK)
		return false;
	before.level_s = judging->series->bucket[judging->end - 1].time -
	    before.until;
	*result = before;
	verdict_set(result, JUDGE_UNDECIDED, JUDGE_STOPPED);
	result->class = JUDGE_NONE;
	return true;
}

/* False where there is too little to be seen. */
static bool
judge_end(struct judging *judging)
{
	struct look		*look = judging->look;
	struct judge_result	*result = judging->result;
	bool			wanted;

	result_begin(judging);
	if (!look_begin(look, judging->series, judging->end))
		return false;
	look_make(look, judging->options);
	if (!look_weigh(look, -(double)INFINITY))
		return false;
	wanted = judging->options->leak_anyway || rate_matters(look);
	if (wanted)
		look_plateaus(look);
	if (look->curve.idle_last_s > 0) {
		result->until = look->curve.idle_from;
		result->idle_s = look->curve.idle_last_s;
	}
	result->log_odds_growing = look->log_odds;
	result->log_odds_moving = look->stronger->log_odds_moving;
	if (wanted)
		result->growing_class = class_of(judging);
	look_floor_rises(look, result);
	if (look->season.known && look->season.slow_cycles > 0 &&
	    look->season.slow_cycles < MIN_SEASON) {
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_SEASON);
		return true;
	}
	if (rate_matters(look))
		rate_since(judging);
	if (wanted)
		result->swing = swing_of(look, result->since);
	if (result->rate_low > 0 && look->leak_log_odds > LEAK_KEEP_LOG_ODDS &&
	    (look->leak_log_odds > leak_needs(look) ||
	    leaked_before(judging, 0, false)))
		judge_leak(judging);
	else
		judge_rest(judging);
	return true;
}

/* The same by the number of samples: of few, a leak alone counts. */
static bool
judge_samples(struct judging *judging)
{
	uint64_t	count = judging->series->count;

	if (count < (judging->options->by_work ? MIN_WORK_SAMPLES :
	    MIN_SAMPLES))
		return false;
	if (!judge_stopped(judging) && !judge_end(judging))
		return false;
	return count >= MIN_SAMPLES ||
	    judging->result->verdict == JUDGE_LEAK;
}

/* Seconds more after which the same growth would be sure. */
static double
more_seconds(const struct series *series, const struct judge_result *result)
{
	double	span = series->last_time - series->start;

	if (result->reason != JUDGE_TOO_SHORT)
		return result->log_odds_moving > MOVES_LOG_ODDS ? span :
		    2 * span;
	if (series->count < 2 || series->count >= MIN_SAMPLES)
		return 0;
	return span / (double)(series->count - 1) *
	    (MIN_SAMPLES - (double)series->count);
}

struct judge_room *
judge_room_make(void)
{
	struct judge_room	*room = calloc(1, sizeof *room);

	if (room == NULL)
		return NULL;
	room->look.room = room->past.room = &room->models;
	room->look.waves = room->past.waves = &room->waves;
	return room;
}

void
judge_series_in(struct judge_room *room, const struct series *series,
    const struct judge_options *options, struct judge_result *result)
{
	struct judging	judging = { .series = series, .options = options,
			    .look = &room->look, .past = &room->past,
			    .result = result };
	double		odds;

	judging.end = judged_end(series, options);
	if (!judge_samples(&judging)) {
		result_begin(&judging);
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_TOO_SHORT);
	}
	if (result->verdict == JUDGE_LEAK && judging.end < series->used)
		result->class = JUDGE_IMPLICIT;
	odds = result->verdict == JUDGE_LEAK ? result->log_odds_growing :
	    -result->log_odds_growing;
	/* A verdict that other samples bore out is as likely as not. */
	result->confidence = 1 / (1 + exp(-fmax(0, odds)));
	if (result->verdict == JUDGE_UNDECIDED && !options->ended)
		result->more_s = more_seconds(series, result);
}

int
judge_series(const struct series *series,
    const struct judge_options *options, struct judge_result *result)
{
	struct judge_room	*room = judge_room_make();

	if (room == NULL)
		return -1;
	judge_series_in(room, series, options, result);
	free(room);
	return 0;
}
