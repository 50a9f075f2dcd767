/* season.c: load that comes and goes in cycles. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "season.h"

struct wave {
	double	residual_ss;
	double	sine, cosine;	/* amplitudes */
};

struct phasor {
	double	sine[CURVE_BUCKETS], cosine[CURVE_BUCKETS];
};

/* Residuals of a line. */
static void
season_detrend(const struct points *points, double *rest)
{
	struct line	line;
	int		i;

	line_fit(points->time, points->value, points->n, &line);
	for (i = 0; i < points->n; i++)
		rest[i] = points->value[i] - line.mean -
		    line.slope * (points->time[i] - line.centre);
}

/* Values without their line, and the sums that all waves share. */
struct wave_data {
	const double	*time, *rest;
	int		 n;
	double		 middle, sx, xx, yy;
};

static void
wave_data_make(const struct points *points, const double *rest,
    struct wave_data *data)
{
	double	x;
	int	i;

	data->time = points->time;
	data->rest = rest;
	data->n = points->n;
	data->middle = (points->time[0] + points->time[points->n - 1]) / 2;
	data->sx = data->xx = data->yy = 0;
	for (i = 0; i < points->n; i++) {
		x = points->time[i] - data->middle;
		data->sx += x;
		data->xx += x * x;
		data->yy += rest[i] * rest[i];
	}
	data->xx -= data->sx * data->sx / points->n;
}

/*
 * rest is detrended already; detrends sine and cosine here from running sums,
 * in one pass.
 */
static void
wave_fit(const struct wave_data *data, const struct phasor *phase,
    struct wave *wave)
{
	const double	*rest = data->rest;
	struct wave_sums sum = { 0 };
	double	s, c, sy = 0, cy = 0, det;
	int	i;

	for (i = 0; i < data->n; i++) {
		s = phase->sine[i];
		c = phase->cosine[i];
		wave_sums_add(&sum, data->time[i] - data->middle, s, c);
		sy += s * rest[i];
		cy += c * rest[i];
	}
	wave_sums_clear(&sum, data->n, data->sx, data->xx);
	det = sum.ss * sum.cc - sum.sc * sum.sc;
	wave->sine = wave->cosine = 0;
	if (det > 1e-9 * sum.ss * sum.cc) {
		wave->sine = (sy * sum.cc - cy * sum.sc) / det;
		wave->cosine = (cy * sum.ss - sy * sum.sc) / det;
	}
	wave->residual_ss = data->yy - wave->sine * sy - wave->cosine * cy;
}

static void
phasor_make(const struct points *points, double cycles, struct phasor *phase)
{
	double	pace = TAU * cycles /
		    (points->time[points->n - 1] - points->time[0]);
	int	i = 0;

	/* There is a point at least, which gcc is to know as well. */
	do {
		phase->sine[i] = sin(pace *
		    (points->time[i] - points->time[0]));
		phase->cosine[i] = sin(pace *
		    (points->time[i] - points->time[0]) + TAU / 4);
	} while (++i < points->n);
}

/* Points without their line, to be searched for waves. */
struct season_search {
	const struct waves_room	*room;
	struct waves		*waves;
	float			 rest[CURVE_BUCKETS];
	double			 squares, explained;	/* by the best so far */
	/* By each wave that was asked for; below 0: not yet. */
	double			 known[WAVES_TENTHS];
};

static void
search_begin(const struct points *points, struct waves_room *room,
    int which, struct season_search *search)
{
	double	rest[CURVE_BUCKETS];
	int	i;

	season_detrend(points, rest);
	search->room = room;
	search->waves = waves_for(room, which, points);
	search->squares = 0;
	for (i = 0; i < points->n; i++) {
		search->squares += rest[i] * rest[i];
		search->rest[i] = (float)rest[i];
	}
	for (; i % WAVES_ABREAST != 0; i++)
		search->rest[i] = 0;
	for (i = 0; i < WAVES_TENTHS; i++)
		search->known[i] = -1;
}

static double
search_explain(struct season_search *search, int tenths)
{
	double	*known = &search->known[tenths];

	if (*known < 0)
		*known = waves_explain(search->room, search->waves,
		    search->rest, tenths);
	return *known;
}

/* Does any of the slow ones explain so much of the squares? */
static bool
search_slow(struct season_search *search, double share)
{
	static const int	slow[] = { SLOWEST_TENTHS, 22, 10 * MIN_WAVES };
	int			i;

	for (i = 0; i < 3; i++)
		if (search_explain(search, slow[i]) > share * search->squares)
			return true;
	return false;
}

/* The best of from, from + by, ... to, all in tenths of a cycle. */
static int
search_best(struct season_search *search, int from, int by, int to)
{
	double	explained, most = 0;
	int	i, best = from;

	for (i = from; i <= to; i += by) {
		explained = search_explain(search, i);
		if (explained > most) {
			most = explained;
			best = i;
		}
	}
	search->explained = most;
	return best;
}

/*
 * Takes a wave out and adds it to removed, if it explains enough.  A wave of
 * fewer points would be taken for a slow one, or for growth.
 */
