/* fit.h: regression of a view on all shapes, for one kind of noise. */
#ifndef FIT_H
#define FIT_H

#include "noise.h"
#include "shape.h"

struct fit {
	double	log_scale;	/* ln of what does not hang on a shape */
	double	squares;	/* of the news about a level */
	/* Sums of products of news, the level taken out. */
	double	size[SHAPE_COLUMNS];	/* of each column by itself, */
	double	line[SHAPE_COLUMNS];	/* by the line, */
	double	yield[SHAPE_COLUMNS];	/* by the view */
	double	all;			/* the level's, by itself */
};

/* shapes: a value of each column for each cell. */
void	fit_make(const struct view *view,
	    double shapes[VIEW_CELLS][SHAPE_COLUMNS],
	    const struct sieve *sieve, struct fit *fit);

#endif
