/* trend.c: straight lines through a curve whose noise has a memory. */
#include <string.h>

#include "num.h"
#include "trend.h"

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

/* A gap is no step. */
static double
usual_step(const struct curve *curve)
{
	double	gap, widest = 0;
	int	i;

	for (i = 1; i < curve->n; i++) {
		gap = curve->time[i] - curve->time[i - 1];
		if (gap > widest)
			widest = gap;
	}
	return (curve->time[curve->n - 1] - curve->time[0] - widest) /
	    (curve->n - 2);
}

/*
 * A random walk about a fitted line shows a correlation of neighbours below
 * 1 - 29 / n in 1 of 100 cases and below 1 - 32 / n in 1 of 200 (Dickey and
 * Fuller 1979).  Unless it is that low the noise counts as a walk, whose line
 * is the least sure of all.  Else what the fit took away, (2 + 4 rho) / n
 * (Marriott and Pope 1954), is put back.  Each further line fitted takes as
 * much again.
 */
#define WALK 32.0

double
trend_correlation(double cross, double squares, int n, int lines)
{
	double	rho = cross / (squares + n * TREND_PAGE_VARIANCE);

	if (rho > 1 - lines * WALK / n)
		return 1;
	rho += lines * (2 + 4 * rho) / n;
	return rho < 0 ? 0 : rho < 1 ? rho : 1;
}

/* The same, taken at its word. */
static double
likely_correlation(double cross, double squares, int n)
{
	double	rho = cross / (squares + n * TREND_PAGE_VARIANCE);

	rho += (2 + 4 * rho) / n;
	return rho < 0 ? 0 : rho < 1 ? rho : 1;
}

static void
correlation(const struct curve *curve, const struct line *line,
    struct trend *trend)
{
	double	now, last = 0, cross = 0, squares = 0;
	int	i;

	for (i = 0; i < curve->n; i++, last = now) {
		now = curve->value[i] - line->mean -
		    line->slope * (curve->time[i] - line->centre);
		cross += now * last;
		squares += now * now;
	}
	trend->rho = trend_correlation(cross, squares, curve->n, 1);
	trend->likely_rho = likely_correlation(cross, squares, curve->n);
}

/* Sums of a regression on two columns, one of them the level. */
struct sums {
	double	aa, ab, bb, ay, by, yy;
};

static void
sums_add(struct sums *sums, double a, double b, double y, double weight)
{
	sums->aa += weight * a * a;
	sums->ab += weight * a * b;
	sums->bb += weight * b * b;
	sums->ay += weight * a * y;
	sums->by += weight * b * y;
	sums->yy += weight * y * y;
}

/*
 * Generalised least squares: each point less what the one before it let
 * expect.  Over a gap g steps wide the correlation is rho^g, and the
 * innovation's variance grows as that of an Ornstein-Uhlenbeck process (a
 * random walk for rho = 1).
 */
static void
quasi_difference(const struct curve *curve, const struct line *line,
    double rho, double step, struct sums *sums)
{
	double	gap, keep, spread, x, y, last_x = 0, last_y = 0;
	double	unit = rho < 1 ? 1 - rho * rho : 1;
	double	pace = rho > 0 && rho < 1 ? num_log(rho) : 0;
	int	i;

	memset(sums, 0, sizeof *sums);
	for (i = 0; i < curve->n; i++, last_x = x, last_y = y) {
		x = curve->time[i] - line->centre;
		y = curve->value[i] - line->mean;
		if (i == 0) {
			if (rho < 1)
				sums_add(sums, 1, x, y, unit);
			continue;
		}
		gap = (curve->time[i] - curve->time[i - 1]) / step;
		keep = rho < 1 ? rho > 0 ? num_exp(pace * gap) : 0 : 1;
		spread = rho < 1 ? 1 - keep * keep : gap;
		sums_add(sums, 1 - keep, x - keep * last_x,
		    y - keep * last_y, unit / spread);
	}
}

