/* why.c: a verdict in words. */
#include <stdio.h>

#include "judge.h"

#define AMOUNT 24

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
amount(char text[AMOUNT], double bytes)
{
	static const char *const	unit[] = { "B", "KiB", "MiB", "GiB",
					    "TiB" };
	double				size = bytes < 0 ? -bytes : bytes;
	int				power = 0;

	for (; size >= 1024 && power < 4; size /= 1024)
		power++;
	snprintf(text, AMOUNT, power > 0 && size < 10 ? "%s%.1f %s" :
	    "%s%.0f %s", bytes < 0 ? "-" : "", size, unit[power]);
	return text;
}

static const char *
duration(char text[AMOUNT], double seconds)
{
	static const struct {
		double		seconds;
		const char	*name;
	} unit[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	int	i = 0;

	while (i < 3 && seconds < 2 * unit[i].seconds)
		i++;
	snprintf(text, AMOUNT, "%.0f %s", seconds / unit[i].seconds + 0.5,
	    unit[i].name);
	return text;
}

/* What the curve does; the figures are those that decided. */
static int
reason(char text[JUDGE_WHY], const struct judge_result *result)
{
	char	a[AMOUNT], b[AMOUNT], c[AMOUNT];

	amount(a, result->rate_low * 3600);
	amount(b, result->rate_high * 3600);
	switch (result->reason) {
	case JUDGE_TOO_SHORT:
		return snprintf(text, JUDGE_WHY, "too few samples");
	case JUDGE_GROWS:
		return snprintf(text, JUDGE_WHY, "the floor rose in %d of %d "
		    "windows, %s to %s/h; that it goes on is e^%.1f times as "
		    "likely as all else", result->rises, result->windows, a,
		    b, result->odds);
	case JUDGE_STAYS:
		return snprintf(text, JUDGE_WHY, "that it goes on was "
		    "likely before, %s to %s/h, and e^%.1f to 1 now is no "
		    "more than doubt", a, b, result->odds);
	case JUDGE_STEP:
		return snprintf(text, JUDGE_WHY, "one step of %s that stays, "
		    "level since", amount(c, result->step));
	case JUDGE_SLOWING:
		return snprintf(text, JUDGE_WHY, "it grows but may slow or "
		    "end: that it goes on is e^%.1f times as likely",
		    result->odds);
	case JUDGE_ENDED:
		return snprintf(text, JUDGE_WHY, "it grew, and has been level "
		    "for the last %s: that it goes on is e^%.1f times as "
		    "likely", duration(c, result->level), result->odds);
	case JUDGE_SMALL:
		return snprintf(text, JUDGE_WHY, "it grows by %s to %s/h, "
		    "less than asked for", a, b);
	case JUDGE_LEVEL:
		return snprintf(text, JUDGE_WHY, "no trend: %s/h at the most, "
		    "and e^%.1f times as likely as not that it grows", b,
		    result->odds);
	default:
		return snprintf(text, JUDGE_WHY, "%s to %s/h, e^%.1f times as "
		    "likely as not: cannot be told from its own swings", a,
		    b, result->odds);
	}
}

size_t
judge_why(char text[JUDGE_WHY], const struct judge_result *result)
{
	int	length = reason(text, result);
	char	more[AMOUNT];

	if (result->more > 0 && length < JUDGE_WHY)
		length += snprintf(text + length,
		    JUDGE_WHY - (size_t)length, "; watch %s more",
		    duration(more, result->more));
	return length < JUDGE_WHY ? (size_t)length : JUDGE_WHY - 1;
}
