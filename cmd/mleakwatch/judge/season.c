/* season.c: load that comes and goes in cycles. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "season.h"

#define TAU 6.28318530717958647693

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
	double	s, c, x, sx = data->sx, xx = data->xx, s1 = 0, c1 = 0;
	double	xs = 0, xc = 0, ss = 0, cc = 0, sc = 0, sy = 0, cy = 0, det;
	double	n = data->n;
	int	i;

	for (i = 0; i < data->n; i++) {
		s = phase->sine[i];
		c = phase->cosine[i];
		x = data->time[i] - data->middle;
		s1 += s;
		c1 += c;
		xs += x * s;
		xc += x * c;
		ss += s * s;
		cc += c * c;
		sc += s * c;
		sy += s * rest[i];
		cy += c * rest[i];
	}
	xs -= sx * s1 / n;
	xc -= sx * c1 / n;
	ss -= s1 * s1 / n + xs * xs / xx;
	cc -= c1 * c1 / n + xc * xc / xx;
	sc -= s1 * c1 / n + xs * xc / xx;
	det = ss * cc - sc * sc;
	wave->sine = wave->cosine = 0;
	if (det > 1e-9 * ss * cc) {
		wave->sine = (sy * cc - cy * sc) / det;
		wave->cosine = (cy * ss - sy * sc) / det;
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

static void
phasor_double(struct phasor *phase, int n)
{
	double	sine;
	int	i;

	for (i = 0; i < n; i++) {
		sine = 2 * phase->sine[i] * phase->cosine[i];
		phase->cosine[i] = 1 - 2 * phase->sine[i] * phase->sine[i];
		phase->sine[i] = sine;
	}
}

/* Turns each phase by the other: the next frequency of a row. */
static void
phasor_turn(struct phasor *phase, const struct phasor *by, int n)
{
	double	sine;
	int	i;

	for (i = 0; i < n; i++) {
		sine = phase->sine[i] * by->cosine[i] +
		    phase->cosine[i] * by->sine[i];
		phase->cosine[i] = phase->cosine[i] * by->cosine[i] -
		    phase->sine[i] * by->sine[i];
		phase->sine[i] = sine;
	}
}

/* The mean of a tenth of a cycle, times the count; count is above 0. */
static void
phasor_tenths(const struct phasor *tenth, int count, int n,
    struct phasor *phase)
{
	struct phasor	power = *tenth;
	bool		begun = false;

	for (; count > 0; count /= 2) {
		if (count % 2 == 1 && begun)
			phasor_turn(phase, &power, n);
		else if (count % 2 == 1) {
			*phase = power;
			begun = true;
		}
		if (count > 1)
			phasor_double(&power, n);
	}
}

/* The best of from, from + by, ... to, all in tenths of a cycle. */
static int
season_search(const struct points *points, const double *rest,
    const struct phasor *tenth, int from, int by, int to)
{
	struct phasor		phase, turn;
	struct wave_data	data;
	struct wave		wave;
	double			least = 0;
	int			i, best = from;

	wave_data_make(points, rest, &data);
	phasor_tenths(tenth, from, points->n, &phase);
	phasor_tenths(tenth, by, points->n, &turn);
	for (i = from; i <= to; i += by) {
		wave_fit(&data, &phase, &wave);
		if (i == from || wave.residual_ss < least) {
			least = wave.residual_ss;
			best = i;
		}
		phasor_turn(&phase, &turn, points->n);
	}
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
 * curve that rises as an S looks like a slower wave yet.
 */
static double
season_slow(const struct points *points, const double *rest,
    const struct phasor *tenth)
{
	int		tenths = season_search(points, rest, tenth,
			    SLOWEST_TENTHS, 1, 10 * MIN_WAVES);
	struct phasor	phase;
	struct wave_data data;
	struct wave	wave;

	if (tenths < SLOW_WAVE_TENTHS)
		return 0;
	wave_data_make(points, rest, &data);
	phasor_tenths(tenth, tenths, points->n, &phase);
	wave_fit(&data, &phase, &wave);
	return wave.residual_ss < (1 - SLOW_WAVE_SHARE) * data.yy ?
	    tenths / 10.0 : 0;
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

void
season_find(struct points *points, double period, double *removed,
    struct season *season)
{
	double		rest[CURVE_BUCKETS], cycles;
	double		span = points->time[points->n - 1] - points->time[0];
	struct phasor	tenth;
	int		i, tenths, most = points->n / WAVE_POINTS;

	season->slow_cycles = 0;
	season->known = period > 0;
	for (i = 0; i < points->n; i++)
		removed[i] = 0;
	if (points->n < MIN_WAVES * WAVE_POINTS * 3)
		return;
	if (period > 0) {
		cycles = span / period;
		if (cycles < MIN_WAVES)
			season->slow_cycles = cycles;
		else
			season_remove(points, cycles, removed);
		return;
	}
	season_detrend(points, rest);
	phasor_make(points, 0.1, &tenth);
	tenths = season_search(points, rest, &tenth, 10 * MIN_WAVES, 5,
	    10 * (most < MAX_WAVES ? most : MAX_WAVES));
	tenths = season_search(points, rest, &tenth, tenths - 4, 1,
	    tenths + 4);
	if (!season_remove(points, tenths / 10.0, removed))
		season->slow_cycles = season_slow(points, rest, &tenth);
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
