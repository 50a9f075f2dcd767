/* num.h: the few functions of mathematics that judging needs. */
#ifndef NUM_H
#define NUM_H

/*
 * Not libm's: the verdict is then the same with every libc, and a command
 * links libc alone.  Accurate to 1e-12 over what is asked of them here.
 */
double	num_root(double x);		/* 0 where x <= 0 */
double	num_log(double x);		/* natural; x > 0 */
double	num_exp(double x);		/* 0 where x < -700 */
double	num_sine(double x);		/* |x| < 1e6 */

#endif
