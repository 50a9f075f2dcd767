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
			posterior->rate[i][k].top = NO_EVIDENCE;
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
		weight = exp(into->top - log_evidence);
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

	posterior->top = fmax(posterior->top, log_evidence);
	moments_add(&posterior->kind[best->kind], log_evidence, moments,
	    factor);
	if (log_evidence > posterior->best[best->kind].log_evidence)
		posterior->best[best->kind] = *best;
	if (best->kind == MODEL_LINE)
		moments_add(&posterior->line, log_evidence, moments, factor);
	if (best->kind >= MODEL_LINE)
		moments_add(&posterior->rate[best->noise][best->kind],
		    log_evidence, moments, factor);
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
 * The rate of one kind of growth under the noise of highest likelihood,
 * without the prior of the noise.  The prior favours random walks to avoid
 * false alarms; it should not widen the interval of the rate.
 */
static const struct weighted_moments *
posterior_rate(const struct posterior *posterior, enum model_kind kind)
{
	const struct weighted_moments	*best = &posterior->rate[0][kind];
	double				 here, most = NO_EVIDENCE;
	int				 i;

	for (i = 0; i < NOISES; i++) {
		if (!(posterior->rate[i][kind].sum > 0))
			continue;
		here = posterior->rate[i][kind].top -
		    log(noise_kind[i].prior) +
		    posterior->log_mean_precision[i] / 2;
		if (here > most) {
			best = &posterior->rate[i][kind];
			most = here;
		}
	}
	return best;
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
	const struct weighted_moments	*rate;
	double				 half;

	posterior_probabilities(posterior, comparison);
	growing = posterior_best(posterior, MODEL_LINE, MODEL_KINDS);
	step = &posterior->best[MODEL_STEP];
	comparison->growing = growing->kind;
	rate = posterior_rate(posterior, growing->kind);
	comparison->rate = moments_mean(rate) / span;
	half = 1.96 * moments_deviation(rate, n) / span;
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
