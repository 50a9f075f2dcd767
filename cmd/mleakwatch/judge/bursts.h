/* bursts.h: a level that rises in jumps. */
#ifndef BURSTS_H
#define BURSTS_H

#include "noise.h"

/* More of them cannot be told from growth that never rests. */
#define BURSTS_MOST 12

struct bursts {
	int	n;
	double	explained[BURSTS_MOST];	/* squares of the news, by the first
					 * so many and one */
	int	cell[BURSTS_MOST];	/* before which it jumps */
	/* Column k: what the next one has of those before it. */
	double	share[BURSTS_MOST][BURSTS_MOST];
	double	yield[BURSTS_MOST];
};

/*
 * The rises that explain most of so many squares, one after the other, until
 * the next might be chance.  With others found later, one may turn out to be no
 * rise.
 */
void	bursts_find(const struct view *view, const struct sieve *sieve,
	    double squares, struct bursts *bursts);
/* Heights of the first so many, in bytes. */
void	bursts_heights(const struct bursts *bursts, int count,
	    double height[BURSTS_MOST]);

#endif
