/* models.c: models of growth, compared by their evidence. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bursts.h"
#include "posterior.h"

/* One view under one noise. */
struct trial {
	const struct view	*view;
	const struct variant	*variant;
	int			 n, noise;
	struct fit		 fit;
	double			 log_prior[MODEL_KINDS];
	struct posterior	*posterior;
};

/*
 * Share of the squares that stays unexplained: by Zellner's prior, which never
 * lets a shape explain more than g / (g + 1) of what the nuisances leave.
 */
static double
trial_unexplained(const struct trial *trial, double explained)
{
	double	g = ZELLNER_G * trial->n;
	double	left = trial->fit.total_ss - trial->fit.nuisance_ss;

	return (left - explained * g / (g + 1)) / trial->fit.total_ss;
}

/* Completes the log evidence: .log_evidence so far is what is special. */
static void
model_add(struct trial *trial, struct model *model, double unexplained)
{
	double	half = (trial->n - 1) / 2.0;

	model->noise = trial->noise;
	model->log_evidence += trial->log_prior[model->kind];
	/* ln x > 1 - 1 / x: most models need no logarithm. */
	if (model->kind != MODEL_LINE && !posterior_counts(trial->posterior,
	    model->log_evidence + half * (1 / unexplained - 1)))
		return;
	model->log_evidence -= half * log(unexplained);
	posterior_add(trial->posterior, model);
}

/* variance: of the rate, under noise of 1; dof: columns. */
static void
model_put(struct trial *trial, enum model_kind kind, double place, int dof,
    double explained, double rate, double variance)
{
	struct model	model = { .kind = kind, .rate = rate,
			    .place = place };
	double		unexplained = trial_unexplained(trial, explained);
	double		left = trial->n - 1.0 - dof -
			    trial->variant->nuisance.n;

	model.variance = variance * unexplained * trial->fit.total_ss /
	    fmax(left, 2);
	model_add(trial, &model, unexplained);
}

static void
model_one(struct trial *trial, enum model_kind kind, int column)
{
	double	xx = trial->fit.xx[column], slope = 0;

	if (xx > 0)
		slope = trial->fit.xy[column] / xx;
	model_put(trial, kind, shape_place(column), 1, slope > 0 ?
	    slope * trial->fit.xy[column] : 0, slope, xx > 0 ? 1 / xx : 0);
}

/* A line and another column; together: the rate is the sum of both. */
static void
model_two(struct trial *trial, enum model_kind kind, int column,
    bool together)
{
	const struct fit	*fit = &trial->fit;
	double	aa = fit->xx[SHAPE_LINE], bb = fit->xx[column];
	double	ab = fit->x_line[column];
	double	ay = fit->xy[SHAPE_LINE], by = fit->xy[column];
	double	det = aa * bb - ab * ab, x, y, rate;

	if (!(det > 1e-9 * aa * bb))
		return;
	x = (ay * bb - by * ab) / det;
	y = (by * aa - ay * ab) / det;
	rate = together ? x + y : x;
	if (x <= 0 || rate <= 0 || (!together && y <= 0))
		return;
	model_put(trial, kind, shape_place(column), 2, x * ay + y * by, rate,
	    (together ? aa + bb - 2 * ab : bb) / det);
}

/* A line up to a knot, level from there on. */
static void
model_ramp(struct trial *trial, int knot)
{
	const struct fit	*fit = &trial->fit;
	double	xx = fit->xx[SHAPE_LINE] + fit->xx[knot] -
		    2 * fit->x_line[knot];
	double	xy = fit->xy[SHAPE_LINE] - fit->xy[knot];
	double	slope = xx > 0 ? xy / xx : 0;

	model_put(trial, MODEL_RAMP, shape_place(knot), 1,
	    slope > 0 ? slope * xy : 0, slope, 0);
}

/* Log of the number of ways to choose count of n. */
static double
log_choices(int n, int count)
{
	return lgamma(n + 1.0) - lgamma(count + 1.0) -
	    lgamma(n - count + 1.0);
}

/* Rises: they go on, come ever more seldom, or have been one step. */
static void
model_events(struct trial *trial, const struct events *events,
    double log_evidence, double unexplained)
{
	struct model	model = { .kind = MODEL_STEPS };

	model.log_evidence = log_evidence + events_ended_gain(events);
	model.place = events->time[events->n - 1];
	if (events->n == 1 || events->number < SINGLE_STEP) {
		model.kind = MODEL_STEP;
		model.rate = events->growth;
		model.log_evidence += trial->log_prior[MODEL_STEPS] -
		    trial->log_prior[MODEL_STEP];
	}
	model_add(trial, &model, unexplained);
	if (events->n < MIN_BURSTS || events->growth < BURST_QUANTA *
	    sqrt(12 * trial->view->least_variance))
		return;
	model = (struct model){ .kind = MODEL_BURSTS,
	    .log_evidence = log_evidence, .rate = events->growth,
	    .variance = events->squares, .gap_cv = events_gap_cv(events) };
	model_add(trial, &model, unexplained);
}

static void
model_bursts(struct trial *trial, const struct bursts *bursts, int count)
{
	double		unexplained, log_evidence;
	struct events	events;

	unexplained = trial_unexplained(trial, bursts->explained[count - 1]);
	/* All of one sign: one chance in two for each. */
	log_evidence = count * (log(2) - log(1.0 + trial->n) / 2) -
	    log_choices(trial->n - 1, count) - log(MAX_BURSTS);
	if (posterior_counts(trial->posterior, MAX_TIMES_GAIN +
	    log_evidence + trial->log_prior[MODEL_STEPS] -
	    (trial->n - 1) / 2.0 * log(unexplained)) &&
	    events_make(trial->view, bursts, count, &events))
		model_events(trial, &events, log_evidence, unexplained);
}

