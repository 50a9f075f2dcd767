/* verdicts.c: all processes judged, and printed in order. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/list.h"
#include "common/out.h"
#include "common/threads.h"
#include "common/utf8.h"
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

/* Over all time: pauses of the work are not cut out. */
static void
judge_all_time(const struct series *times, const struct judge_options *options,
    struct judge_room *room, struct judge_result *result)
{
	struct series	all = *times;
	size_t		size = all.used * sizeof(*all.bucket);
	uint16_t	i;

	all.bucket = memcpy(alloc(size), times->bucket, size);
	for (i = 0; i < all.used; i++)
		all.bucket[i].work = NAN;
	all.work_base = (double)NAN;
	judge_series_in(room, &all, options, result);
	free(all.bucket);
}

/*
 * By work, a start-up that was busy and then little work looks like growth that
 * goes on.  Over time, in which only pauses are cut out, it has ended.  Pauses
 * may leave growth of a wave by chance: where that is no clear leak, all time
 * decides.
 */
static bool
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
	if (over_time.verdict != JUDGE_NO_LEAK &&
	    over_time.reason != JUDGE_GROWS)
		judge_all_time(process->times, &of_time, room, &over_time);
	if (over_time.verdict != JUDGE_NO_LEAK)
		return false;
	leak_undecided(result, JUDGE_SLOWING);
	return true;
}

/*
 * Judges a process by its clock; of WORK_AUTO, *clock becomes the one that fits
 * better.  One of two does so by chance: a leak pays for that.
 */
static const struct series *
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
	leak_by_chance(result, log(2));
	leak_by_chance(&reads, log(2));
	if (clock_doubt(process->reads, &reads) >=
	    clock_doubt(&process->series, result))
		return &process->series;
	*result = reads;
	*clock = WORK_READS;
	return process->reads;
}

static void
outcome_identify(struct outcome *outcome, const struct process *process,
    const struct series *series)
{
	/* Where work stands still, the last value is not that of its end. */
	const struct series	*values = process->times != NULL ?
				    process->times : series;

	outcome->host = process->host;
	memcpy(outcome->comm, process->comm, sizeof(outcome->comm));
	outcome->pid = process->pid;
	outcome->start = process->start;
	outcome->order = process->order;
	outcome->by_rss = process->by_rss;
	outcome->keyed = process->keyed;
	outcome->ended = process->ended;
	outcome->oom_end = process->live.oom_end;
	outcome->reported = process->reported;
	outcome->samples = series->count;
	outcome->from = process->from;
	outcome->to = process->to;
	outcome->first = values->first_value;
	outcome->span = series->last_time - series->start;
	outcome->last = values->last_value;
}

/* A part of the system that has gone has no memory any more. */
static bool
outcome_is_gone(const struct outcome *outcome, const struct config *config)
{
	return outcome->keyed && outcome->ended && config->naming.by == NULL;
}

void
outcome_make(struct outcome *outcome, const struct process *process,
    const struct config *config, struct judge_room *room)
{
	struct judge_options	 judge = config->judge, by_clock;
	const struct series	*series;

	memset(outcome, 0, sizeof(*outcome));
	judge.ended = process->ended;
	judge.leak_anyway = process->live.heap != NULL;
	by_clock = judge;
	outcome->by_work = config->work != NULL;
	by_clock.by_work = outcome->by_work;
	/* A season takes time, not work. */
	if (outcome->by_work)
		by_clock.seasonal = 0;
	outcome->work_clock = config->work_clock;
	series = clock_choose(process, &by_clock, &outcome->work_clock, room,
	    &outcome->result);
	outcome->work_denied = clock_denied(process, &judge, room,
	    &outcome->result);
	outcome_identify(outcome, process, series);
	if (outcome_is_gone(outcome, config) &&
	    outcome->result.verdict == JUDGE_LEAK)
		leak_undecided(&outcome->result, JUDGE_GONE);
	outcome->limit = process->live.limit;
	outcome->left = process->live.bytes_limit -
	    process->series.last_value;
	outcome->scanned = process->live.mappings != NULL;
	if (outcome->scanned)
		outcome->mappings = *process->live.mappings;
	reachability_judge(outcome, process->live.heap, judge.min_growth);
	outcome->cold_looked = process->live.cold != NULL;
	if (outcome->cold_looked)
		outcome->cold = *process->live.cold;
	sparkline_text(outcome->curve, series, utf8_wanted());
}

