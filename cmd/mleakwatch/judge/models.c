/* models.c: models of growth, compared by their evidence. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bursts.h"
#include "posterior.h"

/* A view under one noise, with the columns of one variant. */
struct trial {
	const struct view	*view;
	const struct variant	*variant;
	const struct fits	*fits;
	const struct burst_start *start;
	const double		*log_bursts;	/* prior of so many */
	int			 n, noise;
	double			 total_ss;
	double			 left;	/* of it, by the nuisances */
	const double		*xy;
	const struct inverses	*inverses;
	double			(*explained)[SHAPE_COLUMNS];	/* by ways */
	double			 log_prior[MODEL_KINDS];
	double			 log_left;	/* evidence of the latter */
	/* Zellner's prior: what a member explains, and leaves at least. */
	double			 scale, least;
	/* Rises of the variant: the logarithms that they end, and go on. */
	double			 ended, going;
	struct events		 events;
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

	return (trial->left - explained * g / (g + 1)) / trial->total_ss;
}

/* Completes the log evidence: .log_evidence so far is what is special. */
static void
model_add(struct trial *trial, struct model *model, double unexplained)
{
	double	half = (trial->n - 1) / 2.0;

	model->noise = trial->noise;
	model->log_evidence += trial->log_prior[model->kind];
	/* ln x > 1 - 1 / x: most models need no logarithm. */
	if (!posterior_counts(trial->posterior,
	    model->log_evidence + half * (1 / unexplained - 1)))
		return;
	model->log_evidence -= half * log(unexplained);
	posterior_add(trial->posterior, model);
}

/* --- models that are columns of the regression --- */

/* Squares that each column explains, in each way; 0: it is no model. */
static void
trial_explain(const struct trial *trial)
{
	const struct inverses	*inverses = trial->inverses;
	double	(*restrict explained)[SHAPE_COLUMNS] = trial->explained;
	double	ay = trial->xy[SHAPE_LINE], by, end, x, y, both;
	int	c;

	for (c = 0; c < SHAPE_COLUMNS; c++)
		explained[WAY_ALONE][c] = most_of(trial->xy[c], 0) *
		    trial->xy[c] * inverses->one[c];
	for (c = SHAPE_ONSET; c < SHAPE_STEP; c++) {
		end = ay - trial->xy[c];
		explained[WAY_RAMP][c] = most_of(end, 0) * end *
		    inverses->ramp[c];
	}
	for (c = SHAPE_ONSET; c < SHAPE_COLUMNS; c++) {
		by = trial->xy[c];
		x = ay * inverses->line[c] - by * inverses->both[c];
		y = by * inverses->other[c] - ay * inverses->both[c];
		both = x * ay + y * by;
		explained[WAY_BEND][c] = least_of(x, x + y) > 0 ? both : 0;
		explained[WAY_BESIDE][c] = least_of(x, y) > 0 ? both : 0;
	}
}

/* Models of a kind, abreast. */
struct members {
	int		n;
	const double	*explained;
	double		rate[SHAPE_COLUMNS];
	double		variance[SHAPE_COLUMNS];	/* under noise of 1 */
	double		rest[SHAPE_COLUMNS];	/* share left unexplained */
	double		weight[SHAPE_COLUMNS];	/* 0: there is no such one */
};

/* A column alone, or a line up to a knot and level from there on. */
static void
members_one(const struct trial *trial, enum way way, int first,
    struct members *restrict members)
{
	const double	*xy = trial->xy + first;
	const double	*one = (way == WAY_RAMP ? trial->inverses->ramp :
			    trial->inverses->one) + first;
	double		 ay = way == WAY_RAMP ? trial->xy[SHAPE_LINE] : 0;
	double		 sign = way == WAY_RAMP ? -1 : 1;
	int		 i;

	for (i = 0; i < members->n; i++) {
		members->rate[i] = (ay + sign * xy[i]) * one[i];
		members->variance[i] = way == WAY_RAMP ? 0 : one[i];
		members->weight[i] = 1;
	}
}

/* A line and another column; of a bend, the rate is the sum of both. */
static void
members_two(const struct trial *trial, enum way way, int first,
    struct members *restrict members)
{
	const struct inverses	*inverses = trial->inverses;
	const double		*line = inverses->line + first;
	const double		*both = inverses->both + first;
	const double		*other = inverses->other + first;
	const double		*xy = trial->xy + first;
	double			 ay = trial->xy[SHAPE_LINE], x, y;
	double			 bend = way == WAY_BEND ? 1 : 0;
	int			 i;

