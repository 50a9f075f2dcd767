/* shape.h: what growth may look like, and which of it goes on. */
#ifndef SHAPE_H
#define SHAPE_H

#include "view.h"

/* Places at which something may begin or end, and at which it may step. */
#define SHAPE_KNOTS 16
#define SHAPE_STEPS 31
#define SHAPE_CURVES 8

/* The columns of a regression, each 0 where it begins. */
enum shape_column {
	SHAPE_LINE,
	SHAPE_ONSET,				/* level, then a line */
	SHAPE_STEP = SHAPE_ONSET + SHAPE_KNOTS,
	SHAPE_CURVE = SHAPE_STEP + SHAPE_STEPS,	/* less and less growth */
	SHAPE_COLUMNS = SHAPE_CURVE + SHAPE_CURVES
};

/* A curve that has all but ended its growth by the middle. */
bool	shape_full(int column);
/* Where a column begins, 0 to 1. */
double	shape_place(int column);
/* A value of each column for each cell. */
void	shape_make(const struct view *view,
	    double value[VIEW_CELLS][SHAPE_COLUMNS]);

#endif
