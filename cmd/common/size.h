/* size.h: amounts of memory as people read them. */
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

#endif
