/* gaps.c: times between events, and how even they are. */
#include "gaps.h"
#include <math.h>

void
gaps_add(struct gaps *gaps, double gap)
{
	gaps->n++;
	gaps->sum += gap;
	gaps->squares += gap * gap;
}

double
gaps_unevenness(const struct gaps *gaps)
{
	if (gaps->n < 2)
		return 0;
	return sqrt(fmax(0, gaps->squares - gaps->sum * gaps->sum / gaps->n) /
	    (gaps->n - 1)) / (gaps->sum / gaps->n);
}
