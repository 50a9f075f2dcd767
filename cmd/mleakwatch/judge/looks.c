/* looks.c: all that a verdict rests on: views, and tests of stretches. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "looks.h"

/* --- places --- */

int
look_bucket(const struct look *look, double place)
{
	const struct curve	*curve = &look->curve;
	double			 time = curve->time[look->first] +
				    place * look->span;
	int			 at = look->first;

	while (at < curve->n - 1 && curve->time[at] < time)
		at++;
	return at;
}

/* --- two views --- */

static void
look_season(struct look *look, const struct judge_options *options)
{
	const struct curve	*curve = &look->curve;
	struct points		*points = &look->points;
	int			 i;

	points->n = 0;
	for (i = look->first; i < curve->n; i++) {
		points->time[points->n] = curve->time[i];
		points->value[points->n++] = curve->mean[i];
	}
	memset(look->wave, 0, sizeof look->wave);
	season_find(points, options->seasonal, look->wave + look->first,
	    look->waves, look->which, &look->season);
	if (!look->season.found) {
		memcpy(look->clean, curve->clipped, sizeof look->clean);
		return;
	}
	memcpy(look->clean, look->wave, sizeof look->clean);
	if (look->season.slow_cycles > 0)
		season_slow_remove(points, look->season.slow_cycles,
		    look->clean + look->first);
	for (i = 0; i < curve->n; i++)
		look->clean[i] = curve->clipped[i] - look->clean[i];
}

/*
 * The share of a bucket that is behind a shift: a mean over the time of the
 * shift lies between.
 */
static double
shift_share(const struct curve *curve, const double *value, int bucket,
    int i)
{
	double	height;

	if (i < bucket - 1 || i > bucket || bucket < 2 ||
	    bucket + 1 >= curve->n)
		return i >= bucket;
	height = value[bucket + 1] - value[bucket - 2];
	if (!(fabs(height) > 0))
		return i >= bucket;
	return fmin(1, fmax(0, (value[i] - value[bucket - 2]) / height));
}

/* A shift in a view's cells: the share of each cell that is behind it. */
static void
shift_column(const struct look *look, const struct view *view, int bucket,
    bool floors, bool rises, double *column)
{
	const struct curve	*curve = &look->curve;
	double			 all[MEAN_CELLS] = { 0 }, behind, count;
	int			 i, cell = -1, at = -1;

	memset(column, 0, MEAN_CELLS * sizeof *column);
	for (i = look->first; i < curve->n && at < view->n; i++) {
		cell = (int)((curve->time[i] - view->first) / view->span *
		    (view->cells * 0.9999999));
		while (at < 0 || view->cell[at] < cell)
			at++;
		count = curve->count[i];
		behind = shift_share(curve, floors ? curve->low :
		    curve->clipped, bucket, i);
		if (!floors) {
			all[at] += count;
			column[at] += count * behind;
		} else if (all[at] <= 0) {
			all[at] = 1;
			column[at] = behind;
		} else {
			/* The least value is before a rise, behind a fall. */
			column[at] = rises ? fmin(column[at], behind) :
			    fmax(column[at], behind);
		}
	}
	for (i = 0; i < view->n; i++)
		if (all[i] > 0)
			column[i] /= all[i];
}

static void
variant_shifts(const struct look *look, const struct view *view, bool floors,
    struct variant *variant)
{
	const struct shifts	*shifts = &look->shifts;
	int			 i;

	variant->shifts = shifts;
	for (i = 0; i < shifts->n; i++) {
		variant->shift_time[i] =
		    (look->curve.time[shifts->bucket[i]] - view->first) /
		    view->span;
		shift_column(look, view, shifts->bucket[i], floors,
		    shifts->height[i] > 0,
		    variant->nuisance.value[variant->nuisance.n++]);
	}
	variant->log_prior -= log_choices(view->n - 1, shifts->n) +
	    log(MAX_SHIFTS);
}

static void
variant_wave(const struct look *look, const struct view *view,
    struct variant *variant)
{
	double	column[SEASON_COLUMNS];
	int	i, k;

	for (i = 0; i < view->n; i++) {
		season_columns(look->season.slow_cycles, view->time[i],
		    column);
		for (k = 0; k < SEASON_COLUMNS; k++)
			variant->nuisance.value[variant->nuisance.n + k][i] =
			    column[k];
	}
	variant->nuisance.n += SEASON_COLUMNS;
	variant->log_prior += look->season.known ? 0 : SLOW_WAVE_LOG_ODDS;
}

