/* shape.c: what growth may look like, and which of it goes on. */
#include <math.h>
#include "shape.h"

/*
 * Few of each, so that any between two of them is near to one: neighbours
 * correlate by 0.95 and more.
 */
static const struct {
	enum { LOGARITHM, SATURATION, ROOT } kind;
	double	pace;
} curve[SHAPE_CURVES] = {
	{ LOGARITHM, 6 }, { LOGARITHM, 25 }, { LOGARITHM, 100 },
	{ SATURATION, 2 }, { SATURATION, 4 }, { SATURATION, 8 },
	{ SATURATION, 16 },
	{ ROOT, 1 },
};

bool
shape_full(int column)
{
	return column >= SHAPE_CURVE &&
	    curve[column - SHAPE_CURVE].kind == SATURATION &&
	    curve[column - SHAPE_CURVE].pace >= 8;
}

double
shape_place(int column)
{
	if (column >= SHAPE_CURVE || column == SHAPE_LINE)
		return 0;
	if (column >= SHAPE_STEP)
		return (column - SHAPE_STEP + 1.0) / (SHAPE_STEPS + 1);
	return (column - SHAPE_ONSET + 1.0) / (SHAPE_KNOTS + 1);
}

static double
bend(int which, double x)
{
	switch (curve[which].kind) {
	case LOGARITHM:
		return log(1 + curve[which].pace * x);
	case SATURATION:
		return 1 - exp(-curve[which].pace * x);
	default:
		return sqrt(x);
	}
}

void
shape_make(const struct view *view,
    double value[VIEW_CELLS][SHAPE_COLUMNS])
{
	double	x;
	int	i, c;

	for (i = 0; i < view->n; i++) {
		for (c = 0; c < SHAPE_CURVE; c++) {
			x = view->time[i] - shape_place(c);
			value[i][c] = x < 0 ? 0 : c >= SHAPE_STEP ? 1 : x;
		}
		for (c = 0; c < SHAPE_CURVES; c++)
			value[i][SHAPE_CURVE + c] = bend(c, view->time[i]);
	}
}
