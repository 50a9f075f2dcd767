/* noise.c: models of the noise, and their Kalman filter. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "noise.h"

/*
 * Memory from none to that of a random walk, in steps that so few values
 * cannot tell apart; for each also with white noise upon it.
 */
const struct noise	noise_kind[NOISES] = {
	{ 2, 0, 0.21 }, { 2, 1, 0.01 }, { 2, 12, 0.03 },
	{ 0.1, 0, 0.13 }, { 0.1, 1, 0.02 },
	{ 0, 1, 0.16 },
	{ 0.01, 0, 0.08 }, { 0.02, 0, 0.07 },
	{ 0.04, 0, 0.06 },
	{ 0.25, 0, 0.20 }, { 0.25, 3, 0.03 },
};

/* A walk needs no growth to rise, nor does noise that seldom returns. */
double
noise_growth(int kind)
{
	if (noise_kind[kind].memory > 1)
		return WALK_GROWTH;
	return noise_kind[kind].memory < LONG_MEMORY ? 1 : LONG_GROWTH;
}

bool
noise_alone(int kind)
{
	return !(noise_kind[kind].memory > 0 && noise_kind[kind].white > 0);
}

static double
kalman_decay(double decay, int cells)
{
	double	product = 1;

	for (; cells > 0; cells--)
		product *= decay;
	return product;
}

/* The same for all values, so that the gains are found once. */
void
kalman_make(const struct view *view, const struct noise *noise,
    struct kalman *kalman)
{
	double	variance = noise->memory > 0, white = noise->white;
	double	decay = 1, product = 1, here;
	int	i;

	if (noise->memory > 0) {
		decay = exp(-1 / noise->memory / view->cells);
		white *= 1 - decay * decay;
	}
	kalman->log_precisions = 0;
	for (i = 0; i < view->n; i++) {
		here = i > 0 ? kalman_decay(decay, view->cell[i] -
		    view->cell[i - 1]) : 1;
		if (noise->memory > 0)
			variance = 1 - here * here * (1 - variance);
		kalman->decay[i] = here;
		kalman->precision[i] = 1 / (variance +
		    white * view->white_variance[i]);
		kalman->root[i] = sqrt(kalman->precision[i]);
		kalman->gain[i] = variance * kalman->precision[i];
		variance *= 1 - kalman->gain[i];
		product *= kalman->precision[i];
		if (i % 8 == 7 || i == view->n - 1) {
			kalman->log_precisions += log(product);
			product = 1;
		}
	}
}

void
kalman_innovations(const struct kalman *kalman, int n, const double *value,
    double *innovation)
{
	double	level = 0;
	int	i;

	for (i = 0; i < n; i++) {
		innovation[i] = value[i] - kalman->decay[i] * level;
		level = kalman->decay[i] * level +
		    kalman->gain[i] * innovation[i];
	}
}
