/* line.c: a straight line through a curve. */
#include "line.h"

void
line_fit(const double *time, const double *value, int n,
    struct line *line)
{
	double	x, y, mt = 0, mv = 0, xx = 0, xy = 0;
	int	i;

	for (i = 0; i < n; i++) {
		mt += (time[i] - time[0]) / n;
		mv += (value[i] - value[0]) / n;
	}
	mt += time[0];
	mv += value[0];
	for (i = 0; i < n; i++) {
		x = time[i] - mt;
		y = value[i] - mv;
		xx += x * x;
		xy += x * y;
	}
	line->centre = mt;
	line->mean = mv;
	line->slope = xx > 0 ? xy / xx : 0;
}