/* Judging a process takes longer than reading its samples. */
#define THREADS_MAX 16

struct verdicts_work {
	const struct config	*config;
	struct process		**list;
	struct outcome		*outcome;
	size_t			 count;
	atomic_size_t		 next;
};

static void
judging_work(struct verdicts_work *judging, struct judge_room *room)
{
	size_t	i;

	while ((i = atomic_fetch_add(&judging->next, 1)) < judging->count)
		outcome_make(&judging->outcome[i], judging->list[i],
		    judging->config, room);
}

/* The others do the work of a thread that has no memory. */
static void *
judging_thread(void *argument)
{
	struct judge_room	*room = judge_room_make();

	if (room != NULL)
		judging_work(argument, room);
	free(room);
	return NULL;
}

/* Series that were sampled alike, one behind the other, cost less. */
static int
alike_compare(const void *a, const void *b)
{
	const struct series	*x = &(*(struct process *const *)a)->series;
	const struct series	*y = &(*(struct process *const *)b)->series;

	return (x->used > y->used) - (x->used < y->used);
}

static void
judge_all(struct verdicts_work *judging, struct judge_room *room)
{
	pthread_t	thread[THREADS_MAX];
	size_t		wanted = threads_count(0, judging->count, 8, 0);
	size_t		made = 0;

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	while (made + 1 < wanted && pthread_create(&thread[made], NULL,
	    judging_thread, judging) == 0)
		made++;
	judging_work(judging, room);
	while (made > 0)
		pthread_join(thread[--made], NULL);
}

/* Leaks first, then undecided; within a verdict the fastest first. */
static int
outcome_compare(const void *a, const void *b)
{
	static const int	place[] = { [JUDGE_LEAK] = 0,
				    [JUDGE_UNDECIDED] = 1,
				    [JUDGE_NO_LEAK] = 2 };
	const struct outcome	*x = a, *y = b;
	int			 by = place[x->result.verdict] -
				    place[y->result.verdict];

	if (by == 0)
		by = (x->result.rate < y->result.rate) -
		    (x->result.rate > y->result.rate);
	if (by == 0)
		by = (x->order > y->order) - (x->order < y->order);
	return by;
}

/*
 * Quiet means leaks alone.  A state file is judged again each minute: there it
 * means leaks that are new, and those that are none any more.
 */
static bool
outcome_is_shown(const struct config *config, const struct outcome *outcome)
{
	bool	leak = outcome->result.verdict == JUDGE_LEAK;
	bool	changed = outcome->reported !=
		    (signed char)outcome->result.verdict;

	if (!config->quiet)
		return true;
	if (config->state == NULL || config->again)
		return leak;
	return changed && (leak || outcome->reported == JUDGE_LEAK);
}

/* Quiet and without a row, there is no header either. */
static void
header_print(struct report *report)
{
	if (!report->listed || !report->config->options.tsv)
		table_header(&report->table);
	report->listed = true;
}

static void
outcomes_print(struct report *report, const struct outcome *outcome,
    size_t count)
{
	bool	header = false;
	size_t	i;

	if (!report->config->quiet)
		header_print(report);
	report->leaks = report->undecided = false;
	for (i = 0; i < count; i++) {
		report->leaks |= outcome[i].result.verdict == JUDGE_LEAK;
		report->undecided |=
		    outcome[i].result.verdict == JUDGE_UNDECIDED;
		if (!outcome_is_shown(report->config, &outcome[i]))
			continue;
		if (report->config->quiet && !header)
			header_print(report);
		header = true;
		report_row(report, &outcome[i]);
	}
}

/* The sentence of the text view tells it; -o names what it wants. */
static bool
mappings_are_needed(const struct report *report)
{
	const struct options	*options = &report->config->options;

	return !report->config->no_smaps &&
	    ((!options->tsv && options->columns == NULL) ||
	    (table_need(&report->table) & NEED_MAPPINGS) != 0);
}

static const char *
columns_default(const struct config *config)
{
	if (config->options.tsv)
		return report_columns_tsv;
	if (config->naming.by != NULL || config->system)
		return config->work == NULL ? report_columns_keys :
		    report_columns_keys_work;
	return config->work == NULL ? report_columns_text :
	    report_columns_work;
}

