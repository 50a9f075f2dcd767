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
	JUDGE_GROWS,		/* a line, all the time or since a change */
	JUDGE_BURSTS,		/* only up, in separate rises */
	JUDGE_STEP,		/* one rise, level before and after */
	JUDGE_SLOWING,		/* grows, but less and less */
	JUDGE_FLOOR,		/* the peaks grow, the floor does not */
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
	double	growth;		/* bytes, of the floor, first to last */
	double	peak;		/* bytes, the most above the first */
	double	since;		/* time from which the rate holds */
	double	deviations;	/* normal deviates of the growth */
	double	evidence;	/* the same, by the more doubtful estimate */
	double	odds;		/* ln of: goes on, against ends */
	double	noise;		/* bytes, standard deviation about the line */
	double	memory;		/* seconds a deviation takes to fade to 1/e */
	double	slowing;	/* slope of the second half / the first's */
	int	rises;		/* windows (bursts) in which the floor rose */
	int	windows;	/* of so many */
	double	step;		/* bytes, and */
	double	step_time;	/* time of the greatest step */
	double	more;		/* seconds more that would decide; 0: none */
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