/* Without and with shifts, each without and with a slow wave. */
static int
variants_make(struct look *look, const struct view *view, bool floors)
{
	bool	waves = look->season.slow_cycles > 0;
	bool	shifts = look->shifts.n > 0, wave, shift;
	int	i, n = 0;

	for (i = 0; i < 4; i++) {
		wave = i & 1;
		shift = i & 2;
		if ((wave && !waves) || (shift && !shifts) ||
		    (!wave && waves && look->season.known))
			continue;
		look->variant[n].nuisance.n = 0;
		look->variant[n].log_prior = 0;
		look->variant[n].shifts = NULL;
		if (shift)
			variant_shifts(look, view, floors, &look->variant[n]);
		if (wave)
			variant_wave(look, view, &look->variant[n]);
		n++;
	}
	return n;
}

static void
look_compare(struct look *look, const struct view *view, int which,
    bool floors, struct comparison *comparison)
{
	int	variants = variants_make(look, view, floors);

	models_compare(view, look->variant, variants, look->room,
	    2 * which + floors, comparison);
}

/* Both views' log odds of growth, and the straight line through all buckets. */
static double
look_odds(const struct look *look, double log_odds, double log_odds_moving)
{
	return JOIN_LOOKS * log_odds + JOIN_BASE +
	    JOIN_LINE * fmin(fmax(look->line, -JOIN_LINE_MOST),
	    JOIN_LINE_MOST) +
	    JOIN_MOVES * fmin(log_odds_moving, JOIN_MOVES_MOST);
}

/*
 * Spikes and sawteeth hide growth in the means, few samples in the floors.
 * False alarms of the two seldom coincide: their log odds are averaged.  The
 * straight line through all buckets, without any model, is a third look.
 */
static void
look_join(struct look *look)
{
	look->stronger = look->floors.log_odds_moving >
	    look->means.log_odds_moving ? &look->floors : &look->means;
	look->log_odds = (look->means.log_odds_growing +
	    look->floors.log_odds_growing) / 2;
	look->leak_log_odds = look_odds(look, look->log_odds,
	    look->stronger->log_odds_moving);
}

static void
look_shifts(struct look *look)
{
	const struct shifts	*shifts = &look->shifts;
	int			 i, k;

	shifts_find(&look->curve, look->first, look->curve.n, &look->shifts);
	for (i = 0; i < look->curve.n; i++) {
		look->level[i] = 0;
		for (k = 0; k < shifts->n; k++)
			look->level[i] += shifts->height[k] *
			    shift_share(&look->curve, look->curve.clipped,
			    shifts->bucket[k], i);
	}
}

void
look_plateaus(struct look *look)
{
	const struct plateaus	*plateaus = &look->plateaus;

	plateaus_find(&look->points, look->curve.quantum, &look->plateaus);
	look->stepwise = plateaus->n > 1 &&
	    plateaus->step_to_noise > MIN_STEP_TO_NOISE &&
	    plateaus->between < MAX_BETWEEN;
}

/*
 * May it be so much of a leak, by its floors, unless the means contradict
 * them?  3 of 47,000 looks back were leaks although both contradicted.
 */
static bool
look_may_weigh(const struct look *look, double least)
{
	return look_odds(look, look->floors.log_odds_growing + CONTRADICTION,
	    look->floors.log_odds_moving) > least;
}

/*
 * Compares the models by both views of the buckets from one on.  False where
 * there are too few, or where its log odds are surely lower than the least.
 */
static bool
look_views(struct look *look, int first, int which, double least)
{
	struct view	view;

	view_floors(&look->curve, first, look->curve.n, look->wave,
	    look->level, &view);
	if (view.n < MIN_CELLS)
		return false;
	look_compare(look, &view, which, true, &look->floors);
	look->samples = view.samples;
	if (!look_may_weigh(look, least))
		return false;
	view_means(&look->curve, first, look->curve.n, look->wave,
	    look->level, &view);
	look_compare(look, &view, which, false, &look->means);
	return true;
}

static bool
look_contradicts(const struct look *look)
{
	return fmin(look->means.log_odds_growing,
	    look->floors.log_odds_growing) < -CONTRADICTION &&
	    fmax(look->means.log_odds_growing,
	    look->floors.log_odds_growing) > CONTRADICTION;
}

/*
 * The second look where the views contradict each other: only at what is
 * behind the last shift, or at the last half.
 */
static void
look_again(struct look *look)
{
	struct shifts	 all = look->shifts;
	double		 place, samples = look->samples;
	int		 half = look_bucket(look, 0.5), first = half;

	if (all.n > 0 && all.bucket[all.n - 1] < half)
		first = all.bucket[all.n - 1] + 1;
	look->shifts.n = 0;
	if (look_views(look, first, WAVES_KEPT, -(double)INFINITY)) {
		place = (look->curve.time[first] -
		    look->curve.time[look->first]) / look->span;
		look->means.since = place + look->means.since * (1 - place);
		look->floors.since = place + look->floors.since * (1 - place);
	}
	look->shifts = all;
	look->samples = samples;
}

bool
look_begin(struct look *look, const struct series *series, int end)
{
	struct curve	*curve = &look->curve;

	curve_make(series, end, curve);
	look->first = curve_first(curve);
	look->span = curve->time[curve->n - 1] - curve->time[look->first];
	if (curve->n - look->first < MIN_BUCKETS || !(look->span > 0))
		return false;
	look_shifts(look);
	return true;
}