	for (i = 0; i < members->n; i++) {
		x = ay * line[i] - xy[i] * both[i];
		y = xy[i] * other[i] - ay * both[i];
		members->rate[i] = x + bend * y;
		members->variance[i] = line[i] + bend *
		    (other[i] - 2 * both[i]);
		members->weight[i] = members->explained[i] > 0 ? 1 : 0;
	}
}

/* The share that a member leaves of what the nuisances left. */
static double
members_left(const struct trial *trial, double explained)
{
	double	left = 1 - explained * trial->scale;

	return left > trial->least ? left : trial->least;
}

/*
 * The likelihood of each, by that of one that explains nothing.  There is room
 * behind the last one, so that two are taken at a time.
 */
static void
members_weigh(const struct trial *trial, struct members *members)
{
	lane_pair	power, weight;
	double		*left = members->rest;
	int		i, n;

	for (i = 0; i < members->n; i++)
		left[i] = members_left(trial, members->explained[i]);
	left[i] = members->weight[i] = 1;
	for (i = 0; i < members->n; i += 2) {
		power = PAIR_OF(1.0) / *pairs_of(left + i);
		weight = *pairs_of(members->weight + i);
		if ((trial->n - 1) % 2 == 1)
			weight *= (lane_pair){ sqrt(power[0]),
			    sqrt(power[1]) };
		for (n = (trial->n - 1) / 2; n > 0; n /= 2) {
			if (n % 2 == 1)
				weight *= power;
			power *= power;
		}
		*pairs_in(members->weight + i) = weight;
	}
	for (i = 0; i < members->n; i++)
		members->rest[i] = 1 - members->explained[i] / trial->left;
}

/* The most that any explains. */
static double
members_most(const double *explained, int n)
{
	double	even = 0, odd = 0;
	int	i;

	for (i = 0; i < n - 1; i += 2) {
		even = most_of(even, explained[i]);
		odd = most_of(odd, explained[i + 1]);
	}
	return most_of(most_of(even, odd), explained[n - 1]);
}

/* Completes the log evidence of a member that may make a difference. */
static bool
member_counts(const struct trial *trial, double explained,
    struct model *member)
{
	double	half = (trial->n - 1) / 2.0;
	double	left = members_left(trial, explained);

	/* ln x > 1 - 1 / x: most models need no logarithm. */
	if (member->kind != MODEL_LINE && !posterior_counts(trial->posterior,
	    member->log_evidence + half * (1 / left - 1)))
		return false;
	member->log_evidence -= half * log(left);
	return member->kind == MODEL_LINE ||
	    posterior_counts(trial->posterior, member->log_evidence);
}

/*
 * The likelihood of the noise, growth taken out (REML): by what one member
 * leaves of the curve, of which Zellner's prior counts a share of the growth.
 */
static double
members_noise(const struct trial *trial, const struct members *members,
    int at, double freedom)
{
	return trial->fits->design->log_common[trial->noise] +
	    (log(members->variance[at]) - freedom * log(trial->left *
	    fmax(members->rest[at], TINY_REST))) / 2;
}

/* Sums over the members. */
static struct moments
members_moments(const struct members *members, double noise)
{
	struct moments	moments = { 0, 0, 0 };
	double		rate;
	int		i;

	for (i = 0; i < members->n; i++) {
		rate = members->rate[i];
		moments.sum += members->weight[i];
		moments.mean += members->weight[i] * rate;
		moments.square += members->weight[i] * (rate * rate +
		    members->variance[i] * members->rest[i] * noise);
	}
	return moments;
}

/*
 * Growth beside rises may have ended while they go on: a warm-up, then
 * stairs.  Takes the share of that from the models of a kind.
 */