static void
generalised(const struct curve *curve, const struct line *line,
    double rho, struct trend *trend)
{
	struct sums	sums;
	double		bb, by, yy, variance;
	double		share = 0;

	quasi_difference(curve, line, rho, trend->step, &sums);
	if (sums.aa > 0)
		share = 1 / sums.aa;
	bb = sums.bb - sums.ab * sums.ab * share;
	by = sums.by - sums.ab * sums.ay * share;
	yy = sums.yy - sums.ay * sums.ay * share;
	trend->slope = by / bb;
	trend->freedom = curve->n - 2;
	variance = (yy - by * by / bb) / trend->freedom;
	if (!(variance > 0))
		variance = 0;
	trend->error = num_root((variance + TREND_PAGE_VARIANCE) / bb);
	trend->deviations = num_normal_of_t(trend->slope / trend->error,
	    trend->freedom);
}

/* --- by windows --- */

/* Means over windows of equal time. */
static void
windows_make(const struct curve *curve, struct curve *window)
{
	double	first = curve->time[0];
	double	span = curve->time[curve->n - 1] - first;
	int	i, which, last = -1, count = 0;

	window->n = 0;
	for (i = 0; i < curve->n; i++) {
		which = (int)((curve->time[i] - first) / span *
		    (TREND_WINDOWS * 0.9999999));
		if (which != last) {
			window->time[window->n] = 0;
			window->value[window->n++] = 0;
			last = which;
			count = 0;
		}
		count++;
		window->time[window->n - 1] += (curve->time[i] -
		    window->time[window->n - 1]) / count;
		window->value[window->n - 1] += (curve->value[i] -
		    window->value[window->n - 1]) / count;
	}
}

/*
 * The line and a parabola by least squares through a few windows: whatever
 * the noise's memory is, as long as it is shorter than a window, their
 * scatter has it in it.
 */
static void
by_windows(const struct curve *curve, struct trend *trend)
{
	static const double	page = TREND_PAGE_VARIANCE / 8;
	struct curve		window;
	struct line		line;
	double			x, y, xx = 0, xxx = 0, pp = 0, py = 0, p;
	double			bend, left, error, half;
	int			i;

	windows_make(curve, &window);
	if (window.n < 5)
		return;
	line_fit(&window, 0, window.n, &line);
	for (i = 0; i < window.n; i++) {
		x = window.time[i] - line.centre;
		xx += x * x;
		xxx += x * x * x;
	}
	for (i = 0; i < window.n; i++) {
		x = window.time[i] - line.centre;
		y = window.value[i] - line.mean;
		p = x * x - xx / window.n - x * xxx / xx;
		pp += p * p;
		py += p * y;
	}
	error = num_root((line.squares / (window.n - 2) + page) / xx);
	trend->coarse_error = error;
	trend->coarse = num_normal_of_t(line.slope / error, window.n - 2);
	bend = py / pp;
	left = line.squares - py * bend;
	error = num_root(((left > 0 ? left : 0) / (window.n - 3) + page) /
	    pp);
	trend->bend = num_normal_of_t(bend / error, window.n - 3);
	/* The parabola's slope a quarter of the span from either end. */
	half = bend * (window.time[window.n - 1] - window.time[0]) / 2;
	x = line.slope - half - bend * xxx / xx;
	y = line.slope + half - bend * xxx / xx;
	trend->slowing = x > 0 ? y / x : 9;
}

void
trend_fit(const struct curve *curve, struct trend *trend)
{
	struct line	line;

	memset(trend, 0, sizeof *trend);
	if (curve->n < 6)
		return;
	line_fit(curve, 0, curve->n, &line);
	trend->step = usual_step(curve);
	correlation(curve, &line, trend);
	trend->noise = num_root(line.squares / (curve->n - 2));
	generalised(curve, &line, trend->likely_rho, trend);
	trend->likely = trend->deviations;
	if (trend->rho > trend->likely_rho)
		generalised(curve, &line, trend->rho, trend);
	by_windows(curve, trend);
}