void
look_make(struct look *look, const struct judge_options *options)
{
	struct trend	 trend;

	look_season(look, options);
	look_trend(look, look->first, look->curve.n, &trend);
	look->line = trend.error > 0 ? trend.slope / trend.error : 0;
}

bool
look_may_rise(const struct look *look)
{
	struct line	line;

	line_fit(look->curve.time + look->first,
	    look->curve.clipped + look->first, look->curve.n - look->first,
	    &line);
	return look->shifts.n > 0 || line.slope > 0;
}

bool
look_may_leak(const struct look *look, double line)
{
	return (look->shifts.n > 0 || look->line >= line) &&
	    !look_slows(look, look->first);
}

bool
look_weigh(struct look *look, double least)
{
	if (!look_views(look, look->first, look->which, least))
		return false;
	if (look_contradicts(look) && !(look->season.slow_cycles > 0))
		look_again(look);
	look_join(look);
	return true;
}

/* --- tests of a stretch, by its own samples alone --- */

void
look_trend(const struct look *look, int first, int end, struct trend *trend)
{
	trend_fit(look->curve.time + first, look->clean + first,
	    end - first, false, trend);
}

void
look_raw_trend(const struct look *look, int first, int end,
    struct trend *trend)
{
	trend_fit(look->curve.time + first, look->curve.clipped + first,
	    end - first, false, trend);
}

bool
look_rises(const struct look *look, int first)
{
	struct line	line;

	line_fit(look->curve.time + first, look->curve.mean + first,
	    look->curve.n - first, &line);
	return line.slope > 0;
}

/* By either error, so that no other measure of it finds a trend. */
static bool
trend_level(const struct look *look, const struct trend *trend)
{
	return fabs(trend->slope) <= LEVEL_ERRORS *
	    fmin(trend->error, trend->error_short) ||
	    fabs(trend->slope) * trend->span <= look->curve.quantum;
}

/* With waves and spikes, as anybody sees it, and without. */
static bool
look_tested(const struct look *look, int first, int end, bool falls)
{
	const double	*value[] = { look->clean, look->curve.clipped,
			    look->curve.mean };
	struct trend	trend;
	int		i;

	if (end - first < LEVEL_BUCKETS)
		return false;
	for (i = look->season.found ? 0 : 1; i < 3; i++) {
		trend_fit(look->curve.time + first, value[i] + first,
		    end - first, true, &trend);
		if (!(falls && trend.slope < 0) && !trend_level(look, &trend))
			return false;
	}
	return true;
}

bool
look_level(const struct look *look, int first, int end)
{
	return look_tested(look, first, end, false);
}

bool
look_stops(const struct look *look, int first)
{
	return look_tested(look, first, look->curve.n, true);
}

bool
look_slows(const struct look *look, int first)
{
	struct trend	quarter[4];

	return trend_quarters(look->curve.time + first, look->clean + first,
	    look->curve.n - first, quarter) &&
	    quarter[1].slope - quarter[3].slope > LEVEL_ERRORS *
	    hypot(quarter[1].error, quarter[3].error);
}

void
look_floor_rises(const struct look *look, struct judge_result *result)
{
	const struct curve	*curve = &look->curve;
	int			 i, cell, at = -1;
	double			 low = 0, last = 0;
	double			 scale = FLOOR_RISES * 0.9999999 / look->span;

	for (i = look->first; i < curve->n; i++) {
		cell = (int)((curve->time[i] - curve->time[look->first]) *
		    scale);
		if (cell != at) {
			result->floor_rises += result->intervals > 1 &&
			    low > last;
			last = low;
			low = curve->low[i];
			result->intervals++;
		}
		low = least_of(low, curve->low[i]);
		at = cell;
	}
	result->floor_rises += result->intervals > 1 && low > last;
	result->intervals--;
}

int
series_stopped(const struct series *series, int end)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 quantum = curve_quantum(series, end);
	float				 low = bucket[end - 1].low;
	float				 high = bucket[end - 1].high;
	int				 i, at, still = 0, longest = 0, n = 0;

	for (at = end - 1; at > 0; at--) {
		low = low < bucket[at - 1].low ? low : bucket[at - 1].low;
		high = high > bucket[at - 1].high ? high :
		    bucket[at - 1].high;
		if ((double)high - low > quantum)
			break;
	}
	if (end - at < STOPPED_BUCKETS)
		return end;
	/* Before, the curve moved in most buckets. */
	for (i = 1; i < at; i++) {
		still = fabs(bucket[i].mean - bucket[i - 1].mean) <= quantum ?
		    still + 1 : 0;
		longest = still > longest ? still : longest;
		n += still == 0;
	}
	return n > at / 2 && end - at > STOPPED_PAUSES * longest ? at : end;
}