static void
trial_going(struct trial *trial, struct model *best,
    const struct moments *moments, double most)
{
	const struct events	*events = &trial->events;
	double			 rate = events->growth;
	struct model		 going = *best;
	struct moments		 rises;

	best->log_evidence += trial->ended;
	going.log_evidence += trial->going;
	if (events->n == 0 ||
	    !posterior_counts(trial->posterior, going.log_evidence))
		return;
	going.kind = MODEL_BURSTS;
	going.rate = rate;
	going.gap_cv = events_gap_cv(events);
	going.log_likelihood = trial->fits->design->log_common[trial->noise] -
	    (trial->n - 1) / 2.0 * log(trial->left);
	rises = (struct moments){ moments->sum, moments->sum * rate,
	    moments->sum * (rate * rate + events->squares) };
	posterior_join(trial->posterior, &going, &rises, most);
}

/* Puts models of a kind into the posterior, if any makes a difference. */
static void
trial_kind(struct trial *trial, enum model_kind kind, enum way way,
    int first, int count)
{
	struct model	best = { .kind = kind, .noise = trial->noise };
	const double	*explained = trial->explained[way] + first;
	struct members	members;
	struct moments	moments;
	double		most = members_most(explained, count);
	double		freedom = trial->n - 1.0 -
			    trial->variant->nuisance.n;
	int		at = 0;

	best.log_evidence = trial->log_prior[kind] + trial->log_left;
	if ((way >= WAY_BEND && !(most > 0)) ||
	    !member_counts(trial, most, &best))
		return;
	members.n = count;
	members.explained = explained;
	if (way >= WAY_BEND)
		members_two(trial, way, first, &members);
	else
		members_one(trial, way, first, &members);
	while (explained[at] < most)
		at++;
	members_weigh(trial, &members);
	freedom = fmax(freedom - (way >= WAY_BEND ? 2 : 1), 2);
	moments = members_moments(&members, trial->left / freedom);
	best.rate = members.rate[at];
	best.place = shape_place(first + at);
	if (kind < MODEL_LINE)
		trial_going(trial, &best, &moments, members.weight[at]);
	if (kind >= MODEL_LINE)
		best.log_likelihood = members_noise(trial, &members, at,
		    freedom);
	posterior_join(trial->posterior, &best, &moments,
	    members.weight[at]);
}

/* lgamma(3) writes the sign into a variable that all threads share. */
static double
log_factorial(int n)
{
	int	sign;

	return lgamma_r(n + 1.0, &sign);
}

double
log_choices(int n, int count)
{
	return log_factorial(n) - log_factorial(count) -
	    log_factorial(n - count);
}

/* Rises enough to go on, beyond the grain of the values. */
static bool
events_stairs(const struct trial *trial, const struct events *events)
{
	return events->n >= MIN_BURSTS && events->growth >= BURST_QUANTA *
	    sqrt(12 * trial->view->least_variance);
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
	if (!events_stairs(trial, events))
		return;
	model = (struct model){ .kind = MODEL_BURSTS,
	    .log_evidence = log_evidence, .rate = events->growth,
	    .variance = events->squares, .gap_cv = events_gap_cv(events) };
	model.log_likelihood = trial->fits->design->log_common[trial->noise] -
	    (trial->n - 1) / 2.0 * log(unexplained * trial->total_ss);
	model_add(trial, &model, unexplained);
}

static void
model_bursts(struct trial *trial, const struct bursts *bursts, int count)
{
	double		unexplained;
	double		log_evidence = trial->log_bursts[count];
	struct events	events;

	unexplained = trial_unexplained(trial, bursts->explained[count - 1]);
	if (posterior_counts(trial->posterior, MAX_TIMES_GAIN +
	    log_evidence + trial->log_prior[MODEL_STEPS] -
	    (trial->n - 1) / 2.0 * log(unexplained)) &&
	    events_make(trial->view, bursts, count, &events))
		model_events(trial, &events, log_evidence, unexplained);
}

/* Bursts under two-component noise are also found under one component. */
static void
trial_bursts(struct trial *trial)
{
	double		xy[MEAN_CELLS];
	struct bursts	bursts;
	int		i;

	if (!noise_alone(trial->noise))
		return;
	for (i = 0; i < trial->n; i++)
		xy[i] = trial->fits->products.step[i][trial->noise];
	bursts_find(trial->start, xy, trial->total_ss, &bursts);
	for (i = 2; i <= bursts.n; i++)
		model_bursts(trial, &bursts, i);
}

static void
trial_flat(struct trial *trial)
{
	struct model	model = { .kind = MODEL_FLAT };

	model_add(trial, &model, trial_unexplained(trial, 0));
}

