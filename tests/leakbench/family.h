/* family.h: curves that a person judges at a glance, by family. */
/* SPDX-License-Identifier: MIT */
#ifndef FAMILY_H
#define FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#define FAMILY_SAMPLES 2000

/* Verdicts that are right, as bits. */
#define FAMILY_LEAK 1
#define FAMILY_NONE 2
#define FAMILY_UNDECIDED 4

struct family_curve {
	int	n;
	double	time[FAMILY_SAMPLES];
	double	value[FAMILY_SAMPLES];
	double	work[FAMILY_SAMPLES];	/* NAN: not known */
	double	seasonal;		/* seconds, 0: not told */
	double	rate;			/* true one at the end; 0: none */
};

struct family {
	const char	*name;
	unsigned	 right;		/* verdicts */
	const char	*class;		/* right ones, NULL: any */
	void		(*make)(struct family_curve *curve);
};

extern const struct family	family[];
extern const int		families;

/* The same curve for the same seed on every machine. */
void	family_make(const struct family *which, uint64_t seed,
	    struct family_curve *curve);

#endif
