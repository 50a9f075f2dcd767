/* judge.h: does a curve of memory leak, how, and how fast. */
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
	JUDGE_RECURRING,	/* keeps on, steady or in stairs */
	JUDGE_SPORADIC,		/* bursts that stay, at irregular times */
	JUDGE_ONE_TIME,		/* one step that stays */
	JUDGE_IMPLICIT		/* handed back at the end */
};

/* What decided; judge_why() makes it a sentence. */
enum judge_reason {
	JUDGE_TOO_SHORT,
	JUDGE_GROWS,		/* and goes on */
	JUDGE_STAYS,		/* was called a leak, and nothing speaks
				 * against it */
	JUDGE_STEP,		/* one rise, level before and after */
	JUDGE_SLOWING,		/* grows, but seems to slow */
	JUDGE_ENDED,		/* grew, and has been level since */
	JUDGE_SMALL,		/* grows less than was asked for */
	JUDGE_LEVEL,		/* does not grow */
	JUDGE_NOISE		/* might grow, its own swings hide it */
};

struct judge_options {
	double	min_rate;	/* bytes/s; a slower leak is none */
	double	min_growth;	/* bytes; less growth is no leak yet */
	double	seasonal;	/* seconds a cycle of load takes; 0: unknown */
	bool	ended;		/* the process came to its own end */
};

struct judge_result {
	enum judge_verdict	verdict;
	enum judge_class	class;
	enum judge_reason	reason;
	double	confidence;	/* that the verdict is right, 0 to 1 */
	double	rate;		/* bytes/s since .since */
	double	rate_low;	/* its 95 % interval, */
	double	rate_high;	/* which allows for autocorrelation */
	double	peak;		/* bytes, the most above the first */
	double	since;		/* time from which the rate holds */
	double	odds;		/* ln of: growth goes on, against all else */
	double	moving;		/* ln of: anything but level, against level */
	double	most;		/* bytes/s, of a trend: no more than that, by
				 * 95 % */
	int	rises;		/* windows in which the floor rose */
	int	windows;	/* of so many */
	double	level;		/* seconds since growth ended */
	double	step;		/* bytes, and */
	double	step_time;	/* time of the greatest step */
	double	more;		/* seconds more that may decide; 0: none, or
				 * not known */
};

#define JUDGE_WHY 256		/* holds any sentence */

/* Pure and deterministic.  Times are those that series_add() was given. */
void	judge_series(const struct series *series,
	    const struct judge_options *options,
	    struct judge_result *result);

/* One sentence, no full stop, ASCII.  Returns its length. */
size_t	judge_why(char text[JUDGE_WHY], const struct judge_result *result);

const char	*judge_verdict_name(enum judge_verdict verdict);
const char	*judge_class_name(enum judge_class class);	/* "-": none */

#endif
