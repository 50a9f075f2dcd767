/* size.h: amounts of memory as people read them. */
/* SPDX-License-Identifier: MIT */
#ifndef SIZE_H
#define SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIZE_TEXT 32	/* holds any amount in any format */

struct size_format {
	int	power;	/* 0 bytes, 1 KiB or kB, ... 5 PiB or PB */
	bool	si;	/* powers of 1000 */
	bool	human;	/* the largest unit that fits, power not used */
};

/* Rounds towards zero, as free(1) does.  Returns the length. */
size_t	size_text(char text[SIZE_TEXT], int64_t bytes,
	    const struct size_format *format);
/* Into SIZE_TEXT bytes; hex with at least width (1 to 16) digits. */
size_t	decimal_text(char *text, uint64_t number);
size_t	hex_text(char *text, uint64_t number, size_t width);

/*
 * Like top(1), in KiB, or with a decimal in the first of m, g, t, p that fits
 * into width; "?" where none does.
 */
size_t	size_scaled(char text[SIZE_TEXT], uint64_t bytes, size_t width);
/*
 * Like top(1)'s TIME+: minutes:seconds.hundredths, up to six hours; then
 * hours,minutes; from four days on days and hours, then weeks.
 */
size_t	size_cpu_time(char text[SIZE_TEXT], uint64_t milliseconds,
	    size_t width);

/* In the largest of s, m, h and d that fits: "9.3m", "14d". */
size_t	size_duration(char text[SIZE_TEXT], double seconds);

#endif
