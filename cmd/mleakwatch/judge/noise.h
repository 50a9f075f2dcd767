/* noise.h: what noise may be like, and how to see through it. */
#ifndef NOISE_H
#define NOISE_H

#include "view.h"

/*
 * Noise is the sum of two: one that fades to 1/e within its memory, and one
 * that has none.
 */
struct noise {
	double	memory;		/* of the span; 0: has none */
	double	alone;		/* variance of the second by that of the news
				 * in the first from one cell to the next */
	double	prior;		/* share of the curves that one expects */
};

#define NOISES 15
extern const struct noise	noise_kind[NOISES];

/* How likely it is before one looks, for a curve of so many samples. */
double	noise_prior(int kind, double samples);
/* How likely a curve that has it is to grow besides, by 1 of noise alone. */
double	noise_growth(int kind);

/*
 * News is what is in a value besides what those before it foretold: the
 * foretold level fades by .keep and takes in .gain of the news, whose
 * variance is 1 / .weight.
 */
struct sieve {
	double	keep[VIEW_CELLS];
	double	gain[VIEW_CELLS];
	double	weight[VIEW_CELLS];
	double	log_weights;		/* sum of their logarithms */
};

void	sieve_make(const struct view *view, const struct noise *noise,
	    struct sieve *sieve);

#endif
