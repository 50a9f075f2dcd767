/* random.h: the same random numbers everywhere, from a seed. */
/* SPDX-License-Identifier: MIT */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

void	random_begin(uint64_t seed);
double	random_unit(void);		/* [0, 1) */
double	random_normal(void);
double	random_between(double low, double high);
double	random_log(double low, double high);	/* evenly by magnitude */
int	random_of(int count);			/* 0 ... count - 1 */

#endif
