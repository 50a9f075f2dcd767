/* line.c: a straight line through a curve. */
#include "line.h"

void
line_fit(const struct curve *curve, int first, int end, struct line *line)
{
	double	x, y, mt = 0, mv = 0, xx = 0, xy = 0, yy = 0;
	int	i, n = end - first;

	for (i = first; i < end; i++) {
		mt += (curve->time[i] - curve->time[first]) / n;
		mv += (curve->value[i] - curve->value[first]) / n;
	}
	mt += curve->time[first];
	mv += curve->value[first];
	for (i = first; i < end; i++) {
		x = curve->time[i] - mt;
		y = curve->value[i] - mv;
		xx += x * x;
		xy += x * y;
		yy += y * y;
	}
	line->centre = mt;
	line->mean = mv;
	line->slope = xx > 0 ? xy / xx : 0;
	line->squares = yy - line->slope * xy;
	if (line->squares < 0)
		line->squares = 0;
}
