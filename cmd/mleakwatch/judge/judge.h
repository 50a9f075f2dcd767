/* judge.h: does a series leak, how, and how fast. */
/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "series.h"

enum judge_verdict {
	JUDGE_NO_LEAK,		/* growth that matters is ruled out */
	JUDGE_LEAK,
	JUDGE_UNDECIDED
};

enum judge_class {
	JUDGE_NONE,
	JUDGE_RECURRING,	/* goes on, steady or in stairs */
	JUDGE_SPORADIC,		/* bursts that stay, at irregular times */
	JUDGE_ONE_TIME,		/* one step that stays */
	JUDGE_IMPLICIT		/* handed back at the end */
};

/* The rule that decided; judge_why() makes it a sentence. */
enum judge_reason {
	JUDGE_TOO_SHORT,
	JUDGE_GROWS,		/* and goes on */
	JUDGE_STAYS,		/* was a leak; later samples do not
				 * contradict it */
	JUDGE_STEP,		/* one rise, level before and after */
	JUDGE_SLOWING,		/* grows, but slows down or may end */
	JUDGE_STOPPED,		/* grew, and stopped at once and entirely */
	JUDGE_QUIET,		/* grew, and is level with less work */
	JUDGE_GONE,		/* grew, and is not there any more */
	JUDGE_ENDED,		/* grew, and has been level since */
	JUDGE_SMALL,		/* grows less than was asked for */
	JUDGE_LEVEL,		/* no trend */
	JUDGE_BOUNDED,		/* a trend too small to matter */
	JUDGE_FALLS,
	JUDGE_NOISE,		/* its own swings may hide growth */
	JUDGE_SEASON,		/* less than a cycle of the load was seen */
	JUDGE_REASONS
};

struct judge_options {
	double	min_rate;	/* a second; a slower leak is none */
	double	min_growth;	/* less growth is no leak yet */
	double	seasonal;	/* seconds a cycle of load takes; 0: unknown */
	bool	by_work;	/* its clock is work: a clear leak is told of
				 * fewer samples */
	bool	ended;		/* the process came to its own end */
	bool	leak_anyway;	/* .growing_class and .swing are wanted though
				 * it be no leak: a scan may find it one */
};

/*
 * A member that names a stretch of time is not 0 only where that stretch,
 * taken alone, was tested and bears it out.  Values are in the unit of the
 * series.
 */
struct judge_result {
	enum judge_verdict	verdict;
	enum judge_class	class;
	enum judge_reason	reason;
	enum judge_class	growing_class;	/* of its growth, if that
						 * should be a leak */
	double	confidence;	/* that the verdict is right, 0 to 1 */
	double	rate;		/* a second, from .since to .until */
	double	rate_low;	/* its 95 % interval, */
	double	rate_high;	/* which allows for autocorrelation */
	double	rate_most;	/* upper end of a one-sided 95 % interval;
				 * from .since on it grows no faster */
	double	since, until;	/* time for which the rates hold */
	double	level_s;	/* seconds: it is level, up to the last */
	double	idle_s;		/* seconds without work, up to the last */
	double	peak;		/* the most above the first bucket */
	double	swing;		/* a limit may be met so much earlier
				 * or later: waves, and deviations */
	double	step;		/* height of the greatest step, */
	double	step_time;	/* and the first time behind it */
	double	more_s;		/* seconds more that may decide; 0: none, or
				 * not known */
	double	log_odds_growing;	/* it goes on, against all else; of a
				 * leak, by its straight line as well */
	double	log_odds_moving;	/* anything but level, against level */
	int	floor_rises;	/* intervals in which the least value rose */
	int	intervals;	/* of so many */
};

#define JUDGE_WHY 256		/* holds any sentence */

/* How the sentence names things. */
struct judge_words {
	const char	*value;	/* "memory", "threads", a column's name */
	bool		 bytes;	/* else a count */
};

/*
 * Room for the work, for one thread.  It keeps what series that were sampled
 * alike have in common, so that each next one costs less; results do not
 * depend on it.  NULL: no memory.  free(3) takes it.
 */
struct judge_room	*judge_room_make(void);
/*
 * Pure and deterministic.  Times are those that series_add() was given.
 */
void	judge_series_in(struct judge_room *room, const struct series *series,
	    const struct judge_options *options, struct judge_result *result);
/*
 * The same in a room of its own.  -1: no memory (errno); *result is then
 * unspecified.
 */
int	judge_series(const struct series *series,
	    const struct judge_options *options,
	    struct judge_result *result);

/* One sentence, no full stop, ASCII; words may be NULL.  Returns its length. */
size_t	judge_why(char text[JUDGE_WHY], const struct judge_result *result,
	    const struct judge_words *words);

#define SENTENCE_PART 48
/* "1.2 MiB", or a count, in the unit that fits; it is text. */
const char	*sentence_amount(char text[SENTENCE_PART], double value,
	    const struct judge_words *words);
/* "130 s", the same. */
const char	*sentence_duration(char text[SENTENCE_PART], double seconds);

const char	*judge_verdict_name(enum judge_verdict verdict);
const char	*judge_class_name(enum judge_class class);	/* "-": none */


#endif
