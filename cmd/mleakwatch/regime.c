/* regime.c: where a curve last changed its ways. */
#include <string.h>

#include "num.h"
#include "regime.h"

/*
 * Two lines for one must better the likelihood by this much: 2 ln L is about
 * chi squared with 3 degrees of freedom, one of them sought over 100 places,
 * and exceeds 21 in less than 1 of 100 lines in noise.
 */
#define WORTH 21.0

/* Fewer points show no slope of their own. */
#define FEWEST 6

struct split {
	int		at;
	double		squares;
	struct line	left, right;
};

static bool
split_best(const struct curve *curve, int first, struct split *best)
{
	struct split	split;
	int		tail = (curve->n - first) / 8;

	if (tail < FEWEST)
		tail = FEWEST;
	best->at = 0;
	for (split.at = first + 1; split.at <= curve->n - tail; split.at++) {
		line_fit(curve, first, split.at, &split.left);
		line_fit(curve, split.at, curve->n, &split.right);
		split.squares = split.left.squares + split.right.squares;
		if (best->at == 0 || split.squares < best->squares)
			*best = split;
	}
	return best->at > 0;
}

/* How many independent points the residuals about the two lines are worth. */
static double
worth_of(const struct curve *curve, int first, const struct split *split)
{
	const struct line	*line = &split->left;
	double			 now, last = 0, cross = 0, squares = 0, rho;
	int			 i, n = curve->n - first;

	for (i = first; i < curve->n; i++, last = now) {
		if (i == split->at) {
			line = &split->right;
			last = 0;
		}
		now = curve->value[i] - line->mean -
		    line->slope * (curve->time[i] - line->centre);
		cross += now * last;
		squares += now * now;
	}
	rho = trend_correlation(cross, squares, n, 2);
	return n * (1 - rho) / (1 + rho);
}

static bool
split_holds(const struct curve *curve, int first, const struct split *split)
{
	struct line	one;
	double		floor = (curve->n - first) * TREND_PAGE_VARIANCE;

	line_fit(curve, first, curve->n, &one);
	return worth_of(curve, first, split) * num_log((one.squares + floor) /
	    (split->squares + floor)) > WORTH;
}

static void
regime_note(struct regime *regime, const struct curve *curve, int first,
    const struct split *split)
{
	const struct line	*left = &split->left, *right = &split->right;
	double			 now = curve->time[split->at], step;

	step = right->mean + right->slope * (now - right->centre) -
	    (left->mean + left->slope *
	    (curve->time[split->at - 1] - left->centre));
	if (regime->first == 0 || step > regime->step) {
		regime->step = step;
		regime->step_time = now;
	}
	regime->first = split->at;
	regime->before = left->slope;
	if (split->at - first < FEWEST)
		regime->before = (curve->value[split->at] -
		    curve->value[first]) / (now - curve->time[first]);
}

void
regime_last(const struct curve *curve, struct regime *regime)
{
	struct split	split;

	memset(regime, 0, sizeof *regime);
	while (curve->n - regime->first >= 2 * FEWEST &&
	    split_best(curve, regime->first, &split) &&
	    split_holds(curve, regime->first, &split))
		regime_note(regime, curve, regime->first, &split);
}
