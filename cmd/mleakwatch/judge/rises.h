/* rises.h: in how many windows of a curve its floor rose. */
#ifndef RISES_H
#define RISES_H

#include "series.h"

#define RISES_WINDOWS 48

struct rises {
	int	windows;	/* in which the floor was looked at */
	int	rose;		/* in so many it rose */
};

/* Buckets from first to before end. */
void	rises_find(const struct series *series, int first, int end,
	    struct rises *rises);

#endif
