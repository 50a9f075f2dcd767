/* outcome.c: what is said of a process, which outlives its samples. */
#include <string.h>

#include "mleakwatch/mleakwatch.h"

static void
identity_put(struct outcome *outcome, const struct process *process)
{
	const struct series	*series = &process->series;

	outcome->host = process->host;
	if (process->comm != NULL)
		strncpy(outcome->comm, process->comm,
		    sizeof(outcome->comm) - 1);
	outcome->pid = process->pid;
	outcome->start = process->start;
	outcome->order = process->order;
	outcome->by_rss = process->by_rss;
	outcome->samples = series->count;
	outcome->from = series->start;
	outcome->to = series->last_time;
	outcome->first = series->base;
	outcome->last = series->last_bytes;
}

void
outcome_make(struct outcome *outcome, const struct process *process,
    const struct judge_options *options)
{
	struct judge_options	judge = *options;

	memset(outcome, 0, sizeof(*outcome));
	identity_put(outcome, process);
	outcome->limit = process->live.limit;
	outcome->left = process->live.most - process->series.last_bytes;
	outcome->located = process->live.where != NULL;
	if (outcome->located)
		outcome->where = *process->live.where;
	judge.ended = process->ended;
	judge_series(&process->series, &judge, &outcome->result);
	curve_text(outcome->curve, &process->series, curve_utf8());
}
