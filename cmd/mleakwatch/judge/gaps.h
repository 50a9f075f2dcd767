/* gaps.h: times between events, and how even they are. */
#ifndef GAPS_H
#define GAPS_H

struct gaps {
	int	n;
	double	sum, squares;
};

void	gaps_add(struct gaps *gaps, double gap);
/* Standard deviation / mean; 0 of fewer than two. */
double	gaps_unevenness(const struct gaps *gaps);

#endif