/*
 * The odds that rises end, as for those that stand alone.  Uneven ones that
 * come to fewer tell nothing beside other growth.
 */
static void
trial_share(struct trial *trial, const struct events *events)
{
	double	ended;

	if (!events_stairs(trial, events) || events->number < MIN_BURSTS)
		return;
	ended = events_ended_gain(events) + trial->log_prior[MODEL_STEPS] -
	    trial->log_prior[MODEL_BURSTS];
	trial->events = *events;
	trial->going = -log1p(exp(ended));
	trial->ended = ended + trial->going;
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
		trial_flat(trial);
		return;
	}
	events_weigh(&events);
	model_events(trial, &events, 0, unexplained);
	trial_share(trial, &events);
}

/* Prior probability of each kind, its number of members, its columns. */
static const struct {
	double	prior;
	int	members, columns;
} model_prior[MODEL_KINDS] = {
	{ 0.49, 1, 0 },
	{ 0.034, SHAPE_STEPS, 1 }, { 0.114, 1, 0 },
	{ 0.011, SHAPE_KNOTS, 1 }, { 0.024, SHAPE_CURVES, 1 },
	{ 0.039, 1, 1 }, { 0.025, SHAPE_KNOTS, 1 },
	{ 0.074, SHAPE_STEPS, 2 }, { 0.149, 1, 0 },
	{ 0.028, SHAPE_KNOTS, 2 }, { 0.012, 2, 2 },
};

static void
trial_priors(const struct models_priors *priors, double column,
    struct trial *trial)
{
	double	g = ZELLNER_G * trial->n;
	double	n = trial->n, common;
	double	growth = priors->growth[trial->noise];
	int	k;

	common = trial->fits->design->log_common[trial->noise] +
	    trial->variant->log_prior -
	    (n - 1) / 2 * log(trial->total_ss) +
	    priors->noise[trial->noise] -
	    trial->variant->nuisance.n * column;
	for (k = 0; k < MODEL_KINDS; k++) {
		trial->log_prior[k] = common - model_prior[k].columns *
		    column + priors->kind[k];
		if (k != MODEL_FLAT)
			trial->log_prior[k] += growth;
	}
	trial->log_left = 0;
	if (trial->left < trial->total_ss)
		trial->log_left = -(n - 1) / 2 *
		    log(trial->left / trial->total_ss);
	trial->scale = g / (g + 1) / trial->left;
	trial->least = 1 / (g + 1);
}

/* False where the nuisances leave nothing. */
static bool
trial_begin(const struct variant *variant, int noise,
    const struct models_room *room, double column, struct trial *trial)
{
	const struct fits		*fits = &room->fits;
	const struct nuisance_fits	*with = &room->with;

	trial->variant = variant;
	trial->noise = noise;
	trial->left = trial->total_ss = fits->total_ss[noise];
	trial->xy = fits->xy[noise];
	trial->inverses = &fits->design->inverses[noise];
	if (variant->nuisance.n > 0) {
		trial->left -= with->ss[noise];
		trial->xy = with->xy[noise];
		trial->inverses = &with->inverses[noise];
	}
	if (!(trial->left > 0))
		return false;
	trial_priors(&room->priors, column, trial);
	return true;
}

/* Flat and straight first: most others prove not worth their logarithms. */
static void
trial_first(struct trial *trial)
{
	if (trial->variant->shifts != NULL)
		trial_shifts(trial);
	else
		trial_flat(trial);
	trial_explain(trial);
	trial_kind(trial, MODEL_LINE, WAY_ALONE, SHAPE_LINE, 1);
}

static void
trial_run(struct trial *trial)
{
	bool	shifted = trial->variant->shifts != NULL;
	int	knots = trial->fits->design->knots, i;

	trial_kind(trial, MODEL_ONSET, WAY_ALONE, SHAPE_ONSET, knots);
	trial_kind(trial, MODEL_BEND, WAY_BEND, SHAPE_ONSET, knots);
	trial_kind(trial, MODEL_RAMP, WAY_RAMP, SHAPE_ONSET, knots);
	if (!shifted) {
		trial_kind(trial, MODEL_STEP, WAY_ALONE, SHAPE_STEP,
		    SHAPE_STEPS);
		trial_kind(trial, MODEL_STEP_LINE, WAY_BESIDE, SHAPE_STEP,
		    SHAPE_STEPS);
	}
	trial_kind(trial, MODEL_CURVE, WAY_ALONE, SHAPE_CURVE, SHAPE_CURVES);
	for (i = SHAPE_CURVE; i < SHAPE_COLUMNS; i++)
		if (shape_full(i))
			trial_kind(trial, MODEL_WARM, WAY_BESIDE, i, 1);
	if (!shifted && trial->variant->nuisance.n == 0)
		trial_bursts(trial);
}

