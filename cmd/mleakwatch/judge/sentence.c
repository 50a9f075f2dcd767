/* sentence.c: a verdict in words. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

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

const char *
sentence_amount(char text[SENTENCE_PART], double value,
    const struct judge_words *words)
{
	static const char *const	bytes[] = { " B", " KiB", " MiB",
					    " GiB", " TiB" };
	static const char *const	count[] = { "", "k", "M", "G", "T" };
	double				size = fabs(value);
	double				step = words->bytes ? 1024 : 1000;
	int				power = 0;
	bool				tenths;

	for (; size >= step && power < 4; size /= step)
		power++;
	tenths = (power > 0 || !words->bytes) && size < 10;
	/* Nothing is not -0. */
	if (size < (tenths ? 0.05 : 0.5))
		value = 0;
	snprintf(text, SENTENCE_PART, tenths ? "%s%.1f%s" : "%s%.0f%s",
	    value < 0 ? "-" : "", size,
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

/* @name is the figure of that name in sentence_reason(). */
static const char *const	reason_text[] = {
	[JUDGE_TOO_SHORT] = "too few samples",
	[JUDGE_SEASON] = "less than one cycle of the load has been seen",
	[JUDGE_GROWS] = "its low-water mark rose in @rises of @intervals "
	    "intervals; @low to @high/h over the last @grew; odds @odds to 1 "
	    "that it goes on",
	[JUDGE_STAYS] = "@low to @high/h over the last @grew; it was a leak "
	    "before, and the samples since then do not contradict it",
	[JUDGE_STEP] = "one step of @step that stays; level for the @level "
	    "since",
	[JUDGE_STOPPED] = "it grew by @low to @high/h for @grew, then stopped "
	    "at once: for @level not even its swings go on; it may be idle",
	[JUDGE_QUIET] = "it grew, and has been level for the last @level, in "
	    "which it did less work than while it grew",
	[JUDGE_GONE] = "it grew by @low to @high/h for @grew, as long as it "
	    "was there",
	[JUDGE_SLOWING] = "it grew, but the growth slows down or may have "
	    "ended",
	[JUDGE_ENDED] = "it grew, and has been level for the last @level: "
	    "@most/h at most",
	[JUDGE_SMALL] = "it grows by @low to @high/h, less than asked for",
	[JUDGE_LEVEL] = "no trend for @level: @most/h at most",
	[JUDGE_BOUNDED] = "it grows by @most/h at most, too little to matter "
	    "in the time watched",
	[JUDGE_FALLS] = "it falls by @high to @low/h over the last @grew",
	[JUDGE_NOISE] = "@low to @high/h over the last @grew: growth cannot "
	    "be told from its own swings",
};

_Static_assert(sizeof(reason_text) / sizeof(reason_text[0]) == JUDGE_REASONS,
    "each reason has a sentence");

/* Where no stretch up to the last sample is level, its line is told. */
static const char *
reason_form(const struct judge_result *result)
{
	if (result->level_s > 0)
		return reason_text[result->reason];
	if (result->reason == JUDGE_STEP)
		return "one step of @step that stays";
	if (result->reason == JUDGE_ENDED)
		return result->rate_most < 0 ?
		    "it grew, but has fallen over the last @grew" :
		    "it grew, but not over the last @grew: @most/h at most";
	if (result->reason == JUDGE_NOISE && result->rate_low > 0)
		return "it rose by @low to @high/h over the last @grew; "
		    "whether that goes on cannot be told";
	if (result->reason == JUDGE_NOISE && result->rate_high < 0)
		return "it fell by @high to @low/h over the last @grew; "
		    "whether it grows as well cannot be told";
	return reason_text[result->reason];
}

struct sentence_figure {
	const char	*name;
	char		 text[SENTENCE_PART];
};

/* The figure that the form names there, behind an @. */
static const struct sentence_figure *
sentence_figure(const struct sentence_figure *figure, const char *name)
{
	while (strncmp(figure->name, name, strlen(figure->name)) != 0)
		figure++;
	return figure;
}

static int
sentence_fill(char text[JUDGE_WHY], const char *form,
    const struct sentence_figure *figure)
{
	const struct sentence_figure	*named;
	size_t				 used = 0, length;

	while (*form != '\0' && used < JUDGE_WHY) {
		length = strcspn(form, "@");
		if (length > 0) {
			used += (size_t)snprintf(text + used, JUDGE_WHY - used,
			    "%.*s", (int)length, form);
			form += length;
			continue;
		}
		named = sentence_figure(figure, form + 1);
		used += (size_t)snprintf(text + used, JUDGE_WHY - used, "%s",
		    named->text);
		form += 1 + strlen(named->name);
	}
	return (int)used;
}

static int
sentence_reason(char text[JUDGE_WHY], const struct judge_result *result,
    const struct judge_words *words)
{
	struct sentence_figure	figure[] = {
		{ .name = "low" }, { .name = "high" }, { .name = "most" },
		{ .name = "step" }, { .name = "level" }, { .name = "grew" },
		{ .name = "odds" }, { .name = "rises" },
		{ .name = "intervals" }, { .name = "" },
	};
	double	per = 3600;

	/* It falls by 2 MiB, not by -2 MiB. */
	if (result->rate_high < 0)
		per = -per;
	sentence_amount(figure[0].text, result->rate_low * per, words);
	sentence_amount(figure[1].text, result->rate_high * per, words);
	sentence_amount(figure[2].text, result->rate_most * 3600, words);
	sentence_amount(figure[3].text, result->step, words);
	sentence_duration(figure[4].text, result->level_s);
	sentence_duration(figure[5].text, result->until - result->since);
	sentence_odds(figure[6].text, result->log_odds_growing);
	snprintf(figure[7].text, SENTENCE_PART, "%d", result->floor_rises);
	snprintf(figure[8].text, SENTENCE_PART, "%d", result->intervals);
	return sentence_fill(text, reason_form(result), figure);
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
