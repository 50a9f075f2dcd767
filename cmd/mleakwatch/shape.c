/* shape.c: does growth go on, or does it end? */
#include <string.h>

#include "num.h"
#include "shape.h"

/*
 * What growth looks like, for x from 0 to 1.  A family that bends has a few
 * members, so that any between two of them is near to one: neighbours
 * correlate by 0.95 and more.  Less bent members than these cannot be told
 * from a line before they have gone on for longer.
 */
static const struct candidate {
	enum shape_kind	kind;
	double		a, b;
} candidate[] = {
	{ SHAPE_LINE, 0, 0 },
	{ SHAPE_ONSET, 0.1, 0 }, { SHAPE_ONSET, 0.2, 0 },
	{ SHAPE_ONSET, 0.3, 0 }, { SHAPE_ONSET, 0.4, 0 },
	{ SHAPE_ONSET, 0.5, 0 }, { SHAPE_ONSET, 0.6, 0 },
	{ SHAPE_ONSET, 0.7, 0 }, { SHAPE_ONSET, 0.8, 0 },
	{ SHAPE_LOGARITHM, 6, 0 }, { SHAPE_LOGARITHM, 25, 0 },
	{ SHAPE_LOGARITHM, 100, 0 },
	{ SHAPE_SATURATION, 2, 0 }, { SHAPE_SATURATION, 4, 0 },
	{ SHAPE_SATURATION, 8, 0 },
	{ SHAPE_RAMP, 0.2, 0 }, { SHAPE_RAMP, 0.35, 0 },
	{ SHAPE_RAMP, 0.5, 0 }, { SHAPE_RAMP, 0.65, 0 },
	{ SHAPE_RAMP, 0.8, 0 },
	{ SHAPE_STEP, 0.1, 0 }, { SHAPE_STEP, 0.2, 0 },
	{ SHAPE_STEP, 0.3, 0 }, { SHAPE_STEP, 0.4, 0 },
	{ SHAPE_STEP, 0.5, 0 }, { SHAPE_STEP, 0.6, 0 },
	{ SHAPE_STEP, 0.7, 0 }, { SHAPE_STEP, 0.8, 0 },
	{ SHAPE_STEP, 0.9, 0 },
	{ SHAPE_STEPS, 0.1, 0.2 }, { SHAPE_STEPS, 0.1, 0.3 },
	{ SHAPE_STEPS, 0.1, 0.4 }, { SHAPE_STEPS, 0.1, 0.5 },
	{ SHAPE_STEPS, 0.1, 0.6 }, { SHAPE_STEPS, 0.1, 0.7 },
	{ SHAPE_STEPS, 0.1, 0.8 }, { SHAPE_STEPS, 0.1, 0.9 },
	{ SHAPE_STEPS, 0.2, 0.3 }, { SHAPE_STEPS, 0.2, 0.4 },
	{ SHAPE_STEPS, 0.2, 0.5 }, { SHAPE_STEPS, 0.2, 0.6 },
	{ SHAPE_STEPS, 0.2, 0.7 }, { SHAPE_STEPS, 0.2, 0.8 },
	{ SHAPE_STEPS, 0.2, 0.9 }, { SHAPE_STEPS, 0.3, 0.4 },
	{ SHAPE_STEPS, 0.3, 0.5 }, { SHAPE_STEPS, 0.3, 0.6 },
	{ SHAPE_STEPS, 0.3, 0.7 }, { SHAPE_STEPS, 0.3, 0.8 },
	{ SHAPE_STEPS, 0.3, 0.9 }, { SHAPE_STEPS, 0.4, 0.5 },
	{ SHAPE_STEPS, 0.4, 0.6 }, { SHAPE_STEPS, 0.4, 0.7 },
	{ SHAPE_STEPS, 0.4, 0.8 }, { SHAPE_STEPS, 0.4, 0.9 },
	{ SHAPE_STEPS, 0.5, 0.6 }, { SHAPE_STEPS, 0.5, 0.7 },
	{ SHAPE_STEPS, 0.5, 0.8 }, { SHAPE_STEPS, 0.5, 0.9 },
	{ SHAPE_STEPS, 0.6, 0.7 }, { SHAPE_STEPS, 0.6, 0.8 },
	{ SHAPE_STEPS, 0.6, 0.9 }, { SHAPE_STEPS, 0.7, 0.8 },
	{ SHAPE_STEPS, 0.7, 0.9 }, { SHAPE_STEPS, 0.8, 0.9 },
};
#define CANDIDATES (int)(sizeof candidate / sizeof candidate[0])

/* ln of the likelihood within which a value is in a 95 % interval. */
#define WITHIN 1.92

/* A shape that never moves while it is watched: what rounding leaves. */
#define NOTHING 1e-9

struct fit {
	double	likelihood;	/* its natural logarithm */
	double	slope, error;	/* bytes for x from 0 to 1 */
};

