/* posterior.c: many models of one curve, averaged by their evidence. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "posterior.h"

#define NO_EVIDENCE -1e300

void
posterior_begin(struct posterior *posterior)
{
	int	i, k;

	memset(posterior, 0, sizeof *posterior);
	posterior->top = posterior->line.top = posterior->gap_cv.top =
	    NO_EVIDENCE;
	for (k = 0; k < MODEL_KINDS; k++) {
		posterior->kind[k].top = NO_EVIDENCE;
		posterior->best[k].log_evidence = NO_EVIDENCE;
		for (i = 0; i < NOISES; i++)
			posterior->rate[i][k].top =
			    posterior->log_likelihood[i][k] = NO_EVIDENCE;
	}
}

/* factor: of each weight, so that the greatest is 1. */
static void
moments_add(struct weighted_moments *into, double log_evidence,
    const struct moments *moments, double factor)
{
	double	weight;

	if (log_evidence < into->top - NEGLIGIBLE)
		return;
	if (log_evidence > into->top) {
		weight = into->sum > 0 ? exp(into->top - log_evidence) : 0;
		into->sum *= weight;
		into->mean *= weight;
		into->square *= weight;
		into->top = log_evidence;
	} else
		factor *= exp(log_evidence - into->top);
	into->sum += factor * moments->sum;
	into->mean += factor * moments->mean;
	into->square += factor * moments->square;
}

bool
posterior_counts(const struct posterior *posterior, double log_evidence)
{
	return log_evidence > posterior->top - NEGLIGIBLE;
}

void
posterior_join(struct posterior *posterior, const struct model *best,
    const struct moments *moments, double most)
{
	double	log_evidence = best->log_evidence, factor = 1 / most;
	double	*likelihood;

	posterior->top = fmax(posterior->top, log_evidence);
	moments_add(&posterior->kind[best->kind], log_evidence, moments,
	    factor);
	if (log_evidence > posterior->best[best->kind].log_evidence)
		posterior->best[best->kind] = *best;
	if (best->kind == MODEL_LINE)
		moments_add(&posterior->line, log_evidence, moments, factor);
	if (best->kind < MODEL_LINE)
		return;
	moments_add(&posterior->rate[best->noise][best->kind],
	    log_evidence, moments, factor);
	likelihood = &posterior->log_likelihood[best->noise][best->kind];
	*likelihood = fmax(*likelihood, best->log_likelihood);
}

/* A model of which there is one alone. */
static struct moments
moments_of(double value, double variance)
{
	return (struct moments){ 1, value, value * value + variance };
}

void
posterior_add(struct posterior *posterior, const struct model *model)
{
	struct moments	moments = moments_of(model->rate, model->variance);

	posterior_join(posterior, model, &moments, 1);
	if (model->kind != MODEL_BURSTS)
		return;
	moments = moments_of(model->gap_cv, 0);
	moments_add(&posterior->gap_cv, model->log_evidence, &moments, 1);
}

static double
moments_mean(const struct weighted_moments *moments)
{
	return moments->sum > 0 ? moments->mean / moments->sum : 0;
}

/* The variance of Student's t with n - 2 degrees of freedom. */
static double
moments_deviation(const struct weighted_moments *moments, int n)
{
	double	mean = moments_mean(moments);

	return sqrt(fmax(0, moments->square / moments->sum - mean * mean) *
	    (n - 2) / (n - 4));
}

/*
 * The rate of one kind of growth, averaged over the noises by what the growth
 * leaves of the curve.  The prior of the noise, and that of growth beside it,
 * avoid false alarms; they should not widen the interval of the rate.
 */
static void
posterior_rate(const struct posterior *posterior, enum model_kind kind,
    struct weighted_moments *all)
{
	const struct weighted_moments	*one;
	struct moments			 moments;
	int				 i;

	*all = (struct weighted_moments){ .top = NO_EVIDENCE };
	for (i = 0; i < NOISES; i++) {
		one = &posterior->rate[i][kind];
		if (!(one->sum > 0))
			continue;
		moments = (struct moments){ one->sum, one->mean, one->square };
		moments_add(all, posterior->log_likelihood[i][kind], &moments,
		    1 / one->sum);
	}
}

static double
posterior_log_odds(double probability)
{
	return log((probability + CERTAIN) / (1 - probability + CERTAIN));
}

static void
posterior_probabilities(const struct posterior *posterior,
    struct comparison *comparison)
{
	double	*probability = comparison->probability, sum = 0;
	int	k;

	for (k = 0; k < MODEL_KINDS; k++) {
		if (posterior->kind[k].sum > 0)
			probability[k] = posterior->kind[k].sum *
			    exp(posterior->kind[k].top - posterior->top);
		sum += probability[k];
	}
	for (k = 0; k < MODEL_KINDS; k++) {
		probability[k] /= sum;
		if (k >= MODEL_LINE)
			comparison->p_growing += probability[k];
	}
	comparison->log_odds_growing =
	    posterior_log_odds(comparison->p_growing);
	comparison->log_odds_moving = probability[MODEL_FLAT] > CERTAIN ?
	    -posterior_log_odds(probability[MODEL_FLAT]) :
	    posterior->top - posterior->kind[MODEL_FLAT].top;
}

static const struct model *
posterior_best(const struct posterior *posterior, int first, int end)
{
	const struct model	*best = &posterior->best[first];
	int			 k;

	for (k = first + 1; k < end; k++)
		if (posterior->best[k].log_evidence > best->log_evidence)
			best = &posterior->best[k];
	return best;
}

void
posterior_end(const struct posterior *posterior, double span, int n,
    struct comparison *comparison)
{
	const struct model		*growing, *step;
	struct weighted_moments		 rate;
	double				 half;

	posterior_probabilities(posterior, comparison);
	growing = posterior_best(posterior, MODEL_LINE, MODEL_KINDS);
	step = &posterior->best[MODEL_STEP];
	comparison->growing = growing->kind;
	posterior_rate(posterior, growing->kind, &rate);
	comparison->rate = moments_mean(&rate) / span;
	half = RATE_DEVIATIONS * moments_deviation(&rate, n) / span;
	comparison->rate_low = comparison->rate - half;
	comparison->rate_high = comparison->rate + half;
	comparison->drift = moments_mean(&posterior->line) / span;
	comparison->drift_error = moments_deviation(&posterior->line, n) /
	    span;
	comparison->since = growing->place;
	comparison->gap_cv = moments_mean(&posterior->gap_cv);
	comparison->step = step->rate;
	comparison->step_place = step->place;
}