/* Bursts under two-component noise are also found under one component. */
static void
trial_bursts(struct trial *trial, const struct kalman *kalman)
{
	const struct noise	*noise = &noise_kind[trial->noise];
	struct bursts		 bursts;
	int			 i;

	if (noise->memory > 0 && noise->white > 0)
		return;
	bursts_find(trial->view, kalman, trial->fit.total_ss, &bursts);
	for (i = 2; i <= bursts.n; i++)
		model_bursts(trial, &bursts, i);
}

/*
 * The shifts are what there is: rises among them may go on.  Where falls give
 * most of them back, the curve is level between its shifts.
 */
static void
trial_shifts(struct trial *trial)
{
	const struct shifts	*shifts = trial->variant->shifts;
	struct events		 events;
	double			 unexplained = trial_unexplained(trial, 0);
	int			 i;

	memset(&events, 0, sizeof events);
	for (i = 0; i < shifts->n; i++)
		if (shifts->height[i] > 0)
			events_add(&events, trial->variant->shift_time[i],
			    shifts->height[i]);
	if (shifts->fall > SHIFT_NET * shifts->rise || events.n == 0) {
		model_put(trial, MODEL_FLAT, 0, 0, 0, 0, 0);
		return;
	}
	events_weigh(&events);
	model_events(trial, &events, 0, unexplained);
}

/* Prior probability of each kind, its number of members, its columns. */
static const struct {
	double	prior;
	int	members, columns;
} model_prior[MODEL_KINDS] = {
	{ 0.26, 1, 0 },
	{ 0.055, SHAPE_STEPS, 1 }, { 0.22, 1, 0 },
	{ 0.02, SHAPE_KNOTS, 1 }, { 0.035, SHAPE_CURVES, 1 },
	{ 0.1, 1, 1 }, { 0.04, SHAPE_KNOTS, 1 },
	{ 0.095, SHAPE_STEPS, 2 }, { 0.13, 1, 0 },
	{ 0.025, SHAPE_KNOTS, 2 }, { 0.02, 2, 2 },
};

static void
trial_priors(struct trial *trial)
{
	double	n = trial->n, common, column = log(1 + n) / 2;
	double	growth = log(noise_growth(trial->noise));
	int	k;

	common = trial->fit.log_common + trial->variant->log_prior -
	    (n - 1) / 2 * log(trial->fit.total_ss) +
	    log(noise_prior(trial->noise, trial->view->samples)) -
	    trial->variant->nuisance.n * column;
	for (k = 0; k < MODEL_KINDS; k++) {
		trial->log_prior[k] = common - model_prior[k].columns *
		    column + log(model_prior[k].prior /
		    model_prior[k].members);
		if (k != MODEL_FLAT)
			trial->log_prior[k] += growth;
	}
}

static void
trial_run(struct trial *trial, const struct kalman *kalman)
{
	bool	shifted = trial->variant->shifts != NULL;
	int	i;

	trial_priors(trial);
	if (shifted)
		trial_shifts(trial);
	else
		model_put(trial, MODEL_FLAT, 0, 0, 0, 0, 0);
	model_one(trial, MODEL_LINE, SHAPE_LINE);
	for (i = SHAPE_ONSET; i < SHAPE_STEP; i++) {
		if (shape_place(i) > LAST_KNOT)
			continue;
		model_one(trial, MODEL_ONSET, i);
		model_two(trial, MODEL_BEND, i, true);
		model_ramp(trial, i);
	}
	for (i = SHAPE_STEP; !shifted && i < SHAPE_CURVE; i++) {
		model_one(trial, MODEL_STEP, i);
		model_two(trial, MODEL_STEP_LINE, i, false);
	}
	for (i = SHAPE_CURVE; i < SHAPE_COLUMNS; i++) {
		model_one(trial, MODEL_CURVE, i);
		if (shape_full(i))
			model_two(trial, MODEL_WARM, i, false);
	}
	if (!shifted && trial->variant->nuisance.n == 0)
		trial_bursts(trial, kalman);
}

void
models_compare(const struct view *view, const struct variant *variant,
    int variants, struct models_room *room, struct comparison *comparison)
{
	struct posterior	posterior;
	struct trial		trial = { .view = view, .n = view->n,
				    .posterior = &posterior };
	struct kalman		kalman;
	struct fit		plain;
	int			v;

	memset(comparison, 0, sizeof *comparison);
	posterior_begin(&posterior);
	design_make(view, &room->design);
	for (trial.noise = 0; trial.noise < NOISES; trial.noise++) {
		kalman_make(view, &noise_kind[trial.noise], &kalman);
		fit_make(view, &kalman, &room->design, &plain);
		for (v = 0; v < variants; v++) {
			trial.variant = &variant[v];
			trial.fit = plain;
			fit_nuisances(view, &kalman, &variant[v].nuisance,
			    &room->design, &trial.fit);
			trial_run(&trial, &kalman);
		}
		posterior.log_mean_precision[trial.noise] =
		    log(plain.level_xx);
	}
	posterior_end(&posterior, view->span, view->n, comparison);
}
