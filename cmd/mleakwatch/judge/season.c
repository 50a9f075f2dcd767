/* season.c: load that comes and goes in cycles. */
#include <math.h>
#include "season.h"

#define TAU 6.28318530717958647693

/*
 * Fewer than three cycles are no cycle but ups and downs; more than 24 are
 * less than four windows long and fall out of every mean.  Half a cycle more
 * or less over the whole is as finely as waves can be told apart.
 */
#define FEWEST 3
#define MOST 24

/*
 * Of a random walk's variance about its line no wave of three cycles or more
 * explains half.
 */
#define SHARE 0.5
/* Points that a wave must be seen at, on the mean. */
#define POINTS 4

struct wave {
	double	squares;	/* left over */
	double	sine, cosine;	/* amplitudes, bytes */
};

struct phasor {
	double	sine[SERIES_BUCKETS], cosine[SERIES_BUCKETS];
};

/* What remains after a line. */
static void
level(const struct curve *curve, double *rest)
{
	struct line	line;
	int		i;

	line_fit(curve->time, curve->value, curve->n, &line);
	for (i = 0; i < curve->n; i++)
		rest[i] = curve->value[i] - line.mean -
		    line.slope * (curve->time[i] - line.centre);
}

/*
 * rest is what a line left, so that only the waves have yet to be freed of
 * one: by their sums, in one pass.
 */
static void
wave_fit(const struct curve *curve, const double *rest,
    const struct phasor *phase, struct wave *wave)
{
	double	s, c, x, middle = (curve->time[0] +
		    curve->time[curve->n - 1]) / 2;
	double	sx = 0, xx = 0, s1 = 0, c1 = 0, xs = 0, xc = 0, ss = 0;
	double	cc = 0, sc = 0, sy = 0, cy = 0, yy = 0, det, n = curve->n;
	int	i;

	for (i = 0; i < curve->n; i++) {
		s = phase->sine[i];
		c = phase->cosine[i];
		x = curve->time[i] - middle;
		sx += x;
		xx += x * x;
		s1 += s;
		c1 += c;
		xs += x * s;
		xc += x * c;
		ss += s * s;
		cc += c * c;
		sc += s * c;
		sy += s * rest[i];
		cy += c * rest[i];
		yy += rest[i] * rest[i];
	}
	xx -= sx * sx / n;
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
	wave->squares = yy - wave->sine * sy - wave->cosine * cy;
}

static void
phasor_make(const struct curve *curve, double cycles, struct phasor *phase)
{
	double	pace = TAU * cycles /
		    (curve->time[curve->n - 1] - curve->time[0]);
	int	i;

	for (i = 0; i < curve->n; i++) {
		phase->sine[i] = sin(pace *
		    (curve->time[i] - curve->time[0]));
		phase->cosine[i] = sin(pace *
		    (curve->time[i] - curve->time[0]) + TAU / 4);
	}
}

/* Turns each by the angle of the other: the next frequency of a row. */
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

static double
cycles_find(const struct curve *curve, const double *rest)
{
	struct phasor	phase, half;
	struct wave	wave;
	double		least = 0, best = 0;
	int		i, most = curve->n / POINTS;

	if (most > MOST)
		most = MOST;
	phasor_make(curve, FEWEST, &phase);
	phasor_make(curve, 0.5, &half);
	for (i = 2 * FEWEST; i <= 2 * most; i++) {
		wave_fit(curve, rest, &phase, &wave);
		if (best == 0 || wave.squares < least) {
			least = wave.squares;
			best = i / 2.0;
		}
		phasor_turn(&phase, &half, curve->n);
	}
	return best;
}

/*
 * Takes the wave out and adds it to less, where it explains enough.  One of
 * fewer points would be taken for a slow one, or for growth.
 */
static bool
wave_remove(struct curve *curve, double cycles, double *less)
{
	double		rest[SERIES_BUCKETS], squares = 0, bytes;
	struct phasor	phase;
	struct wave	wave;
	int		i;

	if (!(cycles * POINTS <= curve->n))
		return false;
	level(curve, rest);
	for (i = 0; i < curve->n; i++)
		squares += rest[i] * rest[i];
	phasor_make(curve, cycles, &phase);
	wave_fit(curve, rest, &phase, &wave);
	if (wave.squares > (1 - SHARE) * squares)
		return false;
	for (i = 0; i < curve->n; i++) {
		bytes = wave.sine * phase.sine[i] +
		    wave.cosine * phase.cosine[i];
		curve->value[i] -= bytes;
		less[i] += bytes;
	}
	return true;
}

/* Between the neighbours of the row, a quarter at a time. */
static double
cycles_refine(const struct curve *curve, const double *rest, double best)
{
	struct phasor	phase, tenth;
	struct wave	wave;
	double		centre = best, least = 0;
	int		i;

	phasor_make(curve, centre - 0.4, &phase);
	phasor_make(curve, 0.1, &tenth);
	for (i = -4; i <= 4; i++) {
		wave_fit(curve, rest, &phase, &wave);
		if (i == -4 || wave.squares < least) {
			least = wave.squares;
			best = centre + i / 10.0;
		}
		phasor_turn(&phase, &tenth, curve->n);
	}
	return best;
}

void
season_remove(struct curve *curve, double period, double *less)
{
	double	rest[SERIES_BUCKETS], cycles;
	double	span = curve->time[curve->n - 1] - curve->time[0];
	int	i;

	for (i = 0; i < curve->n; i++)
		less[i] = 0;
	if (curve->n < FEWEST * POINTS * 3)
		return;
	if (period > 0) {
		cycles = span / period;
		if (cycles < 1.5)
			return;
	} else {
		level(curve, rest);
		cycles = cycles_find(curve, rest);
		cycles = cycles_refine(curve, rest, cycles);
	}
	/* No wave of load is round: its first overtone is sought as well. */
	if (wave_remove(curve, cycles, less))
		wave_remove(curve, 2 * cycles, less);
}
