/* posterior.h: many models of one curve, averaged by their evidence. */
/* SPDX-License-Identifier: MIT */
#ifndef POSTERIOR_H
#define POSTERIOR_H

#include "models.h"

/* Moments of what models say, summed by exp(log evidence - top). */
struct weighted_moments {
	double	top, sum, mean, square;
};

struct model {
	double		log_evidence;	/* prior and likelihood */
	double		rate, variance;	/* by span */
	double		log_likelihood;	/* of the noise, if it grows on */
	double		place;		/* 0 to 1: growth begins or ends */
	double		gap_cv;		/* of bursts */
	enum model_kind	kind;
	int		noise;
};

struct posterior {
	double			top;	/* greatest log evidence */
	struct weighted_moments	kind[MODEL_KINDS];
	struct weighted_moments	rate[NOISES][MODEL_KINDS];
	double			log_likelihood[NOISES][MODEL_KINDS];
	struct weighted_moments	line;	/* of lines of either sign */
	struct weighted_moments	gap_cv;
	struct model		best[MODEL_KINDS];
};

void	posterior_begin(struct posterior *posterior);
/* Can a model of at most this evidence make a difference? */
bool	posterior_counts(const struct posterior *posterior,
	    double log_evidence);
void	posterior_add(struct posterior *posterior, const struct model *model);
/* Sums over models, by weights that are likelihoods times any figure. */
struct moments {
	double	sum, mean, square;
};
/*
 * Adds models of one kind and noise.  best: the likeliest of them, whose
 * weight is most.
 */
void	posterior_join(struct posterior *posterior, const struct model *best,
	    const struct moments *moments, double most);
/* span: seconds; n: cells. */
void	posterior_end(const struct posterior *posterior, double span, int n,
	    struct comparison *comparison);

#endif
