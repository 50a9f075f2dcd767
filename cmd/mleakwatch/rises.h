/* rises.h: a floor that rises bit by bit, and does not come back. */
#ifndef RISES_H
#define RISES_H

#include "series.h"

#define RISES_WINDOWS 48

struct rises {
	int	windows;	/* in which the floor was looked at */
	int	rose;		/* in so many it rose */
	double	growth;		/* bytes, first window to last */
	double	count;		/* growth^2 / sum of squared moves: as many
				 * equal rises would be as telling */
	int	bursts;		/* rises of a third of a mean one or more */
	double	between;	/* bytes, sum of what moved between them */
	double	unevenness;	/* of the gaps between rises: standard
				 * deviation / mean; 0 where fewer than 3 */
};

/* Buckets from first to before end. */
void	rises_find(const struct series *series, int first, int end,
	    struct rises *rises);

#endif