static bool
wave_remove(struct points *points, double cycles, double *removed)
{
	double			rest[CURVE_BUCKETS], value;
	struct phasor		phase;
	struct wave_data	data;
	struct wave		wave;
	int			i;

	if (!(cycles * WAVE_POINTS <= points->n))
		return false;
	season_detrend(points, rest);
	wave_data_make(points, rest, &data);
	phasor_make(points, cycles, &phase);
	wave_fit(&data, &phase, &wave);
	if (wave.residual_ss > (1 - WAVE_SHARE) * data.yy)
		return false;
	for (i = 0; i < points->n; i++) {
		value = wave.sine * phase.sine[i] +
		    wave.cosine * phase.cosine[i];
		points->value[i] -= value;
		removed[i] += value;
	}
	return true;
}

/*
 * The cycles of a slow wave that explains nearly all; 0: there is none.  A
 * curve that rises as an S looks like a slower wave yet.  The three slow ones
 * explained .45 at the least of 542 curves that had such a wave.
 */
static double
season_slow(struct season_search *search)
{
	int	tenths;

	if (!search_slow(search, SLOW_WAVE_SHARE / 2))
		return 0;
	tenths = search_best(search, SLOWEST_TENTHS, 1, 10 * MIN_WAVES);
	return tenths >= SLOW_WAVE_TENTHS && search->explained >
	    SLOW_WAVE_SHARE * search->squares ? tenths / 10.0 : 0;
}

/* Load has more shapes than a sine: its overtone is taken out as well. */
static bool
season_remove(struct points *points, double cycles, double *removed)
{
	if (!wave_remove(points, cycles, removed))
		return false;
	wave_remove(points, 2 * cycles, removed);
	return true;
}

/*
 * Waves of whole cycles, and three slow ones: does any explain so much that a
 * wave between them may explain enough?
 */
static bool
search_may_find(struct season_search *search, int most)
{
	double	here, before = 0;
	int	i;

	if (search_slow(search, WAVE_PROBE))
		return true;
	for (i = 10 * MIN_WAVES; i <= most; i += 10) {
		here = search_explain(search, i);
		if (here + before > WAVE_PROBE * search->squares)
			return true;
		before = here;
	}
	return false;
}

/*
 * A wave whose period nobody told.  The search rounds times: what it finds is
 * taken out by the times as they are, if it still explains enough.
 */
static void
season_seek(struct points *points, double *removed, struct waves_room *room,
    int which, struct season *season)
{
	struct season_search	search;
	int			tenths, most = points->n / WAVE_POINTS;

	search_begin(points, room, which, &search);
	most = 10 * (most < MAX_WAVES ? most : MAX_WAVES);
	if (!(search.squares > 0) || !search_may_find(&search, most))
		return;
	tenths = search_best(&search, 10 * MIN_WAVES, 5, most);
	tenths = search_best(&search, tenths - 4, 1, tenths + 4);
	season->found = search.explained >= (WAVE_SHARE - WAVE_ROUNDING) *
	    search.squares && season_remove(points, tenths / 10.0, removed);
	if (season->found)
		return;
	season->slow_cycles = season_slow(&search);
	season->found = season->slow_cycles > 0;
}

void
season_find(struct points *points, double period, double *removed,
    struct waves_room *room, int which, struct season *season)
{
	double	cycles, span = points->time[points->n - 1] - points->time[0];
	int	i;

	season->slow_cycles = 0;
	season->found = false;
	season->known = period > 0;
	for (i = 0; i < points->n; i++)
		removed[i] = 0;
	if (points->n < MIN_WAVES * WAVE_POINTS * 3)
		return;
	if (!season->known) {
		season_seek(points, removed, room, which, season);
		return;
	}
	cycles = span / period;
	if (cycles < MIN_WAVES)
		season->slow_cycles = cycles;
	season->found = cycles < MIN_WAVES ||
	    season_remove(points, cycles, removed);
}

void
season_slow_remove(const struct points *points, double cycles,
    double *removed)
{
	struct points	left = *points;
	double		rest[CURVE_BUCKETS], value;
	struct phasor	phase[2];
	struct wave_data data;
	struct wave	wave;
	int		i, k;

	phasor_make(points, cycles, &phase[0]);
	phasor_make(points, 2 * cycles, &phase[1]);
	/* In turns, as each hides a part of the other and of the line. */
	for (k = 0; k < 2 * SLOW_WAVE_TURNS; k++) {
		season_detrend(&left, rest);
		wave_data_make(&left, rest, &data);
		wave_fit(&data, &phase[k % 2], &wave);
		for (i = 0; i < left.n; i++) {
			value = wave.sine * phase[k % 2].sine[i] +
			    wave.cosine * phase[k % 2].cosine[i];
			left.value[i] -= value;
			removed[i] += value;
		}
	}
}

void
season_columns(double cycles, double time,
    double column[SEASON_COLUMNS])
{
	double	phase = TAU * cycles * time;

	column[0] = sin(phase);
	column[1] = cos(phase);
	column[2] = sin(2 * phase);
	column[3] = cos(2 * phase);
}
