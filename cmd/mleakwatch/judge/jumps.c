/*
 * jumps.c: growth in jumps, with rest between them.
 *
 * The levels that only rise and lie nearest to the curve are joined, the two
 * that cost least first, as long as fewer levels are worth their cost.
 */
#include <string.h>

#include "gaps.h"
#include "jumps.h"
#include <math.h>

/* Swings of so much of all growth are no events. */
#define SMALL 0.005

struct level {
	int	first, end;
	double	mean;
};

struct levels {
	int		n;
	double		squares;	/* that they do not explain */
	struct level	level[SERIES_BUCKETS];
};

static int
length(const struct level *level)
{
	return level->end - level->first;
}

static void
join(struct level *level, const struct level *next)
{
	level->mean += (next->mean - level->mean) * length(next) /
	    (next->end - level->first);
	level->end = next->end;
}

/* Levels that only rise, as near to the curve as such can be. */
static void
levels_make(const struct curve *curve, struct levels *levels)
{
	struct level	*last;
	int		 i;

	levels->n = 0;
	for (i = 0; i < curve->n; i++) {
		last = &levels->level[levels->n++];
		*last = (struct level){ i, i + 1, curve->value[i] };
		for (; levels->n > 1 && last[-1].mean >= last->mean; last--) {
			join(last - 1, last);
			levels->n--;
		}
	}
}

/*
 * Notes what they do not explain.  How many of the points tell something of
 * their own, as far as a point's rest tells the next one's.
 */
static double
rest_find(const struct curve *curve, struct levels *levels)
{
	double			 rest, last = 0, together = 0, memory, own;
	const struct level	*level = levels->level;
	int			 i;

	levels->squares = 0;
	for (i = 0; i < curve->n; i++) {
		level += i == level->end;
		rest = curve->value[i] - level->mean;
		levels->squares += rest * rest;
		together += rest * last;
		last = rest;
	}
	memory = levels->squares > 0 ? together / levels->squares : 0;
	memory = memory > 0 ? memory : 0;
	own = curve->n * (1 - memory) / (1 + memory);
	return own > 8 ? own : 8;
}

static double
cost(const struct level *level)
{
	double	height = level[1].mean - level->mean;

	return height * height * length(level) * length(level + 1) /
	    (level[1].end - level->first);
}

static void
join_cheapest(struct levels *levels)
{
	struct level	*level = levels->level;
	double		 here, least = cost(level);
	int		 i, at = 0;

	for (i = 1; i < levels->n - 1; i++) {
		here = cost(&level[i]);
		if (here < least) {
			least = here;
			at = i;
		}
	}
	levels->squares += least;
	join(&level[at], &level[at + 1]);
	levels->n--;
	memmove(&level[at + 1], &level[at + 2],
	    (size_t)(levels->n - at - 1) * sizeof *level);
}

static void
levels_copy(const struct levels *from, struct levels *to)
{
	to->n = from->n;
	to->squares = from->squares;
	memcpy(to->level, from->level,
	    (size_t)from->n * sizeof from->level[0]);
}

/* By Schwarz' criterion, a level being its height and its place. */
static void
levels_find(const struct curve *curve, struct levels *best)
{
	struct levels	levels;
	double		own, small, score, least = 0;

	levels_make(curve, &levels);
	own = rest_find(curve, &levels);
	small = SMALL * (levels.level[levels.n - 1].mean -
	    levels.level[0].mean);
	small = curve->n * (small * small + SERIES_ROUNDING);
	levels_copy(&levels, best);
	for (;;) {
		score = own * log(levels.squares + small) +
		    2 * levels.n * log(own);
		if (levels.n == best->n || score < least) {
			least = score;
			levels_copy(&levels, best);
		}
		if (levels.n < 3)
			return;
		join_cheapest(&levels);
	}
}

/* What came within the levels, as their slopes say. */
static double
within(const struct curve *curve, const struct levels *levels)
{
	const struct level	*level = levels->level;
	const double		*time;
	struct line		 line;
	double			 sum = 0;
	int			 i;

	for (i = 0; i < levels->n; i++, level++) {
		time = curve->time + level->first;
		line_fit(time, curve->value + level->first, length(level),
		    &line);
		sum += line.slope * (time[length(level) - 1] - time[0]);
	}
	return sum;
}

/* So many times the mean distance between points, and nobody looked. */
#define HOLE 4

/* Levels that last over a hole in the points may have had jumps in it. */
static bool
whole(const struct curve *curve, const struct level *level)
{
	double	mean = (curve->time[curve->n - 1] - curve->time[0]) /
		    (curve->n - 1);
	int	i;

	for (i = level->first; i < level->end; i++)
		if (curve->time[i + 1] - curve->time[i] > HOLE * mean)
			return false;
	return true;
}

/*
 * Levels of one point are on the way from one to the next.  The last one has
 * no end and is not asked for.
 */
static void
times_find(const struct curve *curve, const struct levels *levels,
    struct jumps *jumps)
{
	const struct level	*before = levels->level;
	struct gaps		 gaps = { .n = 0 };
	double			 time, last = 0;
	int			 i;

	for (i = 1; i < levels->n; i++, before++) {
		time = curve->time[before->end];
		if (jumps->n > 0 && length(before) > 1 &&
		    whole(curve, before))
			gaps_add(&gaps, time - last);
		if (jumps->n == 0 || length(before) > 1)
			jumps->n++;
		last = time;
	}
	jumps->unevenness = gaps_unevenness(&gaps);
}

void
jumps_find(const struct curve *curve, struct jumps *jumps)
{
	struct levels	levels;
	double		growth;

	memset(jumps, 0, sizeof *jumps);
	if (curve->n < 3)
		return;
	levels_find(curve, &levels);
	if (levels.n < 3)
		return;
	growth = levels.level[levels.n - 1].mean - levels.level[0].mean;
	times_find(curve, &levels, jumps);
	jumps->between = within(curve, &levels) / growth;
	jumps->clear = growth / jumps->n / sqrt(levels.squares /
	    curve->n + SERIES_ROUNDING);
}
