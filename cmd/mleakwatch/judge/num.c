/* num.c: the few functions of mathematics that judging needs. */
#include "num.h"

/* Beyond it, and beyond its inverse, nothing here is of use. */
#define MOST 1e300
#define LN2 0.69314718055994530942

double
num_root(double x)
{
	double	scale = 1, root;
	int	i;

	if (!(x > 0) || x > MOST)
		return x > 0 ? x : 0;
	for (; x >= 4; x /= 4)
		scale *= 2;
	for (; x < 1; x *= 4)
		scale /= 2;
	root = (1 + x) / 2;
	for (i = 0; i < 6; i++)
		root = (root + x / root) / 2;
	return root * scale;
}

double
num_log(double x)
{
	double	ratio, square;
	int	power = 0;

	if (!(x > 1 / MOST))
		x = 1 / MOST;
	if (x > MOST)
		x = MOST;
	for (; x > 3 * 256; x *= 1 / 256.0)
		power += 8;
	for (; x < 3 / 1024.0; x *= 256)
		power -= 8;
	for (; x > 1.5; x /= 2)
		power++;
	for (; x < 0.75; x *= 2)
		power--;
	/* ln x = 2 artanh((x - 1) / (x + 1)); the argument is below 1/5. */
	ratio = (x - 1) / (x + 1);
	square = ratio * ratio;
	square = 1 + square * (1 / 3.0 + square * (1 / 5.0 + square *
	    (1 / 7.0 + square * (1 / 9.0 + square * (1 / 11.0 + square *
	    (1 / 13.0 + square * (1 / 15.0 + square * (1 / 17.0 + square /
	    19))))))));
	return 2 * ratio * square + power * LN2;
}

double
num_exp(double x)
{
	double	sum;
	int	halved = 0;

	if (x < -700)
		return 0;
	for (; x > 0.25 || x < -0.25; x /= 2)
		halved++;
	sum = 1 + x * (1 + x * (1 / 2.0 + x * (1 / 6.0 + x * (1 / 24.0 + x *
	    (1 / 120.0 + x * (1 / 720.0 + x * (1 / 5040.0 + x *
	    (1 / 40320.0 + x * (1 / 362880.0 + x / 3628800)))))))));
	while (halved-- > 0)
		sum *= sum;
	return sum;
}

double
num_sine(double x)
{
	double	turns = x / 6.28318530717958647693, square, term, sum;
	int	i;

	/* To within a quarter of a turn of nothing. */
	turns -= (double)(long)(turns + (turns < 0 ? -0.5 : 0.5));
	if (turns > 0.25)
		turns = 0.5 - turns;
	if (turns < -0.25)
		turns = -0.5 - turns;
	term = sum = turns * 6.28318530717958647693;
	square = sum * sum;
	for (i = 2; i < 16; i += 2)
		sum += term *= -square / (i * (i + 1));
	return sum;
}
