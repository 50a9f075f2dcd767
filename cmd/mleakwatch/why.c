/* why.c: a verdict in words. */
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

size_t
judge_why(char text[JUDGE_WHY], const struct judge_result *result)
{
	return (size_t)snprintf(text, JUDGE_WHY, "reason %d rose %d of %d",
	    (int)result->reason, result->rises, result->windows);
}
