/* clocks.c: the clock by which a process is judged, --work auto. */
/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "report.h"

/*
 * Bytes that are not known of the growth over the whole series: less where the
 * memory follows the clock more closely, whatever its unit is.
 */
static double
clock_doubt(const struct series *series, const struct judge_result *result)
{
	double	doubt = (result->rate_high - result->rate_low) *
		    (series->last_time - series->start);

	return result->reason == JUDGE_TOO_SHORT || !(doubt > 0) ?
	    (double)INFINITY : doubt;
}

void
leak_by_chance(struct judge_result *result, size_t chances)
{
	if (result->verdict != JUDGE_LEAK ||
	    result->log_odds_growing >= log((double)chances))
		return;
	result->verdict = JUDGE_UNDECIDED;
	result->class = JUDGE_NONE;
	result->reason = JUDGE_SLOWING;
}

/*
 * By work, a start-up that was busy and then little work looks like growth that
 * goes on.  Over time, in which only pauses are cut out, it has ended.
 */
bool
clock_denied(const struct process *process,
    const struct judge_options *options, struct judge_room *room,
    struct judge_result *result)
{
	struct judge_options	of_time = *options;
	struct judge_result	over_time;

	of_time.min_rate = 0;		/* that is by work */
	if (result->verdict != JUDGE_LEAK || process->times == NULL)
		return false;
	judge_series_in(room, process->times, &of_time, &over_time);
	if (over_time.verdict != JUDGE_NO_LEAK)
		return false;
	result->verdict = JUDGE_UNDECIDED;
	result->class = JUDGE_NONE;
	result->reason = JUDGE_SLOWING;
	return true;
}

/* One of two clocks fits better by chance: a leak pays for that. */
const struct series *
clock_choose(const struct process *process,
    const struct judge_options *options, enum work_clock *clock,
    struct judge_room *room, struct judge_result *result)
{
	struct judge_result	reads;

	judge_series_in(room, &process->series, options, result);
	if (*clock != WORK_AUTO)
		return &process->series;
	*clock = WORK_CPU;
	if (process->reads == NULL)
		return &process->series;
	judge_series_in(room, process->reads, options, &reads);
	if (reads.reason == JUDGE_TOO_SHORT)
		return &process->series;
	leak_by_chance(result, 2);
	leak_by_chance(&reads, 2);
	if (clock_doubt(process->reads, &reads) >=
	    clock_doubt(&process->series, result))
		return &process->series;
	*result = reads;
	*clock = WORK_READS;
	return process->reads;
}
