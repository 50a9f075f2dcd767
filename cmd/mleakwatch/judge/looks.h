/* looks.h: all that a verdict rests on: views, and tests of stretches. */
/* SPDX-License-Identifier: MIT */
#ifndef LOOKS_H
#define LOOKS_H

#include "judge.h"
#include "models.h"
#include "season.h"

/* A series, or its first buckets, with all room that judging takes. */
struct look {
	struct curve		 curve;
	struct points		 points;	/* means behind the start-up,
						 * without the wave */
	double			 wave[CURVE_BUCKETS];
	double			 level[CURVE_BUCKETS];	/* sum of shifts */
	double			 clean[CURVE_BUCKETS];	/* clipped means
						 * without any wave */
	struct season		 season;
	struct shifts		 shifts;
	struct plateaus		 plateaus;
	bool			 stepwise;	/* it grew in plateaus */
	struct variant		 variant[MAX_VARIANTS];
	/* Set before a look is taken.  Tables: at the whole 0, at a part 1... */
	int			 which;
	struct models_room	*room;
	struct waves_room	*waves;
	struct comparison	 means, floors;
	const struct comparison	*stronger;	/* shows more movement */
	double			 log_odds;	/* growth goes on, by both */
	double			 leak_log_odds;	/* the same, by its straight
						 * line as well */
	double			 line;		/* errors by which it rises */
	double			 samples;	/* behind the start-up */
	double			 span;		/* seconds of work */
	int			 first;		/* bucket of the curve */
};

/* The curve and its shifts; false where there is too little to be seen. */
bool	look_begin(struct look *look, const struct series *series, int end);
/* False where the curve as it is, waves and all, falls between no shifts. */
bool	look_may_rise(const struct look *look);
/* The waves, and the straight line without them. */
void	look_make(struct look *look, const struct judge_options *options);
/*
 * The models of growth, compared by both views of the curve; false likewise,
 * and where its log odds of a leak are surely not above the least.
 */
bool	look_weigh(struct look *look, double least);
/*
 * False where the curve alone, without models, shows that it is no leak: its
 * line does not rise by so many errors, or its growth slows down.
 */
bool	look_may_leak(const struct look *look, double line);
/* Finds the plateaus of a look; before, it has none. */
void	look_plateaus(struct look *look);
/* The first bucket at or behind a place, 0 to 1 of the span. */
int	look_bucket(const struct look *look, double place);
/* The trend of the buckets from one to before another, without waves. */
void	look_trend(const struct look *look, int first, int end,
	    struct trend *trend);
/* The same with waves, as anybody sees it. */
void	look_raw_trend(const struct look *look, int first, int end,
	    struct trend *trend);
/* Does a line through all buckets up to the end rise, spikes and all? */
bool	look_rises(const struct look *look, int first);
/* Is the stretch level, as far as its own samples tell? */
bool	look_level(const struct look *look, int first, int end);
/* Is the stretch up to the end level, or does it fall? */
bool	look_stops(const struct look *look, int first);
/* Does growth slow down from quarter to quarter? */
bool	look_slows(const struct look *look, int first);
/* In how many intervals the least value rose. */
void	look_floor_rises(const struct look *look,
	    struct judge_result *result);
/*
 * The bucket of the series since which the curve stands still, having swung
 * before; .used where it does not.
 */
int	series_stopped(const struct series *series, int end);

#endif