static void
priors_make(struct models_priors *priors)
{
	int	k;

	for (k = 0; k < MODEL_KINDS; k++)
		priors->kind[k] = log(model_prior[k].prior /
		    model_prior[k].members);
	for (k = 0; k < NOISES; k++) {
		priors->noise[k] = log(noise_kind[k].prior);
		priors->growth[k] = log(noise_growth(k));
	}
}

/* All of one sign: one chance in two for each. */
static void
log_bursts(int n, double log_prior[MAX_BURSTS + 1])
{
	int	count;

	for (count = 0; count <= MAX_BURSTS && count < n; count++)
		log_prior[count] = count * (log(2) - log(1.0 + n) / 2) -
		    log_choices(n - 1, count) - log(MAX_BURSTS);
}

/* Compares the models of one variant under all noises. */
static void
models_try(const struct view *view, const struct variant *variant,
    struct models_room *room, int which, struct posterior *posterior)
{
	struct trial	trial[NOISES];
	double		column = log(1.0 + view->n) / 2;
	int		k, count = 0;

	if (variant->nuisance.n > 0)
		fits_nuisances(&room->fits, &variant->nuisance, &room->with);
	for (k = 0; k < NOISES; k++) {
		trial[count] = (struct trial){ .view = view, .n = view->n,
		    .fits = &room->fits, .start = &room->start[k],
		    .log_bursts = room->log_bursts[which],
		    .explained = room->explained[k],
		    .posterior = posterior };
		count += trial_begin(variant, k, room, column,
		    &trial[count]);
	}
	for (k = 0; k < count; k++)
		trial_first(&trial[k]);
	for (k = 0; k < count; k++)
		trial_run(&trial[k]);
}

/* Do all values stand still?  Then nothing but the cells decides. */
static bool
models_still(const struct view *view, const struct variant *variant,
    int variants)
{
	int	i;

	for (i = 0; i < view->n; i++)
		if (view->value[i] < 0 || view->value[i] > 0)
			return false;
	return variants == 1 && variant->nuisance.n == 0 &&
	    variant->shifts == NULL && view->least_variance > 0;
}

/* A comparison of the same cells without movement; rates by the quantum. */
static void
still_take(const struct models_still *still, double least_variance,
    struct comparison *comparison)
{
	double	scale = sqrt(least_variance / still->least_variance);

	*comparison = still->comparison;
	comparison->rate *= scale;
	comparison->rate_low *= scale;
	comparison->rate_high *= scale;
	comparison->drift *= scale;
	comparison->drift_error *= scale;
}

void
models_compare(const struct view *view, const struct variant *variant,
    int variants, struct models_room *room, int which,
    struct comparison *comparison)
{
	struct design		*design = &room->design[which];
	struct models_still	*still = &room->still[which];
	struct posterior	 posterior;
	bool			 stands = models_still(view, variant, variants);
	int			 i;

	if (!design_fits(design, view)) {
		design_make(view, room->shape, design);
		for (i = 0; i < NOISES; i++)
			if (noise_alone(i))
				bursts_start(&design->kalman[i], view->n,
				    &room->burst[which][i]);
		log_bursts(view->n, room->log_bursts[which]);
		still->samples = 0;
	}
	room->start = room->burst[which];
	if (!(room->priors.noise[0] < 0))
		priors_make(&room->priors);
	if (stands && !(still->samples < view->samples) &&
	    !(still->samples > view->samples)) {
		still_take(still, view->least_variance, comparison);
		return;
	}
	memset(comparison, 0, sizeof *comparison);
	posterior_begin(&posterior);
	fits_make(view, design, &room->fits);
	for (i = 0; i < variants; i++)
		models_try(view, &variant[i], room, which, &posterior);
	posterior_end(&posterior, view->span, view->n, comparison);
	if (stands)
		*still = (struct models_still){ view->samples,
		    view->least_variance, *comparison };
}
