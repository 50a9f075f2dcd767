/* season.h: load that comes and goes in cycles. */
/* SPDX-License-Identifier: MIT */
#ifndef SEASON_H
#define SEASON_H

#include "waves.h"

struct season {
	double	slow_cycles;	/* of a wave too slow to be removed; 0: none */
	bool	known;		/* somebody told the period */
	bool	found;		/* a wave that is removed, or a slow one */
};

/*
 * Finds the wave that fits best beside a line.  period: seconds where it is
 * known, else 0.  A wave of three cycles or more is taken out of the points;
 * removed: its value at each point.  which: of the tables, for a look.
 */
void	season_find(struct points *points, double period, double *removed,
	    struct waves_room *room, int which,
	    struct season *season);

/* Adds a slow wave and its overtone, as they fit beside a line, to removed. */
void	season_slow_remove(const struct points *points, double cycles,
	    double *removed);

#define SEASON_COLUMNS 4

/* A slow wave and its overtone at a time, 0 to 1 of the span. */
void	season_columns(double cycles, double time,
	    double column[SEASON_COLUMNS]);

#endif
