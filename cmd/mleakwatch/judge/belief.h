/* belief.h: many models of one curve, each by its weight, made one. */
#ifndef BELIEF_H
#define BELIEF_H

#include "noise.h"
#include "weigh.h"

/* Mean and spread of what models say, summed by exp(weight - top). */
struct moments {
	double	top, all, mean, square;
};

struct model {
	double		weight;		/* ln of prior and likelihood */
	double		rate, variance;	/* bytes by span */
	double		place;		/* 0 to 1: begin or end of growth */
	double		unevenness;	/* of bursts */
	enum weigh_kind	kind;
	int		noise;
};

struct belief {
	double		top;			/* greatest weight */
	struct moments	share[WEIGH_KINDS];
	struct moments	lasting[NOISES][WEIGH_KINDS];	/* rates */
	double		level[NOISES];		/* ln of the level's precision */
	struct moments	line;			/* of a line, whatever sign */
	struct moments	unevenness;		/* of bursts */
	struct model	best[WEIGH_KINDS];
};

void	belief_begin(struct belief *belief);
/* True where a model of at most this weight makes a difference. */
bool	belief_counts(const struct belief *belief, double weight);
void	belief_add(struct belief *belief, const struct model *model);
/* span: seconds; n: cells. */
void	belief_end(const struct belief *belief, double span, int n,
	    struct weighing *weighing);

#endif
