/* models.h: models of growth, compared by their evidence. */
/* SPDX-License-Identifier: MIT */
#ifndef MODELS_H
#define MODELS_H

#include "bursts.h"
#include "design.h"
#include "shifts.h"

enum model_kind {
	MODEL_FLAT,
	MODEL_STEP,		/* growth that ended or ends */
	MODEL_STEPS,		/* in steps that came ever more seldom */
	MODEL_RAMP,
	MODEL_CURVE,
	MODEL_LINE,		/* from here on: growth that goes on */
	MODEL_ONSET,
	MODEL_STEP_LINE,
	MODEL_BURSTS,		/* in steps, each of which stays */
	MODEL_BEND,		/* fast, then slower, or the other way */
	MODEL_WARM,		/* a warm-up, then a line */
	MODEL_KINDS
};

/* All models once more, with columns that each of them has besides. */
struct variant {
	struct nuisance		 nuisance;
	double			 log_prior;
	const struct shifts	*shifts;	/* NULL: none */
	double			 shift_time[MAX_SHIFTS];	/* 0 to 1 */
};

#define MAX_VARIANTS 4

struct comparison {
	double	probability[MODEL_KINDS];	/* sum 1 */
	double	p_growing;		/* of the kinds that go on */
	double	log_odds_growing;	/* of those against all others */
	double	log_odds_moving;	/* of all others against flat */
	enum model_kind	growing;	/* the likeliest kind that goes on */
	double	rate, rate_low, rate_high;	/* a second, if it goes on */
	double	drift;			/* slope of a line, if it does not */
	double	drift_error;
	double	since;			/* 0 to 1: the likeliest growth */
	double	step, step_place;	/* the likeliest step */
	double	gap_cv;			/* of the gaps between bursts */
};

/* Two views each of a series, of some first parts and of its last part. */
#define DESIGNS (2 * (LOOKBACKS + 2))

/* Logarithms of prior probabilities; all 0: not made yet. */
struct models_priors {
	double	kind[MODEL_KINDS];	/* of a member */
	double	noise[NOISES];
	double	growth[NOISES];		/* of any kind but flat, beside it */
};

/* How a column makes a model: from a bend on, beside a line. */
enum way {
	WAY_ALONE,
	WAY_RAMP,		/* a line up to where it begins */
	WAY_BEND,		/* the slope changes there */
	WAY_BESIDE,
	WAYS
};

/*
 * Room for the work, and the designs of the series before.  Large: the caller
 * allocates it, with zeros.
 */
struct models_room {
	struct models_still {
		double			samples, least_variance;
		struct comparison	comparison;
	}			still[DESIGNS];
	struct design		design[DESIGNS];
	struct burst_start	burst[DESIGNS][NOISES];
	double			log_bursts[DESIGNS][MAX_BURSTS + 1];
	const struct burst_start *start;	/* of the design in use */
	struct models_priors	priors;
	double			shape[MEAN_CELLS][SHAPE_COLUMNS];
	struct fits		fits;
	struct nuisance_fits	with;
	double			explained[NOISES][WAYS][SHAPE_COLUMNS];
};

/* which: the design, that most series have in common. */
void	models_compare(const struct view *view,
	    const struct variant *variant, int variants,
	    struct models_room *room, int which,
	    struct comparison *comparison);

/* Log of the number of ways to choose count of n. */
double	log_choices(int n, int count);

#endif
