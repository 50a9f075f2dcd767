/* weigh.c: which of the ways to grow, or not to, a curve bears out. */
#include <string.h>

#include "belief.h"
#include "fit.h"
#include "num.h"
#include "weigh.h"

/* ln of likelihood by which a second step may better a first. */
#define FAR 20.0

struct scale {
	const struct view	*view;
	int			 n, noise;
	struct fit		 fit;
	double			 before[WEIGH_KINDS];
	struct belief		 belief;
};

/* explained: squares; variance: of the rate, for noise of 1. */
static void
put(struct scale *scale, enum weigh_kind kind, int column, int columns,
    double explained, double rate, double variance)
{
	double		n = scale->n, left = 1;
	struct model	model = { .kind = kind, .noise = scale->noise,
			    .rate = rate, .place = shape_place(column) };

	model.weight = scale->before[kind];
	if (explained > 0) {
		left -= explained / scale->fit.squares * n / (n + 1);
		/* ln x > 1 - 1 / x: most are out of it at once. */
		if (kind != WEIGH_LINE && !belief_counts(&scale->belief,
		    model.weight + (n - 1) / 2 * (1 / left - 1)))
			return;
		model.weight -= (n - 1) / 2 * num_log(left);
	}
	model.variance = variance * left * scale->fit.squares /
	    (n - 1 - columns);
	belief_add(&scale->belief, &model);
}

static void
put_one(struct scale *scale, enum weigh_kind kind, int column)
{
	double	size = scale->fit.size[column], slope;

	slope = size > 0 ? scale->fit.yield[column] / size : 0;
	put(scale, kind, column, 1,
	    slope > 0 ? slope * scale->fit.yield[column] : 0, slope,
	    size > 0 ? 1 / size : 0);
}

/* Line and another column; together: the rate is that of both. */
static void
put_two(struct scale *scale, enum weigh_kind kind, int column,
    bool together)
{
	const struct fit	*fit = &scale->fit;
	double	aa = fit->size[SHAPE_LINE], bb = fit->size[column];
	double	ab = fit->line[column];
	double	ay = fit->yield[SHAPE_LINE], by = fit->yield[column];
	double	det = aa * bb - ab * ab, x, y, rate;

	if (!(det > 1e-9 * aa * bb))
		return;
	x = (ay * bb - by * ab) / det;
	y = (by * aa - ay * ab) / det;
	rate = together ? x + y : x;
	if (x <= 0 || rate <= 0 || (!together && y <= 0))
		return;
	put(scale, kind, column, 2, x * ay + y * by, rate,
	    (together ? aa + bb - 2 * ab : bb) / det);
}

/* A line up to a place, level from there on. */
static void
put_ramp(struct scale *scale, int knot)
{
	const struct fit	*fit = &scale->fit;
	double	size = fit->size[SHAPE_LINE] + fit->size[knot] -
		    2 * fit->line[knot];
	double	yield = fit->yield[SHAPE_LINE] - fit->yield[knot];
	double	slope = size > 0 ? yield / size : 0;

	put(scale, WEIGH_RAMP, knot, 1, slope > 0 ? slope * yield : 0,
	    slope, 0);
}

/* A second step is sought where the best first one leaves most. */
static void
put_steps(struct scale *scale)
{
	const struct fit	*fit = &scale->fit;
	int	i, best = SHAPE_STEP;
	double	gain, most = 0, ab, size, yield, second = 0;

	for (i = SHAPE_STEP; i < SHAPE_STEP + SHAPE_STEPS; i++) {
		gain = fit->yield[i] > 0 && fit->size[i] > 0 ?
		    fit->yield[i] * fit->yield[i] / fit->size[i] : 0;
		if (gain > most) {
			most = gain;
			best = i;
		}
	}
	/* Two steps where one is far from good enough are none. */
	if (most <= 0 || !belief_counts(&scale->belief, FAR +
	    scale->before[WEIGH_STEP] - (scale->n - 1) / 2.0 *
	    num_log(1 - most / scale->fit.squares)))
		return;
	for (i = SHAPE_STEP; i < SHAPE_STEP + SHAPE_STEPS; i++) {
		ab = fit_product(fit, scale->n, i, best) / fit->size[best];
		size = fit->size[i] - ab * ab * fit->size[best];
		yield = fit->yield[i] - ab * fit->yield[best];
		if (i == best || size < 1e-6 * fit->size[i] || yield <= 0)
			continue;
		gain = yield * yield / size;
		if (gain > second)
			second = gain;
	}
	put(scale, WEIGH_STEPS, best, 2,
	    most + second, 0, 0);
}

/* ln of what is known of each kind before its shape is looked at. */
static void
before_make(struct scale *scale)
{
	static const struct {
		double	prior;
		int	members, columns;
	} kind[WEIGH_KINDS] = {
		{ 0.80, 1, 0 },
		{ 0.02, SHAPE_STEPS, 1 },
		{ 0.01, SHAPE_STEPS * SHAPE_STEPS / 2, 2 },
		{ 0.01, SHAPE_KNOTS, 1 }, { 0.02, SHAPE_CURVES, 1 },
		{ 0.045, 1, 1 }, { 0.03, SHAPE_KNOTS, 1 },
		{ 0.045, SHAPE_STEPS, 2 }, { 0.02, SHAPE_KNOTS, 2 },
		{ 0.006, 2, 2 },
	};
	double	n = scale->n, all, column;
	int	i;

	column = num_log(1 + n) / 2;
	all = scale->fit.log_scale - (n - 1) / 2 *
	    num_log(scale->fit.squares) +
	    num_log(noise_prior(scale->noise, scale->view->samples));
	for (i = 0; i < WEIGH_KINDS; i++)
		scale->before[i] = all - kind[i].columns * column +
		    num_log(kind[i].prior / kind[i].members);
}

static void
noise_weigh(struct scale *scale)
{
	int	i;

	before_make(scale);
	scale->belief.level[scale->noise] = num_log(scale->fit.all);

	put(scale, WEIGH_FLAT, 0, 0, 0, 0, 0);
	put_one(scale, WEIGH_LINE, SHAPE_LINE);
	for (i = SHAPE_ONSET; i < SHAPE_STEP; i++) {
		if (shape_place(i) > 0.85)
			continue;
		put_one(scale, WEIGH_ONSET, i);
		put_two(scale, WEIGH_BEND, i, true);
		put_ramp(scale, i);
	}
	for (i = SHAPE_STEP; i < SHAPE_CURVE; i++) {
		put_one(scale, WEIGH_STEP, i);
		put_two(scale, WEIGH_STEP_LINE, i, false);
	}
	for (i = SHAPE_CURVE; i < SHAPE_COLUMNS; i++) {
		put_one(scale, WEIGH_CURVE, i);
		if (shape_full(i))
			put_two(scale, WEIGH_WARM, i, false);
	}
	put_steps(scale);
}

void
weigh(const struct view *view, struct weighing *weighing)
{
	double		shapes[VIEW_CELLS][SHAPE_COLUMNS];
	struct scale	scale;
	struct sieve	sieve;

	memset(weighing, 0, sizeof *weighing);
	scale.view = view;
	scale.n = view->n;
	belief_begin(&scale.belief);
	shape_make(view, shapes);
	for (scale.noise = 0; scale.noise < NOISES; scale.noise++) {
		sieve_make(view, &noise_kind[scale.noise], &sieve);
		fit_make(view, shapes, &sieve, &scale.fit);
		noise_weigh(&scale);
	}
	belief_end(&scale.belief, view->span, view->n, weighing);
}
