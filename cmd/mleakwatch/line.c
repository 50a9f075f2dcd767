/* line.c: a straight line through a curve. */
#include "line.h"

void
line_fit(const struct curve *curve, struct line *line)
{
	double	x, y, mt = 0, mv = 0, xx = 0, xy = 0;
	int	i, n = curve->n;

	for (i = 0; i < n; i++) {
		mt += (curve->time[i] - curve->time[0]) / n;
		mv += (curve->value[i] - curve->value[0]) / n;
	}
	mt += curve->time[0];
	mv += curve->value[0];
	for (i = 0; i < n; i++) {
		x = curve->time[i] - mt;
		y = curve->value[i] - mv;
		xx += x * x;
		xy += x * y;
	}
	line->centre = mt;
	line->mean = mv;
	line->slope = xx > 0 ? xy / xx : 0;
}
