/* pairs.h: two numbers that a processor takes at a time. */
/* SPDX-License-Identifier: MIT */
#ifndef PAIRS_H
#define PAIRS_H

/*
 * gcc 12 takes loops over few lanes apart before it would make such pairs
 * itself, and keeps the order of a sum.
 */
typedef double lane_pair __attribute__((vector_size(2 * sizeof(double)),
    aligned(sizeof(double)), may_alias));

/*
 * Both alike.  On i386 a number that was read is a long double, which no pair
 * takes, and a function that returns a pair is warned of.
 */
#define PAIR_OF(value) ((lane_pair){ (value), (value) })

static inline const lane_pair *
pairs_of(const double *lanes)
{
	return (const void *)lanes;
}

/* The same, to be written to. */
static inline lane_pair *
pairs_in(double *lanes)
{
	return (void *)lanes;
}

#endif
