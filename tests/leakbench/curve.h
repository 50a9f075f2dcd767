/* curve.h: a labelled curve, made of a shape and of noise. */
/* SPDX-License-Identifier: MIT */
#ifndef CURVE_H
#define CURVE_H

#include <stdint.h>

#define CURVE_MOST 2000
#define CURVE_PAGE 4096.0
#define CURVE_TAU 6.283185307179586

struct curve {
	int		n;
	double		interval;
	double		time[CURVE_MOST];
	double		noise[CURVE_MOST];	/* deviation about 1 */
	double		shape[CURVE_MOST];	/* 0 to 1 at most */
	double		rho, sigma;	/* AR(1) nearest to the noise */
	double		growth;		/* of the shape, in noise */
	double		slope;		/* of the shape's leak, 1/s */
	const char	*class;
	const char	*kind;
	const char	*noise_name;
};

struct noise {
	const char	*name;
	void		(*make)(struct curve *curve);
};

struct shape {
	const char	*name, *class;	/* class NULL: no leak */
	void		(*make)(struct curve *curve);
};

/* The last of each are kept for judging: nothing is developed on them. */
#define NOISES 8
#define NOISES_KEPT 4
#define LEAKS 5
#define LEAKS_KEPT 3
#define HARMLESS 10
#define HARMLESS_KEPT 4

extern const struct noise	curve_noise[NOISES + NOISES_KEPT];
extern const struct shape	curve_leak[LEAKS + LEAKS_KEPT];
extern const struct shape	curve_harmless[HARMLESS + HARMLESS_KEPT];

/* Where recorded noise is; every other file of it, from the first or not. */
void	curve_traces(const char *folder, int from);
/* Growth before a leak that is no part of it. */
void	curve_start_add(struct curve *curve);

#endif
