/* noise.c: what noise may be like, and how to see through it. */
#include "noise.h"
#include <math.h>

/* Samples that noise seldom remembers: whoever watches knows how often. */
#define LONG 100.0

/* Growth is half as likely beside a memory of a twelfth of what was watched. */
#define WANDERS 12.0

/*
 * Memory from none to that of a walk, in steps by which neighbours cannot be
 * told apart with so few values; for each, noise without memory besides.  A
 * walk is thought as likely as all that fades: a trend is most easily taken
 * for one, or the other way, and nothing else keeps false alarms rare while a
 * curve is short.
 */
const struct noise	noise_kind[NOISES] = {
	{ 2, 0, 0.42 }, { 2, 1, 0.01 }, { 2, 8, 0.01 }, { 2, 64, 0.02 },
	{ 0.1, 0, 0.07 }, { 0.1, 1, 0.01 }, { 0.1, 8, 0.01 },
	{ 0, 1, 0.14 },
	{ 0.01, 0, 0.07 }, { 0.02, 0, 0.07 },
	{ 0.04, 0, 0.07 }, { 0.04, 1, 0.01 },
	{ 0.25, 0, 0.07 }, { 0.25, 1, 0.01 }, { 0.25, 8, 0.01 },
};

double
noise_prior(int kind, double samples)
{
	double	remembers = noise_kind[kind].memory * samples;

	return noise_kind[kind].prior / sqrt(1 + remembers / LONG);
}

/*
 * What wanders so that it needs no growth to rise is seldom growing as well:
 * the longer it remembers, the less may be read into a rise.
 */
double
noise_growth(int kind)
{
	return 1 / (1 + WANDERS * noise_kind[kind].memory);
}

static double
fade_over(double fade, int cells)
{
	double	product = 1;

	for (; cells > 0; cells--)
		product *= fade;
	return product;
}

/*
 * Kalman's filter for an Ornstein-Uhlenbeck process of variance 1 that is
 * seen through white noise.  It is the same for all that passes, so that its
 * gains are found once.
 */
void
sieve_make(const struct view *view, const struct noise *noise,
    struct sieve *sieve)
{
	double	known = noise->memory > 0, alone = noise->alone, fade = 1;
	double	product = 1, keep;
	int	i;

	if (noise->memory > 0) {
		fade = exp(-1 / noise->memory / view->cells);
		alone *= 1 - fade * fade;
	}
	sieve->log_weights = 0;
	for (i = 0; i < view->n; i++) {
		keep = i > 0 ? fade_over(fade, view->cell[i] -
		    view->cell[i - 1]) : 1;
		if (noise->memory > 0)
			known = 1 - keep * keep * (1 - known);
		sieve->keep[i] = keep;
		sieve->weight[i] = 1 / (known + alone * view->alone[i]);
		sieve->gain[i] = known * sieve->weight[i];
		known *= 1 - sieve->gain[i];
		product *= sieve->weight[i];
		if (i % 8 == 7 || i == view->n - 1) {
			sieve->log_weights += log(product);
			product = 1;
		}
	}
}
