/* waves.c: how much of a curve a wave explains, for many paces. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "waves.h"

/* A turn in few angles, and between two of them in a few more. */
static void
room_begin(struct waves_room *room)
{
	int	i;

	for (i = 0; i < WAVES_COARSE; i++) {
		room->sine[i] = sin(TAU * i / WAVES_COARSE);
		room->cosine[i] = cos(TAU * i / WAVES_COARSE);
	}
	for (i = 0; i < WAVES_FINE; i++) {
		room->fine_sine[i] = sin(TAU * i / WAVES_TURN);
		room->fine_cosine[i] = cos(TAU * i / WAVES_TURN);
	}
}

struct waves *
waves_for(struct waves_room *room, int which, const struct points *points)
{
	uint16_t	 place[CURVE_BUCKETS] = { 0 };
	double		 first = points->time[0];
	double		 scale = TIME_GRID / (points->time[points->n - 1] -
			    first);
	size_t		 size = (size_t)points->n * sizeof *place;
	struct waves	*waves = &room->kept[which];
	int		 i;

	if (!(room->cosine[0] > 0))
		room_begin(room);
	for (i = 0; i < points->n; i++)
		place[i] = (uint16_t)((points->time[i] - first) * scale + 0.5);
	if (waves->n != points->n || memcmp(waves->place, place, size) != 0) {
		waves->n = points->n;
		memcpy(waves->place, place, size);
		memset(waves->made, 0, sizeof waves->made);
	}
	return waves;
}

/* Sums of squares and products of a wave beside a line, turned round. */
static void
table_invert(const struct waves *waves, struct wave_table *table)
{
	struct wave_sums sum = { 0 };
	double	x, det, sx = 0, xx = 0;
	int	i;

	for (i = 0; i < waves->n; i++) {
		x = waves->place[i] - TIME_GRID / 2;
		sx += x;
		xx += x * x;
		wave_sums_add(&sum, x, (double)table->sine[i],
		    (double)table->cosine[i]);
	}
	wave_sums_clear(&sum, waves->n, sx, xx - sx * sx / waves->n);
	det = sum.ss * sum.cc - sum.sc * sum.sc;
	table->ss = table->sc = table->cc = 0;
	if (!(det > 1e-9 * sum.ss * sum.cc))
		return;
	table->ss = sum.cc / det;
	table->cc = sum.ss / det;
	table->sc = -sum.sc / det;
}

static void
table_make(const struct waves_room *room, const struct waves *waves,
    int tenths, struct wave_table *table)
{
	double	sine, cosine, fine_sine, fine_cosine;
	int	i, turn;

	for (i = 0; i < waves->n; i++) {
		turn = tenths * waves->place[i] % WAVES_TURN;
		sine = room->sine[turn / WAVES_FINE];
		cosine = room->cosine[turn / WAVES_FINE];
		fine_sine = room->fine_sine[turn % WAVES_FINE];
		fine_cosine = room->fine_cosine[turn % WAVES_FINE];
		table->sine[i] = (float)(sine * fine_cosine +
		    cosine * fine_sine);
		table->cosine[i] = (float)(cosine * fine_cosine -
		    sine * fine_sine);
	}
	table_invert(waves, table);
}

/*
 * Four neighbours, as a processor takes them.  gcc 12 would rather shuffle
 * them.
 */
typedef float wave_four __attribute__((vector_size(4 * sizeof(float)),
    aligned(sizeof(float)), may_alias));

/* The products of eight neighbours were summed abreast. */
static double
waves_sum(const wave_four sum[2])
{
	double	all = 0;
	int	k;

	for (k = 0; k < WAVES_ABREAST; k++)
		all += (double)sum[k / 4][k % 4];
	return all;
}

double
waves_explain(const struct waves_room *room, struct waves *waves,
    const float rest[CURVE_BUCKETS], int tenths)
{
	struct wave_table	*table = &waves->wave[tenths];
	const wave_four		*sine = (const void *)table->sine;
	const wave_four		*cosine = (const void *)table->cosine;
	const wave_four		*here = (const void *)rest;
	wave_four		 sines[2] = { { 0 } }, cosines[2] = { { 0 } };
	double			 s, c;
	int			 i;

	if (!waves->made[tenths])
		table_make(room, waves, tenths, table);
	waves->made[tenths] = true;
	for (i = 0; i < waves->n; i += WAVES_ABREAST) {
		sines[0] += *sine++ * here[0];
		sines[1] += *sine++ * here[1];
		cosines[0] += *cosine++ * here[0];
		cosines[1] += *cosine++ * here[1];
		here += 2;
	}
	s = waves_sum(sines);
	c = waves_sum(cosines);
	return table->ss * s * s + table->cc * c * c + 2 * table->sc * s * c;
}