static double
value(const struct candidate *shape, double x)
{
	switch (shape->kind) {
	case SHAPE_ONSET:
		return x > shape->a ? x - shape->a : 0;
	case SHAPE_LOGARITHM:
		return num_log(1 + shape->a * x);
	case SHAPE_SATURATION:
		return 1 - num_exp(-shape->a * x);
	case SHAPE_RAMP:
		return x < shape->a ? x : shape->a;
	case SHAPE_STEP:
		return x > shape->a;
	case SHAPE_STEPS:
		return (x > shape->a) + (x > shape->b);
	default:
		return x;
	}
}

/* Level and shape by least squares; residuals and their correlation. */
static double
correlation(const struct curve *curve, const double *x)
{
	double	mx = 0, my = 0, xx = 0, xy = 0, slope, now, last = 0;
	double	cross = 0, squares = 0;
	int	i, n = curve->n;

	for (i = 0; i < n; i++) {
		mx += x[i] / n;
		my += curve->value[i] / n;
	}
	for (i = 0; i < n; i++) {
		xx += (x[i] - mx) * (x[i] - mx);
		xy += (x[i] - mx) * (curve->value[i] - my);
	}
	slope = xx > 0 ? xy / xx : 0;
	for (i = 0; i < n; i++, last = now) {
		now = curve->value[i] - my - slope * (x[i] - mx);
		squares += now * now;
		cross += now * last;
	}
	now = cross / (squares + n * TREND_PAGE_VARIANCE);
	return now < 0 ? 0 : now < 0.99 ? now : 0.99;
}

/*
 * Generalised least squares with AR(1) noise, whose correlation is taken from
 * the fit itself: each shape is given its best chance.
 */
static void
fit_shape(const struct curve *curve, const double *x, struct fit *fit)
{
	double	rho = correlation(curve, x), a, b, y, first;
	double	aa = 0, ab = 0, bb = 0, ay = 0, by = 0, yy = 0, left;
	int	i;

	first = num_root(1 - rho * rho);
	for (i = 0; i < curve->n; i++) {
		a = i == 0 ? first : 1 - rho;
		b = i == 0 ? first * x[0] : x[i] - rho * x[i - 1];
		y = curve->value[i] - curve->value[0];
		if (i > 0)
			y -= rho * (curve->value[i - 1] - curve->value[0]);
		aa += a * a;
		ab += a * b;
		bb += b * b;
		ay += a * y;
		by += b * y;
		yy += y * y;
	}
	bb -= ab * ab / aa;
	by -= ab * ay / aa;
	yy -= ay * ay / aa;
	if (bb < NOTHING)
		bb = 0;
	fit->slope = bb > 0 ? by / bb : 0;
	left = yy - by * fit->slope;
	left = (left > 0 ? left : 0) + curve->n * TREND_PAGE_VARIANCE;
	fit->error = bb > 0 ? num_root(left / (curve->n - 2) / bb) : 0;
	/* A shape that falls is no growth. */
	fit->likelihood = fit->slope > 0 ? num_log(first) -
	    curve->n / 2.0 * num_log(left / curve->n) : -1e9;
}

static int
members(enum shape_kind kind)
{
	int	i, count = 0;

	for (i = 0; i < CANDIDATES; i++)
		count += candidate[i].kind == kind;
	return count;
}

static void
rate_take(const struct fit fit[CANDIDATES], int best, double span,
    struct shape *shape)
{
	double	rate;
	int	i;

	shape->rate = shape->rate_low = shape->rate_high =
	    fit[best].slope / span;
	shape->error = fit[best].error / span;
	for (i = 0; i < CANDIDATES && candidate[i].kind <= SHAPE_ONSET; i++) {
		if (fit[i].likelihood < fit[best].likelihood - WITHIN)
			continue;
		rate = fit[i].slope / span;
		if (rate < shape->rate_low)
			shape->rate_low = rate;
		if (rate > shape->rate_high)
			shape->rate_high = rate;
	}
}

void
shape_compare(const struct curve *curve, struct shape *shape)
{
	struct fit	fit[CANDIDATES];
	double		x[SERIES_BUCKETS], score, best[2] = { -1e18, -1e18 };
	double		first = curve->time[0];
	double		span = curve->time[curve->n - 1] - first;
	int		i, k, which[2] = { 0, 0 }, ends;

	for (k = 0; k < CANDIDATES; k++) {
		for (i = 0; i < curve->n; i++)
			x[i] = value(&candidate[k],
			    (curve->time[i] - first) / span);
		fit_shape(curve, x, &fit[k]);
		/* Each kind is as likely as another before one looks. */
		score = fit[k].likelihood -
		    num_log(members(candidate[k].kind));
		ends = candidate[k].kind > SHAPE_ONSET;
		if (score > best[ends]) {
			best[ends] = score;
			which[ends] = k;
		}
	}
	shape->lasting = candidate[which[0]].kind;
	shape->ending = candidate[which[1]].kind;
	shape->odds = best[0] - best[1];
	shape->onset = first + candidate[which[0]].a * span;
	shape->ended = first + candidate[which[1]].a * span;
	rate_take(fit, which[0], span, shape);
}
