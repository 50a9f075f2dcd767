/* belief.c: many models of one curve, each by its weight, made one. */
#include <string.h>

#include "belief.h"
#include <math.h>

/* Less than e^-10 of the likeliest makes no difference. */
#define NEGLIGIBLE 10.0
#define NOTHING -1e300
/* Odds beyond a million are no better known. */
#define SURE 1e-6

void
belief_begin(struct belief *belief)
{
	int	i;

	memset(belief, 0, sizeof *belief);
	belief->top = belief->line.top = belief->unevenness.top = NOTHING;
	for (i = 0; i < NOISES * WEIGH_KINDS; i++)
		belief->lasting[i / WEIGH_KINDS][i % WEIGH_KINDS].top =
		    NOTHING;
	for (i = 0; i < WEIGH_KINDS; i++)
		belief->share[i].top = belief->best[i].weight = NOTHING;
}

static void
moments_add(struct moments *moments, const struct model *model)
{
	double	share, weight = model->weight;

	if (weight < moments->top - NEGLIGIBLE)
		return;
	if (weight > moments->top) {
		share = exp(moments->top - weight);
		moments->all *= share;
		moments->mean *= share;
		moments->square *= share;
		moments->top = weight;
	}
	weight = exp(weight - moments->top);
	moments->all += weight;
	moments->mean += weight * model->rate;
	moments->square += weight * (model->rate * model->rate +
	    model->variance);
}

static void
unevenness_add(struct belief *belief, const struct model *model)
{
	struct model	uneven = { .weight = model->weight,
			    .rate = model->unevenness };

	moments_add(&belief->unevenness, &uneven);
}

bool
belief_counts(const struct belief *belief, double weight)
{
	return weight > belief->top - NEGLIGIBLE;
}

void
belief_add(struct belief *belief, const struct model *model)
{
	if (model->weight > belief->top)
		belief->top = model->weight;
	moments_add(&belief->share[model->kind], model);
	if (model->weight > belief->best[model->kind].weight)
		belief->best[model->kind] = *model;
	if (model->kind == WEIGH_LINE)
		moments_add(&belief->line, model);
	if (model->kind == WEIGH_BURSTS)
		unevenness_add(belief, model);
	if (model->kind >= WEIGH_LINE)
		moments_add(&belief->lasting[model->noise][model->kind],
		    model);
}

static double
top_of(const struct moments *moments, int n)
{
	double	top = moments[0].top;
	int	i;

	for (i = 1; i < n; i++)
		if (moments[i].top > top)
			top = moments[i].top;
	return top;
}

static double
share_of(const struct moments *moments, double top)
{
	return exp(moments->top - top) * moments->all;
}

static double
mean_of(const struct moments *moments)
{
	return moments->mean / moments->all;
}

/* Of Student's t, the variance is that much more than the square of its unit. */
static double
deviation_of(const struct moments *moments, int n)
{
	double	mean = mean_of(moments);

	return sqrt(fmax(0, moments->square / moments->all - mean * mean) *
	    (n - 2) / (n - 4)) + 1e-9;
}

/*
 * Of one kind of growth, under the noise with which the curve is likeliest,
 * level and all, whatever was thought before: that a walk is feared makes a
 * verdict late, it need not blur a rate.
 */
static const struct moments *
likeliest(const struct belief *belief, enum weigh_kind kind)
{
	const struct moments	*best = &belief->lasting[0][kind];
	double			 weight, most = NOTHING;
	int			 i;

	for (i = 0; i < NOISES; i++) {
		weight = belief->lasting[i][kind].top -
		    log(noise_kind[i].prior) + belief->level[i] / 2;
		if (weight > most) {
			best = &belief->lasting[i][kind];
			most = weight;
		}
	}
	return best;
}

static double
log_odds(double share)
{
	return log((share + SURE) / (1 - share + SURE));
}

static void
shares(const struct belief *belief, struct weighing *weighing)
{
	double	top = top_of(belief->share, WEIGH_KINDS), all = 0;
	double	flat;
	int	i;

	for (i = 0; i < WEIGH_KINDS; i++) {
		weighing->share[i] = share_of(&belief->share[i], top);
		all += weighing->share[i];
	}
	for (i = 0; i < WEIGH_KINDS; i++) {
		weighing->share[i] /= all;
		if (i >= WEIGH_LINE)
			weighing->on += weighing->share[i];
	}
	flat = weighing->share[WEIGH_FLAT];
	weighing->odds = log_odds(weighing->on);
	weighing->moving = flat > SURE ? -log_odds(flat) : top -
	    belief->share[WEIGH_FLAT].top;
}

static const struct model *
best_of(const struct belief *belief, int first, int end)
{
	const struct model	*best = &belief->best[first];
	int			 i;

	for (i = first + 1; i < end; i++)
		if (belief->best[i].weight > best->weight)
			best = &belief->best[i];
	return best;
}

void
belief_end(const struct belief *belief, double span, int n,
    struct weighing *weighing)
{
	const struct model	*leak, *step = &belief->best[WEIGH_STEP];
	const struct moments	*lasting;
	double			 half;

	shares(belief, weighing);
	leak = best_of(belief, WEIGH_LINE, WEIGH_KINDS);
	lasting = likeliest(belief, leak->kind);
	weighing->rate = mean_of(lasting) / span;
	half = 1.96 * deviation_of(lasting, n) / span;
	weighing->low = weighing->rate - half;
	weighing->high = weighing->rate + half;
	weighing->drift = mean_of(&belief->line) / span;
	weighing->most = weighing->drift +
	    1.645 * deviation_of(&belief->line, n) / span;
	weighing->since = leak->kind == WEIGH_ONSET ? leak->place : 0;
	weighing->unevenness = belief->unevenness.all > 0 ?
	    mean_of(&belief->unevenness) : 0;
	weighing->step = step->rate;
	weighing->step_place = step->place;
	weighing->level = best_of(belief, WEIGH_STEP, WEIGH_LINE)->place;
}
