/* noise.h: models of the noise, and their Kalman filter. */
/* SPDX-License-Identifier: MIT */
#ifndef NOISE_H
#define NOISE_H

#include "views.h"

/*
 * Noise is the sum of two: an Ornstein-Uhlenbeck process, whose correlation
 * falls to 1/e within its memory, and white noise.
 */
struct noise {
	double	memory;		/* of the span; 0: white noise alone */
	double	white;		/* variance by that of the process' change
				 * from one cell to the next */
	double	prior;		/* share of the curves */
};

#define NOISES 11
extern const struct noise	noise_kind[NOISES];

/* Prior odds of growth under this noise, by those under white noise. */
double	noise_growth(int kind);
/* Has it one of the two components alone? */
bool	noise_alone(int kind);

/*
 * The innovation is a value minus its one-step prediction.  The prediction
 * decays by .decay and takes in .gain of the innovation, whose variance is
 * 1 / .precision.
 */
struct kalman {
	double	decay[MEAN_CELLS];
	double	gain[MEAN_CELLS];
	double	precision[MEAN_CELLS];
	double	root[MEAN_CELLS];	/* of the precision */
	double	log_precisions;		/* sum of their logarithms */
};

void	kalman_make(const struct view *view, const struct noise *noise,
	    struct kalman *kalman);
/* Innovations of any values. */
void	kalman_innovations(const struct kalman *kalman, int n,
	    const double *value, double *innovation);

#endif
