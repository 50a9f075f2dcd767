/* judge.c: does a curve of memory leak, how, and how fast. */
#include <string.h>

#include "judge.h"
#include "jumps.h"
#include <math.h>
#include "rises.h"
#include "sight.h"

/* Fewer samples show neither noise nor slope, and mostly a start. */
#define SAMPLES 48
/*
 * A leak is claimed when it is likelier than all else together; of a few
 * samples, by e to the power of the square of this by their number, since
 * their own noise is as little known as their growth.
 */
#define FEW 80.0
/* And called none at 10 to 1 against it. */
#define AGAINST -2.3
/* One that once was at e to 1 for it stays until it is at e to 1 against. */
#define FIRM 1.0
#define KEEP -1.0
/* Growth that ended is worth a word from 10 to 1 on. */
#define MOVES 2.3
/* Growth of a tenth in the time watched would have been seen. */
#define MATTERS 0.1
/* Level for the last quarter: growth has ended. */
#define ENDED 0.75
/* Gaps between chance events have a deviation of 1 mean; 0 is a clock's. */
#define UNEVEN 0.75
/* Of all growth that goes on, the share that bursts must have at least. */
#define BURSTS 0.3
/* Fewer jumps may be uneven by chance. */
#define JUMPS 4
/* Lower ones may be swings; growth that never rests looks like them. */
#define CLEAR 6
#define BETWEEN 0.33
/* Steps below this are an allocator's grain. */
#define STEP 65536.0
#define PAGE 4096
/* As likely is it that a leak takes nothing for half the time: e to this. */
#define STILL -3.0
/*
 * Each look back is at so much of the next one's time, down to a half, and
 * none at less than fills a view: to look often at little is to find chance.
 */
#define LOOK 0.84
#define LOOKS 4

static void
verdict_set(struct judge_result *result, enum judge_verdict verdict,
    enum judge_reason reason)
{
	result->verdict = verdict;
	result->reason = reason;
}

/*
 * Sporadic is what came bit by bit at uneven times.  Where it is not sure that
 * it did so at all, uneven times still speak for it: growth that never rests
 * has none.
 */
static bool
in_bursts(const struct weighing *weighing)
{
	return weighing->share[WEIGH_BURSTS] > BURSTS * weighing->on &&
	    weighing->unevenness > UNEVEN;
}

/* The same by another way, which sees any number of them. */
static bool
in_jumps(const struct sight *sight)
{
	struct jumps	jumps;

	jumps_find(&sight->mean, &jumps);
	return jumps.n >= JUMPS && jumps.clear > CLEAR &&
	    jumps.between < BETWEEN && jumps.unevenness > UNEVEN;
}

static enum judge_class
class_of(const struct sight *sight)
{
	return in_bursts(sight->clear) || in_jumps(sight) ?
	    JUDGE_SPORADIC : JUDGE_RECURRING;
}

static bool
too_small(const struct judge_options *options, double rate, double growth)
{
	return rate < options->min_rate || growth < options->min_growth;
}

static void
leak_set(const struct sight *sight, const struct judge_options *options,
    enum judge_reason reason, struct judge_result *result)
{
	if (too_small(options, result->rate, result->rate * sight->span *
	    (1 - sight->clear->since))) {
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_SMALL);
		return;
	}
	verdict_set(result, JUDGE_LEAK, reason);
	result->class = class_of(sight);
}

/* One step by which the level rose, to be told from two, or from a ramp. */
static bool
judge_step(const struct sight *sight, struct judge_result *result)
{
	const struct weighing	*clear = sight->clear;

	if (clear->share[WEIGH_STEP] < 0.5 || clear->step < STEP)
		return false;
	verdict_set(result, JUDGE_UNDECIDED, JUDGE_STEP);
	result->class = JUDGE_ONE_TIME;
	result->step = clear->step;
	result->step_time = result->since + clear->step_place * sight->span;
	return true;
}

/* The least growth in the time watched that anybody would mind. */
static double
mattering(const struct series *series, const struct judge_options *options,
    const struct sight *sight, const struct judge_result *result)
{
	double	matters = MATTERS * (series->base + result->peak);

	if (matters < options->min_growth)
		matters = options->min_growth;
	if (matters < options->min_rate * sight->span)
		matters = options->min_rate * sight->span;
	return matters;
}

static void
judge_rest(const struct series *series, const struct judge_options *options,
    const struct sight *sight, struct judge_result *result)
{
	bool	moves = sight->clear->moving > MOVES;

	result->rate = sight->clear->drift;
	result->rate_low = 2 * sight->clear->drift - sight->clear->most;
	result->rate_high = result->most = sight->clear->most;
	if (moves && judge_step(sight, result))
		return;
	if (sight->odds > AGAINST)
		verdict_set(result, JUDGE_UNDECIDED,
		    moves ? JUDGE_SLOWING : JUDGE_NOISE);
	else if (moves && sight->clear->level > 0 &&
	    sight->clear->level <= ENDED)
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_ENDED);
	else if (moves)
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_SLOWING);
	else if (result->most * sight->span < mattering(series, options,
	    sight, result))
		verdict_set(result, JUDGE_NO_LEAK, JUDGE_LEVEL);
	else
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_NOISE);
}

