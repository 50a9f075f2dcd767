/* reachability.c: what the memory is that a process has gathered. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "report.h"

/* Growth of the heap explains a curve that it makes so much of, at least. */
#define SHARE_LEAST 0.5

/* Lost blocks are a leak, also beside a cache that grows more for a while. */
#define LOST_SHARE 0.25

/* Bytes.  With less, blocks that are lost do not outweigh the curve. */
#define LOST_LEAST 65536

/* The last scan at or before a time, but not the last of all. */
static unsigned
scan_before(const struct heap_history *history, double at)
{
	unsigned	i = 0;

	while (i + 2 < history->count && history->scan[i + 1].at <= at)
		i++;
	return i;
}

static double
grown(double before, double after)
{
	return after > before ? after - before : 0;
}

/* Since the first scan, whenever the growth began. */
static void
lost_ever(struct heap_growth *growth, const struct heap_history *history)
{
	const struct heap_scan	*scan = history->scan;
	unsigned		 i, last = history->count - 1;

	growth->lost_ever = grown(scan[0].lost, scan[last].lost);
	growth->all_ever = growth->lost_ever +
	    grown(scan[0].reachable, scan[last].reachable) +
	    grown(scan[0].held, scan[last].held);
	growth->curve_ever = grown(scan[0].value, scan[last].value);
	for (i = 1; i <= last; i++)
		growth->lost_rises += scan[i].lost > scan[i - 1].lost;
}

/* From the scan at which the growth began that the verdict speaks of. */
static void
heap_growth_make(struct heap_growth *growth,
    const struct heap_history *history, const struct judge_result *result)
{
	const struct heap_scan	*from, *to;
	double			 began = -HUGE_VAL;

	growth->known = history->count > 1;
	growth->failed = history->count == 0 && history->failures > 0;
	if (!growth->known)
		return;
	if (result->reason == JUDGE_STEP)
		began = result->step_time;
	else if (result->verdict == JUDGE_LEAK)
		began = result->since;
	from = &history->scan[scan_before(history, began)];
	to = &history->scan[history->count - 1];
	growth->lost = grown(from->lost, to->lost);
	growth->reachable = grown(from->reachable, to->reachable);
	growth->held = grown(from->held, to->held);
	growth->curve = grown(from->value, to->value);
	growth->lost_blocks = grown(from->blocks, to->blocks);
	growth->seconds = to->time - from->time;
	lost_ever(growth, history);
}

/* Does it go on, with the growth that the verdict speaks of? */
static bool
lost_grows(const struct heap_growth *growth)
{
	return growth->lost > 0 && growth->lost >= LOST_SHARE *
	    (growth->lost + growth->reachable + growth->held);
}

static enum reachability
part_that_grew(const struct heap_growth *growth)
{
	double	all = growth->lost + growth->reachable + growth->held;

	if (growth->failed)
		return REACHABILITY_UNKNOWN;
	if (!growth->known || (all <= 0 && growth->curve <= 0))
		return REACHABILITY_NONE;
	if (growth->lost_ever >= LOST_LEAST &&
	    growth->lost_ever >= LOST_SHARE * growth->all_ever &&
	    growth->all_ever >= SHARE_LEAST * growth->curve_ever)
		return REACHABILITY_LOST;
	if (all <= 0 || all < SHARE_LEAST * growth->curve)
		return REACHABILITY_UNKNOWN;
	if (lost_grows(growth))
		return REACHABILITY_LOST;
	return growth->reachable >= growth->held ? REACHABILITY_REACHABLE :
	    REACHABILITY_HELD;
}

/*
 * A step, or growth that has ended or slows down: where the blocks are lost,
 * it is a leak for sure.
 */
static bool
lost_is_leak(const struct judge_result *result,
    const struct heap_growth *growth, double min_growth)
{
	if (result->verdict == JUDGE_LEAK)
		return true;
	if (growth->lost_ever < min_growth)
		return false;
	if (result->reason == JUDGE_STEP)
		return true;
	return growth->lost_ever >= LOST_LEAST &&
	    (result->reason == JUDGE_ENDED ||
	    (result->verdict == JUDGE_UNDECIDED &&
	    result->reason != JUDGE_TOO_SHORT));
}

static void
judge_lost(struct judge_result *result, const struct heap_growth *growth,
    double min_growth)
{
	if (!lost_is_leak(result, growth, min_growth))
		return;
	result->verdict = JUDGE_LEAK;
	if (growth->lost_rises < 2 || !lost_grows(growth))
		result->class = JUDGE_ONE_TIME;
	else if (result->class == JUDGE_NONE)
		result->class = result->growing_class == JUDGE_NONE ?
		    JUDGE_RECURRING : result->growing_class;
}

static void
judge_reachable(struct judge_result *result)
{
	if (result->verdict == JUDGE_LEAK)
		result->class = JUDGE_IMPLICIT;
	if (result->reason == JUDGE_STEP) {
		result->verdict = JUDGE_NO_LEAK;
		result->class = JUDGE_NONE;
	}
}

static void
judge_held(struct judge_result *result)
{
	if (result->reason == JUDGE_TOO_SHORT)
		return;
	result->verdict = JUDGE_NO_LEAK;
	result->class = JUDGE_NONE;
}

/*
 * A rising curve does not tell these apart.  Lost blocks are recurring,
 * sporadic or, in one step, one-time leaks.  Reachable ones are implicit, and
 * in one step none.  Memory that is only held is the allocator's.
 */
void
reachability_judge(struct outcome *outcome,
    const struct heap_history *history, double min_growth)
{
	struct judge_result	*result = &outcome->result;
	enum judge_verdict	 before = result->verdict;

	if (history == NULL)
		return;
	outcome->lost_by = history->lost_by;
	heap_growth_make(&outcome->heap, history, result);
	outcome->reachability = part_that_grew(&outcome->heap);
	if (outcome->reachability == REACHABILITY_LOST)
		judge_lost(result, &outcome->heap, min_growth);
	else if (outcome->reachability == REACHABILITY_REACHABLE)
		judge_reachable(result);
	else if (outcome->reachability == REACHABILITY_HELD)
		judge_held(result);
	outcome->scan_decided = result->verdict != before;
	if (outcome->scan_decided)
		result->more_s = 0;
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
	const struct heap_growth	*growth = &outcome->heap;
	const struct size_format	 human = { .human = true };
	char				 size[3][SIZE_TEXT];

	text[0] = '\0';
	if (!growth->known)
		return;
	size_text(size[0], (int64_t)growth->lost, &human);
	size_text(size[1], (int64_t)growth->reachable, &human);
	size_text(size[2], (int64_t)growth->held, &human);
	snprintf(text, REACHABILITY_TEXT, "; in the heap %s more lost, %s "
	    "reachable, %s held but free%s", size[0], size[1], size[2],
	    outcome->reachability == REACHABILITY_HELD ?
	    ": fragmentation, no leak" : "");
}
