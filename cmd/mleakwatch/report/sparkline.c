/* sparkline.c: a process's memory over time in eight characters. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "report.h"

/* The mean in each cell; a cell without samples repeats the one before. */
static void
sparkline_cells(double cell[SPARKLINE_CELLS], const struct series *series)
{
	const struct series_bucket	*bucket = series->bucket;
	double				 span = series->last_time -
					    series->start;
	double				 count[SPARKLINE_CELLS] = { 0 };
	uint32_t			 i;
	int				 at;

	memset(cell, 0, SPARKLINE_CELLS * sizeof(*cell));
	for (i = 0; i < series->used; i++) {
		at = span > 0 ?
		    (int)((bucket[i].time - series->start) / span *
		    SPARKLINE_CELLS) : 0;
		if (at >= SPARKLINE_CELLS)
			at = SPARKLINE_CELLS - 1;
		cell[at] += bucket[i].mean * bucket[i].count;
		count[at] += bucket[i].count;
	}
	for (at = 0; at < SPARKLINE_CELLS; at++)
		if (count[at] > 0)
			cell[at] /= count[at];
		else if (at > 0)
			cell[at] = cell[at - 1];
}

/*
 * Scaled from the least to the most.  Movement below a hundredth of the whole
 * is not blown up to the full height.
 */
void
sparkline_text(char text[SPARKLINE_TEXT], const struct series *series, bool utf8)
{
	static const char	ascii[] = "_.-:=+*#";
	double			cell[SPARKLINE_CELLS], low, high, least;
	size_t			used = 0;
	int			i, height;

	sparkline_cells(cell, series);
	low = high = cell[0];
	for (i = 1; i < SPARKLINE_CELLS; i++) {
		low = cell[i] < low ? cell[i] : low;
		high = cell[i] > high ? cell[i] : high;
	}
	least = fabs(high) / 100;
	if (high - low < least)
		high = low + least;
	for (i = 0; i < SPARKLINE_CELLS; i++) {
		height = high > low ?
		    (int)((cell[i] - low) / (high - low) * 7.999) : 0;
		if (utf8) {
			/* U+2581 to U+2588 */
			memcpy(text + used, "\xe2\x96", 2);
			text[used + 2] = (char)(0x81 + height);
			used += 3;
		} else
			text[used++] = ascii[height];
	}
	text[used] = '\0';
}