static void
result_fill(const struct series *series, const struct sight *sight, int end,
    struct judge_result *result)
{
	const struct weighing	*clear = sight->clear;
	struct rises		 rises;

	rises_find(series, sight->begin, end, &rises);
	result->since = sight->first +
	    clear->since * sight->span;
	result->rate = clear->rate;
	result->rate_low = clear->low;
	result->rate_high = clear->high;
	result->odds = sight->odds;
	result->moving = clear->moving;
	result->level = (1 - clear->level) * sight->span;
	result->rises = rises.rose;
	result->windows = rises.windows;
}

/* At what odds, of ever so many samples, a leak is claimed. */
static double
claims(const struct sight *sight)
{
	double	few = FEW / sight->samples;

	return few * few;
}

/*
 * What was called a leak stays one until there is more than doubt: a verdict
 * that comes and goes with each sample is of no use.  The past is not kept
 * but looked at again.
 */
static bool
leaked_before(const struct series *series,
    const struct judge_options *options, int end)
{
	struct sight	sight;
	double		then = end;
	int		i;

	for (i = 0; i < LOOKS; i++) {
		then *= LOOK;
		if (then < VIEW_CELLS)
			return false;
		if (sight_take(series, options, (int)then, &sight) &&
		    sight.odds > FIRM && sight.odds > claims(&sight))
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
	double				 top = 0;

	for (i = 0; i < used; i++)
		if (bucket[i].mean - series->base > top)
			top = bucket[i].mean - series->base;
	while (end > 1 && bucket[end - 1].low < top / 2)
		end--;
	return options->ended && used - end <= used / 8 + 1 ? end : used;
}

/*
 * Seconds more after which the same growth, if it goes on, would be sure, or
 * after which there is enough to be judged.
 */
static double
more_of(const struct series *series, const struct judge_result *result)
{
	double	span = series->last_time - series->start;

	if (result->reason != JUDGE_TOO_SHORT)
		return result->moving > MOVES ? span : 2 * span;
	if (series->count < 2 || series->count >= SAMPLES)
		return 0;
	return span / (double)(series->count - 1) *
	    (SAMPLES - (double)series->count);
}

static void
result_begin(const struct series *series, int end,
    struct judge_result *result)
{
	int	i;

	memset(result, 0, sizeof *result);
	result->since = series->start;
	for (i = 0; i < end; i++)
		if (series->bucket[i].high > result->peak)
			result->peak = series->bucket[i].high;
}

/*
 * Pages that were taken before the middle and none since: whatever a line
 * through so few of them says, that has ended.
 */
static bool
still(const struct series *series, const struct sight *sight, int end)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 middle = sight->first +
					    sight->span / 2;
	float				 low = bucket[end - 1].low;
	float				 high = bucket[end - 1].high;
	int				 i;

	for (i = end - 1; i >= 0 && bucket[i].time > middle; i--) {
		low = bucket[i].low < low ? bucket[i].low : low;
		high = bucket[i].high > high ? bucket[i].high : high;
	}
	return high - low <= PAGE && sight->clear->moving > MOVES;
}

/* False where there is too little to be seen. */
static bool
judge_sight(const struct series *series, const struct judge_options *options,
    int end, struct judge_result *result)
{
	struct sight	sight;

	if (!sight_take(series, options, end, &sight))
		return false;
	if (still(series, &sight, end) && sight.odds > STILL)
		sight.odds = STILL;
	result_fill(series, &sight, end, result);
	if (sight.odds > claims(&sight))
		leak_set(&sight, options, JUDGE_GROWS, result);
	else if (sight.odds > KEEP &&
	    leaked_before(series, options, end))
		leak_set(&sight, options, JUDGE_STAYS, result);
	else
		judge_rest(series, options, &sight, result);
	return true;
}

void
judge_series(const struct series *series,
    const struct judge_options *options, struct judge_result *result)
{
	int	end = end_find(series, options);

	result_begin(series, end, result);
	if (series->count < SAMPLES ||
	    !judge_sight(series, options, end, result))
		verdict_set(result, JUDGE_UNDECIDED, JUDGE_TOO_SHORT);
	if (result->verdict == JUDGE_LEAK && end < (int)series->used)
		result->class = JUDGE_IMPLICIT;
	result->confidence = 1 / (1 + exp(result->verdict == JUDGE_LEAK ?
	    -result->odds : result->odds));
	if (result->verdict == JUDGE_UNDECIDED && !options->ended)
		result->more = more_of(series, result);
}
