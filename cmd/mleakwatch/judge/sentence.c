/* sentence.c: a verdict in words. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "judge.h"

const char *
judge_verdict_name(enum judge_verdict verdict)
{
	static const char *const	name[] = { "no-leak", "leak",
					    "undecided" };

	return name[verdict];
}

const char *
judge_class_name(enum judge_class class)
{
	static const char *const	name[] = { "-", "recurring",
					    "sporadic", "one-time",
					    "implicit" };

	return name[class];
}

static const char *
sentence_amount(char text[SENTENCE_PART], double value,
    const struct judge_words *words)
{
	static const char *const	bytes[] = { " B", " KiB", " MiB",
					    " GiB", " TiB" };
	static const char *const	count[] = { "", "k", "M", "G", "T" };
	double				size = fabs(value);
	double				step = words->bytes ? 1024 : 1000;
	int				power = 0;

	for (; size >= step && power < 4; size /= step)
		power++;
	snprintf(text, SENTENCE_PART, (power > 0 || !words->bytes) &&
	    size < 10 ? "%s%.1f%s" : "%s%.0f%s", value < 0 ? "-" : "", size,
	    words->bytes ? bytes[power] : count[power]);
	return text;
}

const char *
sentence_duration(char text[SENTENCE_PART], double seconds)
{
	static const struct {
		double		seconds;
		const char	*name;
	} unit[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	int	i = 0;

	while (i < 3 && seconds < 2 * unit[i].seconds)
		i++;
	snprintf(text, SENTENCE_PART, "%.0f %s", seconds / unit[i].seconds,
	    unit[i].name);
	return text;
}

/* One digit is all that is known of odds, which never exceed a million. */
static const char *
sentence_odds(char text[SENTENCE_PART], double log_odds)
{
	double	odds = exp(fabs(log_odds)), round = 1;

	while (odds >= 10 * round)
		round *= 10;
	odds = floor(odds / round + 0.5) * round;
	if (odds >= 1e6)
		snprintf(text, SENTENCE_PART, "1,000,000");
	else if (odds >= 1000)
		snprintf(text, SENTENCE_PART, "%.0f,%03.0f",
		    floor(odds / 1000), fmod(odds, 1000));
	else
		snprintf(text, SENTENCE_PART, "%.0f", odds);
	return text;
}

static int
sentence_reason(char text[JUDGE_WHY], const struct judge_result *result,
    const struct judge_words *words)
{
	char	low[SENTENCE_PART], high[SENTENCE_PART], most[SENTENCE_PART];
	char	step[SENTENCE_PART], level[SENTENCE_PART];
	char	grew[SENTENCE_PART], odds[SENTENCE_PART];

	sentence_amount(low, result->rate_low * 3600, words);
	sentence_amount(high, result->rate_high * 3600, words);
	sentence_amount(most, result->rate_most * 3600, words);
	sentence_amount(step, result->step, words);
	sentence_duration(level, result->level_s);
	sentence_duration(grew, result->until - result->since);
	sentence_odds(odds, result->log_odds_growing);
	switch (result->reason) {
	case JUDGE_TOO_SHORT:
		return snprintf(text, JUDGE_WHY, "too few samples");
	case JUDGE_SEASON:
		return snprintf(text, JUDGE_WHY,
		    "less than one cycle of the load has been seen");
	case JUDGE_GROWS:
		return snprintf(text, JUDGE_WHY, "its low-water mark rose in "
		    "%d of %d intervals; %s to %s/h over the last %s; odds "
		    "%s to 1 that it goes on", result->floor_rises,
		    result->intervals, low, high, grew, odds);
	case JUDGE_STAYS:
		return snprintf(text, JUDGE_WHY, "%s to %s/h over the last "
		    "%s; it was a leak before, and the samples since then do "
		    "not contradict it", low, high, grew);
	case JUDGE_STEP:
		return snprintf(text, JUDGE_WHY, result->level_s > 0 ?
		    "one step of %s that stays; level for the %s since" :
		    "one step of %s that stays", step, level);
	case JUDGE_STOPPED:
		return snprintf(text, JUDGE_WHY, "it grew by %s to %s/h for "
		    "%s, then stopped at once: for %s not even its swings go "
		    "on; it may be idle", low, high, grew, level);
	case JUDGE_SLOWING:
		return snprintf(text, JUDGE_WHY, "it grew, but the growth "
		    "slows down or may have ended");
	case JUDGE_ENDED:
		if (!(result->level_s > 0))
			return snprintf(text, JUDGE_WHY, "it grew, but not "
			    "over the last %s: %s/h at most", grew, most);
		return snprintf(text, JUDGE_WHY, "it grew, and has been level "
		    "for the last %s: %s/h at most", level, most);
	case JUDGE_SMALL:
		return snprintf(text, JUDGE_WHY, "it grows by %s to %s/h, "
		    "less than asked for", low, high);
	case JUDGE_LEVEL:
		return snprintf(text, JUDGE_WHY, "no trend for %s: %s/h at "
		    "most", level, most);
	case JUDGE_BOUNDED:
		return snprintf(text, JUDGE_WHY, "it grows by %s/h at most, "
		    "too little to matter in the time watched", most);
	case JUDGE_FALLS:
		return snprintf(text, JUDGE_WHY, "it falls, by %s to %s/h "
		    "over the last %s", high, low, grew);
	default:
		return snprintf(text, JUDGE_WHY, "%s to %s/h over the last "
		    "%s: growth cannot be told from its own swings", low,
		    high, grew);
	}
}

size_t
judge_why(char text[JUDGE_WHY], const struct judge_result *result,
    const struct judge_words *words)
{
	static const struct judge_words	memory = { "memory", true };
	char				part[SENTENCE_PART];
	int				length;

	length = sentence_reason(text, result, words ? words : &memory);
	if (result->idle_s > 0 && length < JUDGE_WHY)
		length += snprintf(text + length, JUDGE_WHY -
		    (size_t)length, "; idle for the last %s",
		    sentence_duration(part, result->idle_s));
	if (result->more_s > 0 && length < JUDGE_WHY)
		length += snprintf(text + length, JUDGE_WHY -
		    (size_t)length, "; watch %s more",
		    sentence_duration(part, result->more_s));
	return length < JUDGE_WHY ? (size_t)length : JUDGE_WHY - 1;
}
