/* coldness.c: how much of the growth is not touched any more. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "report.h"

/* Growth that is less has no share: bytes, and of the memory before. */
#define GROWTH_LEAST 65536.0
#define GROWTH_SHARE_LEAST 0.01
/* Less is left by a collector that has run in the stretch. */
#define COLLECTOR_SHARE_LEAST 0.5

static double
mappings_sum(const float bytes[MAPPING_KINDS])
{
	double	sum = 0;
	int	i;

	for (i = 0; i < MAPPING_KINDS; i++)
		sum += bytes[i];
	return sum;
}

/*
 * Memory of the start-up is cold in most programs.  So what counts is how much
 * more was cold in the last stretch than in the first, of the memory that came
 * between their beginnings.
 */
double
cold_share(const struct cold_parts *cold)
{
	double	before = mappings_sum(cold->memory.first);
	double	grown = mappings_sum(cold->memory.last) - before;
	double	more = mappings_sum(cold->cold.last) -
		    mappings_sum(cold->cold.first);
	double	share;

	if (cold->readings < 2 || grown < GROWTH_LEAST ||
	    grown < GROWTH_SHARE_LEAST * before)
		return (double)NAN;
	share = fmin(fmax(more / grown, 0), 1);
	return cold->collector && share < COLLECTOR_SHARE_LEAST ?
	    (double)NAN : share;
}

size_t
cold_text(char text[COLD_TEXT], const struct cold_parts *cold)
{
	double	share = cold_share(cold);
	char	where[MAPPINGS_TEXT], time[SENTENCE_PART];
	size_t	length;

	text[0] = '\0';
	if (isnan(share))
		return cold->collector && cold->readings >= 2 ?
		    (size_t)snprintf(text, COLD_TEXT, "; garbage collection "
		    "touches all memory: nothing tells used from lost") : 0;
	length = (size_t)snprintf(text, COLD_TEXT, "; for %s, %.0f %% of its "
	    "growth was not touched",
	    sentence_duration(time, cold->stretch_s), 100 * share);
	if (mappings_text(where, &cold->cold) > 0 && share >= 0.005)
		length += (size_t)snprintf(text + length, COLD_TEXT - length,
		    ", in %s", where);
	return length;
}