/* The columns of bytes that memutils(7) names, and others' of like names. */
bool
value_is_bytes(const char *name)
{
	static const char	bytes[] = "anon,rss,swap,shmem,virt,shr,file,"
			    "pss,uss,swap_pss,hugetlb,huge,size,total,used,"
			    "free,available,buffers,cache,peak,data,stk,"
			    "pss_anon,pss_file,pss_shmem";
	size_t			length = name == NULL ? 0 : strlen(name);

	return name == NULL || list_has(bytes, name) || (length > 6 &&
	    strcmp(name + length - 6, "_bytes") == 0);
}

/* Counts have no unit. */
void
table_unit(struct table *table, bool bytes)
{
	if (!bytes)
		table->size = (struct size_format){ 0, false, false };
	else
		table->size.human |= !table->plain;
}

/* Sizes are for people in text, whatever -o names. */
void
report_begin(struct report *report, const struct config *config,
    struct processes *processes, struct out *out)
{
	const char	*value = config->naming.value;

	memset(report, 0, sizeof(*report));
	report->config = config;
	report->processes = processes;
	report->room = judge_room_make();
	if (report->room == NULL)
		alloc_failed();
	options_table(&config->options, &report->table, out, report_columns,
	    columns_default(config));
	report->needs_mappings = mappings_are_needed(report);
	report->words.value = value == NULL ? "memory" : value;
	report->words.bytes = value_is_bytes(value);
	report->table.squeeze = true;
	table_unit(&report->table, report->words.bytes);
}

void
report_ended(struct report *report, const struct outcome *outcome)
{
	report->ended = alloc_resize(report->ended,
	    (report->ended_count + 1) * sizeof(*report->ended));
	report->ended[report->ended_count++] = *outcome;
}

/*
 * Parts of the system that went too soon to be judged are not listed: services
 * come and go, each in a cgroup of its own.  Returns how many they are.
 */
static uint64_t
parts_unjudged_drop(struct report *report, struct outcome *outcome)
{
	size_t	i, kept = 0, count = report->judged;

	for (i = 0; i < count; i++)
		if (!outcome_is_gone(&outcome[i], report->config) ||
		    outcome[i].result.reason != JUDGE_TOO_SHORT)
			outcome[kept++] = outcome[i];
	report->judged = kept;
	return count - kept;
}

void
report_print(struct report *report)
{
	struct verdicts_work	judging = { .config = report->config };
	size_t		i;

	judging.list = processes_list(report->processes);
	for (i = 0; i < report->processes->count; i++)
		if (judging.list[i]->series.count > 0)
			judging.list[judging.count++] = judging.list[i];
	report->judged = judging.count + report->ended_count;
	judging.outcome = alloc((report->judged + 1) * sizeof(*judging.outcome));
	qsort(judging.list, judging.count, sizeof(*judging.list),
	    alike_compare);
	judge_all(&judging, report->room);
	if (report->config->naming.by == NULL)
		chances_pay(judging.outcome, judging.count);
	for (i = 0; i < judging.count; i++)
		judging.list[i]->verdict =
		    (signed char)judging.outcome[i].result.verdict;
	if (report->ended_count > 0)
		memcpy(judging.outcome + judging.count, report->ended,
		    report->ended_count * sizeof(*report->ended));
	report->parts_unjudged = parts_unjudged_drop(report, judging.outcome);
	qsort(judging.outcome, report->judged, sizeof(*judging.outcome),
	    outcome_compare);
	outcomes_print(report, judging.outcome, report->judged);
	free(judging.outcome);
	free(judging.list);
}

/*
 * Processes that ended too soon to be judged leave the answer undecided.  To
 * have seen none at all is an error.
 */
static void
nothing_judged(struct report *report)
{
	bool	started = report->config->command != NULL;

	report->undecided = report->unjudged > 0 || started;
	if (report->unjudged > 0 || report->trouble)
		return;
	complain(report->config->files ? "samples" : "processes",
	    "none to judge");
	report->trouble = !started;
}

static void
parts_unjudged_say(uint64_t count)
{
	char	text[64];

	if (count == 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " went too soon to judge",
	    count);
	complain("parts of the system", text);
}

int
report_answer(struct report *report)
{
	parts_unjudged_say(report->parts_unjudged);
	if (report->judged == 0)
		nothing_judged(report);
	if (report->leaks)
		return ANSWER_LEAK;
	if (report->trouble)
		return ANSWER_TROUBLE;
	if (report->command_status != 0)
		return report->command_status;
	return report->undecided ? ANSWER_UNDECIDED : ANSWER_NO_LEAK;
}

void
report_free(struct report *report)
{
	free(report->room);
	free(report->ended);
}
