/* waves.h: how much of a curve a wave explains, for many paces. */
/* SPDX-License-Identifier: MIT */
#ifndef WAVES_H
#define WAVES_H

#include <stdint.h>

#include "points.h"

#define TAU 6.28318530717958647693

/* Cycles in tenths; a search may go a few beyond the last. */
#define WAVES_TENTHS (10 * MAX_WAVES + 5)
/* Places of points, as many as TIME_GRID, in a tenth of a cycle each. */
#define WAVES_TURN 163840
#define WAVES_FINE 320
#define WAVES_COARSE (WAVES_TURN / WAVES_FINE)
/* Looks at a series, the times of each of which are kept. */
#define WAVES_KEPT (1 + LOOKBACKS)
/* Sums that are made abreast. */
#define WAVES_ABREAST 8

/* A wave at the times of the points. */
struct wave_table {
	float	sine[CURVE_BUCKETS], cosine[CURVE_BUCKETS];
	/* Inverse of the sums of squares and products beside a line. */
	double	ss, sc, cc;
};

/* Waves of points at some times, each made when it is first asked for. */
struct waves {
	int			 n;
	uint16_t		 place[CURVE_BUCKETS];
	bool			 made[WAVES_TENTHS];
	struct wave_table	 wave[WAVES_TENTHS];
};

/* Large: the caller allocates it, with zeros. */
struct waves_room {
	double		sine[WAVES_COARSE], cosine[WAVES_COARSE];
	double		fine_sine[WAVES_FINE], fine_cosine[WAVES_FINE];
	struct waves	kept[WAVES_KEPT];
};

/* For the times of these points, rounded to TIME_GRID. */
struct waves	*waves_for(struct waves_room *room, int which,
	    const struct points *points);
/*
 * Squares of the rest that a wave of so many tenths of a cycle explains.
 * rest: without a line; 0 behind the last point.
 */
double	waves_explain(const struct waves_room *room, struct waves *waves,
	    const float rest[CURVE_BUCKETS], int tenths);

/* Sums over points of a wave's sine and cosine, of x, and of products. */
struct wave_sums {
	double	s, c, xs, xc, ss, cc, sc;
};

static inline void
wave_sums_add(struct wave_sums *sum, double x, double sine, double cosine)
{
	sum->s += sine;
	sum->c += cosine;
	sum->xs += x * sine;
	sum->xc += x * cosine;
	sum->ss += sine * sine;
	sum->cc += cosine * cosine;
	sum->sc += sine * cosine;
}

/* Takes a line's part out; sx: the sum of x, xx: its squares about the mean. */
static inline void
wave_sums_clear(struct wave_sums *sum, double n, double sx, double xx)
{
	sum->xs -= sx * sum->s / n;
	sum->xc -= sx * sum->c / n;
	sum->ss -= sum->s * sum->s / n + sum->xs * sum->xs / xx;
	sum->cc -= sum->c * sum->c / n + sum->xc * sum->xc / xx;
	sum->sc -= sum->s * sum->c / n + sum->xs * sum->xc / xx;
}

#endif
