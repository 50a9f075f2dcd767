/* random.c: the same random numbers everywhere, from a seed. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "random.h"

static uint64_t	state;

void
random_begin(uint64_t seed)
{
	/* Not by the generator's own step: seeds would share one stream. */
	state = (seed + 1) * 0xd1342543de82ef95u;
	state ^= state >> 29;
	state *= 0xff51afd7ed558ccdu;
}

/* splitmix64 */
static uint64_t
next(void)
{
	uint64_t	z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

double
random_unit(void)
{
	return (double)(next() >> 11) / 9007199254740992.0;
}

double
random_normal(void)
{
	double	radius = sqrt(-2 * log(1 - random_unit()));

	return radius * cos(6.283185307179586 * random_unit());
}

double
random_between(double low, double high)
{
	return low + (high - low) * random_unit();
}

double
random_log(double low, double high)
{
	return low * pow(high / low, random_unit());
}

int
random_of(int count)
{
	return (int)(random_unit() * count);
}
