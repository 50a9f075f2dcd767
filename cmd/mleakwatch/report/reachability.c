/* reachability.c: what the memory is that a process has gathered. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "report.h"

/* Growth of the heap explains a curve that it makes so much of, at least. */
#define SHARE_LEAST 0.5

static double
part_growth(const double part[2])
{
	return part[1] > part[0] ? part[1] - part[0] : 0;
}

static enum reachability
part_largest(const struct heap_parts *parts)
{
	double	lost = part_growth(parts->lost);
	double	reachable = part_growth(parts->reachable);
	double	held = part_growth(parts->held);

	if (lost >= reachable && lost >= held)
		return REACHABILITY_LOST;
	return reachable >= held ? REACHABILITY_REACHABLE :
	    REACHABILITY_HELD;
}

static enum reachability
part_that_grew(const struct heap_parts *parts, double growth)
{
	double	all = part_growth(parts->lost) +
		    part_growth(parts->reachable) + part_growth(parts->held);

	if (parts->unknown || parts->scans < 2 || all <= 0 ||
	    all < SHARE_LEAST * growth)
		return REACHABILITY_UNKNOWN;
	return part_largest(parts);
}

/*
 * A rising curve does not tell these apart.  Lost blocks are recurring,
 * sporadic or, in one step, one-time leaks.  Reachable ones are implicit, and
 * in one step none.  Memory that is only held is the allocator's.
 */
void
reachability_judge(struct outcome *outcome, const struct heap_parts *parts)
{
	struct judge_result	*result = &outcome->result;
	bool			 step = result->verdict == JUDGE_UNDECIDED &&
				    result->reason == JUDGE_STEP;

	if (parts == NULL)
		return;
	outcome->heap = *parts;
	outcome->reachability = part_that_grew(parts,
	    outcome->last - outcome->first);
	switch (outcome->reachability) {
	case REACHABILITY_LOST:
		if (step) {
			result->verdict = JUDGE_LEAK;
			result->class = JUDGE_ONE_TIME;
		}
		break;
	case REACHABILITY_REACHABLE:
		if (result->verdict == JUDGE_LEAK)
			result->class = JUDGE_IMPLICIT;
		if (step) {
			result->verdict = JUDGE_NO_LEAK;
			result->class = JUDGE_NONE;
		}
		break;
	case REACHABILITY_HELD:
		if (result->verdict == JUDGE_LEAK || step) {
			result->verdict = JUDGE_NO_LEAK;
			result->class = JUDGE_NONE;
		}
		break;
	case REACHABILITY_UNKNOWN:
	case REACHABILITY_NONE:
		break;
	}
}

const char *
reachability_name(enum reachability reachability)
{
	static const char *const	name[] = {
		[REACHABILITY_NONE] = NULL,
		[REACHABILITY_UNKNOWN] = "unknown",
		[REACHABILITY_LOST] = "lost",
		[REACHABILITY_REACHABLE] = "reachable",
		[REACHABILITY_HELD] = "held"
	};

	return name[reachability];
}

void
reachability_text(char text[REACHABILITY_TEXT],
    const struct outcome *outcome)
{
	const struct heap_parts		*parts = &outcome->heap;
	const struct size_format	 human = { .human = true };
	char				 size[3][SIZE_TEXT];

	text[0] = '\0';
	if (parts->scans < 2)
		return;
	size_text(size[0], (int64_t)part_growth(parts->lost), &human);
	size_text(size[1], (int64_t)part_growth(parts->reachable), &human);
	size_text(size[2], (int64_t)part_growth(parts->held), &human);
	snprintf(text, REACHABILITY_TEXT, "; in the heap %s more lost, %s "
	    "reachable, %s held but free", size[0], size[1], size[2]);
}
