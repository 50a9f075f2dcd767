/* weigh.c: which of the ways to grow, or not to, a curve bears out. */
#include <string.h>

#include "belief.h"
#include "events.h"
#include "fit.h"
#include <math.h>
#include "weigh.h"

/* Less growth than an allocator's grain is not worth to be told bit by bit. */
#define GRAIN 65536.0

/* However early, times make ended ones e to the power of this likelier. */
#define SELDOM 36.0

/* Three may be anything. */
#define EVENTS 4

/* One event with another of a seventh of it, counted by their squares. */
#define SINGLE 1.3

struct scale {
	const struct view	*view;
	int			 n, noise;
	struct fit		 fit;
	double			 before[WEIGH_KINDS];
	struct belief		 belief;
};

/* The share of squares that is left, once so much is explained. */
static double
left(const struct scale *scale, double explained)
{
	double	n = scale->n;

	return 1 - explained / scale->fit.squares * n / (n + 1);
}

/*
 * What is known of model but for what follows from these; weight: beforehand;
 * share: of squares, that it leaves.
 */
static void
put_model(struct scale *scale, struct model *model, double share)
{
	double	half = (scale->n - 1) / 2.0;

	model->noise = scale->noise;
	model->weight += scale->before[model->kind];
	/* ln x > 1 - 1 / x: most are out of it at once. */
	if (model->kind != WEIGH_LINE && !belief_counts(&scale->belief,
	    model->weight + half * (1 / share - 1)))
		return;
	model->weight -= half * log(share);
	belief_add(&scale->belief, model);
}

/* explained: squares; variance: of the rate, for noise of 1. */
static void
put(struct scale *scale, enum weigh_kind kind, int column, int columns,
    double explained, double rate, double variance)
{
	struct model	model = { .kind = kind, .rate = rate,
			    .place = shape_place(column) };
	double		share = left(scale, explained);

	model.variance = variance * (share * scale->fit.squares /
	    (scale->n - 1 - columns));
	put_model(scale, &model, share);
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

/* ln of how many ways there are to choose as many as that. */
static double
ways(int n, int count)
{
	double	product = 1;
	int	i;

	for (i = 0; i < count; i++)
		product *= (double)(n - i) / (i + 1);
	return log(product);
}

/* A step that fell between two cells, or besides which others are small. */
static void
single(const struct scale *scale, const struct events *events,
    struct model *model)
{
	model->kind = WEIGH_STEP;
	model->rate = events->growth;
	model->weight += scale->before[WEIGH_STEPS] -
	    scale->before[WEIGH_STEP];
}

/* Either they go on, or they come ever more seldom and have all but ended. */
static void
put_events(struct scale *scale, const struct bursts *bursts, int count)
{
	double		share = left(scale, bursts->explained[count - 1]);
	double		weight;
	struct events	events;
	struct model	model = { .kind = WEIGH_STEPS };

	/* That all go the same way has been one chance in two for each. */
	weight = count * (log(2) - log(1.0 + scale->n) / 2) -
	    ways(scale->n - 1, count) - log(BURSTS_MOST);
	if (!belief_counts(&scale->belief, SELDOM + weight +
	    scale->before[WEIGH_STEPS] - (scale->n - 1) / 2.0 *
	    log(share)) ||
	    !events_make(scale->view, bursts, count, &events))
		return;
	model.weight = weight + events_seldom(&events);
	model.place = events.time[events.n - 1];
	if (events.n == 1 || events.number < SINGLE)
		single(scale, &events, &model);
	put_model(scale, &model, share);
	if (events.n < EVENTS || events.growth < GRAIN)
		return;
	model = (struct model){ .kind = WEIGH_BURSTS, .weight = weight,
	    .rate = events.growth, .variance = events.squares,
	    .unevenness = events_unevenness(&events) };
	put_model(scale, &model, share);
}

/* Beside noise of two kinds, none are found that are not beside one. */
static void
put_bursts(struct scale *scale, const struct sieve *sieve)
{
	const struct noise	*noise = &noise_kind[scale->noise];
	struct bursts		 bursts;
	int			 i;

	if (noise->memory > 0 && noise->alone > 0)
		return;
	bursts_find(scale->view, sieve, scale->fit.squares, &bursts);
	for (i = 2; i <= bursts.n; i++)
		put_events(scale, &bursts, i);
}

/* ln of what is known of each kind before its shape is looked at. */
static void
before_make(struct scale *scale)
{
	static const struct {
		double	prior;
		int	members, columns;
	} kind[WEIGH_KINDS] = {
		{ 0.26, 1, 0 },
		{ 0.055, SHAPE_STEPS, 1 }, { 0.22, 1, 0 },
		{ 0.02, SHAPE_KNOTS, 1 }, { 0.035, SHAPE_CURVES, 1 },
		{ 0.1, 1, 1 }, { 0.04, SHAPE_KNOTS, 1 },
		{ 0.095, SHAPE_STEPS, 2 }, { 0.13, 1, 0 },
		{ 0.025, SHAPE_KNOTS, 2 }, { 0.02, 2, 2 },
	};
	double	n = scale->n, all, column;
	double	growth = log(noise_growth(scale->noise));
	int	i;

	column = log(1 + n) / 2;
	all = scale->fit.log_scale - (n - 1) / 2 *
	    log(scale->fit.squares) +
	    log(noise_prior(scale->noise, scale->view->samples));
	for (i = 0; i < WEIGH_KINDS; i++) {
		scale->before[i] = all - kind[i].columns * column +
		    log(kind[i].prior / kind[i].members);
		if (i != WEIGH_FLAT)
			scale->before[i] += growth;
	}
}

static void
noise_weigh(struct scale *scale, const struct sieve *sieve)
{
	int	i;

	before_make(scale);
	scale->belief.level[scale->noise] = log(scale->fit.all);

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
	put_bursts(scale, sieve);
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
		noise_weigh(&scale, &sieve);
	}
	belief_end(&scale.belief, view->span, view->n, weighing);
}
