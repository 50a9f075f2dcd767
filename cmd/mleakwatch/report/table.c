/* table.c: the table of verdicts. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <meminfo.h>

#include "mleakwatch/stacks/lost_by.h"
#include "report.h"

/* Holds the name of a column, that it is by rss, and how it ended. */
#define WHY_COLUMN 40
#define WHY_MORE (WHY_COLUMN + 192)

struct verdict_row {
	const char	*host;
	uint64_t	 pid;
	uint64_t	 start;
	const char	*comm;
	const char	*verdict;
	const char	*class;
	double		 confidence;
	uint64_t	 samples;
	uint64_t	 from;			/* Unix milliseconds */
	uint64_t	 to;
	uint64_t	 anon_first;
	uint64_t	 anon_last;
	double		 rate;			/* bytes a second */
	double		 rate_low;
	double		 rate_high;
	double		 exhaust_s;
	double		 exhaust_low;
	double		 exhaust_high;
	const char	*limit;
	const char	*reachability;
	const char	*why;
	double		 rate_hour;		/* bytes an hour */
	double		 rate_hour_low;
	double		 rate_hour_high;
	double		 growth;
	double		 step;
	uint64_t	 step_time;
	const char	*curve;
	const char	*signal;
	const char	*where;
	const char	*ended;
	const char	*key;
	const char	*work;
	double		 work_rate;
	double		 work_rate_low;
	double		 work_rate_high;
	double		 grew[MAPPING_KINDS];
	uint64_t	 since;			/* Unix milliseconds */
	double		 rate_most;		/* bytes a second */
	double		 level_s;
	double		 idle_s;
	double		 cold_pct;
	double		 cold_s;
	const char	*cold_where;
	double		 lost_by_pct;
	uint64_t	 lost_by_blocks;
	const char	*lost_by;
	char		 why_text[JUDGE_WHY + WHY_MORE + REACHABILITY_TEXT +
			    COLD_TEXT + CACHES_TEXT];
	char		 cold_text[MAPPINGS_TEXT];
	char		 reach_text[16];
	char		 where_text[MAPPINGS_TEXT];
	char		 key_text[KEY_TEXT];
	char		 host_text[MEMINFO_HOST_MAX];
};

#define CELL(member, title, width, type, help) \
	COLUMN_OF(verdict_row, member, #member, title, width, type, 0, help)
#define GREW(name, kind, title, help) \
	{ name, title, 8, COLUMN_AMOUNT, offsetof(struct verdict_row, grew) + \
	(kind) * sizeof(double), help, NEED_MAPPINGS }

const struct column	report_columns[REPORT_COLUMNS] = {
	/* The verdict */
	CELL(host, "HOST", -12, TEXT, "the system's name"),
	CELL(pid, "PID", 7, COUNT, "process id"),
	CELL(start, "START", 10, COUNT, "ticks since boot"),
	CELL(comm, "COMMAND", -15, TEXT, "name; in text, or key"),
	CELL(key, "KEY", -20, TEXT, "cells of --by"),
	CELL(verdict, "VERDICT", -9, TEXT, "leak, no-leak or undecided"),
	CELL(class, "CLASS", -10, TEXT,
	    "recurring, sporadic, one-time or implicit"),
	CELL(confidence, "CONF", 6, REAL, "in the verdict, 0 to 1"),
	CELL(samples, "SAMPLES", 7, COUNT, "that were judged"),
	CELL(from, "FROM", 14, MSEC, "time of the first sample"),
	CELL(to, "TO", 14, MSEC, "time of the last sample"),
	CELL(anon_first, "FIRST", 6, BYTES, "memory in the first sample"),
	CELL(anon_last, "LAST", 6, BYTES, "memory in the last one"),
	CELL(growth, "GROWTH", 8, AMOUNT, "since the first sample"),
	CELL(curve, "CURVE", -8, TEXT, "memory over time"),
	CELL(why, "WHY", -20, TEXT, "the reason"),
	CELL(signal, "SIGNAL", -6, TEXT,
	    "anon, or rss where only that was known"),
	CELL(ended, "ENDED", -6, TEXT,
	    "ended, gone, killed (OOM killer), maybe (it struck)"),
	CELL(work, "WORK", -8, TEXT, "the clock of --work"),
	CELL(reachability, "REACH", -9, TEXT,
	    "what grew: lost, reachable, held, cold, unknown"),
	/* From REPORT_RATES on: rates and time left */
	CELL(rate, "RATE/h", 8, RATE, "growth, bytes/s in TSV"),
	CELL(rate_low, "LOW/h", 8, RATE, "its 95 % interval"),
	CELL(rate_high, "HIGH/h", 8, RATE, "its 95 % interval"),
	CELL(rate_hour, "RATE/h", 8, AMOUNT, "rate, bytes/h in TSV"),
	CELL(rate_hour_low, "LOW/h", 8, AMOUNT, "its 95 % interval"),
	CELL(rate_hour_high, "HIGH/h", 8, AMOUNT, "its 95 % interval"),
	CELL(rate_most, "MOST/h", 8, RATE,
	    "no-leak: growth is no faster than this"),
	CELL(since, "SINCE", 14, MSEC, "the rate holds from then on"),
	CELL(level_s, "LEVEL", 7, DURATION,
	    "level for so long, up to the last sample"),
	CELL(idle_s, "IDLE", 7, DURATION,
	    "without CPU time for so long, at the end"),
	CELL(step, "STEP", 8, AMOUNT, "the greatest single rise"),
	CELL(step_time, "STEP_TIME", 14, MSEC, "when it was"),
	CELL(work_rate, "PER_WORK", 10, REAL, "growth by a unit of work"),
	CELL(work_rate_low, "LOW", 10, REAL, "its 95 % interval"),
	CELL(work_rate_high, "HIGH", 10, REAL, "its 95 % interval"),
	CELL(exhaust_s, "LASTS", 7, DURATION,
	    "until the limit is reached at this rate"),
	CELL(exhaust_low, "LASTS>=", 7, DURATION, "at least"),
	CELL(exhaust_high, "LASTS<=", 7, DURATION, "at most"),
	CELL(limit, "LIMIT", -6, TEXT,
	    "the nearest: cgroup, as, data or memory"),
	/* From REPORT_WHERE on: where it grew */
	{ "where", "WHERE", -20, COLUMN_TEXT,
	    offsetof(struct verdict_row, where), "shares of the growth",
	    NEED_MAPPINGS },
	GREW("grew_heap", MAPPING_HEAP, "HEAP+", "growth of [heap]"),
	GREW("grew_anon", MAPPING_ANON, "ANON+", "of anonymous mappings"),
	GREW("grew_stack", MAPPING_STACK, "STACK+", "of [stack]"),
	GREW("grew_shmem", MAPPING_SHMEM, "SHMEM+", "of shared memory"),
	GREW("grew_file", MAPPING_FILE, "FILE+",
	    "of written pages of mapped files"),
	GREW("grew_hugetlb", MAPPING_HUGETLB, "HUGETLB+",
	    "of reserved huge pages"),
	CELL(cold_pct, "COLD%", 6, SHARE,
	    "share of the growth that is not touched"),
	CELL(cold_s, "COLD_FOR", 8, DURATION, "time that it was not touched"),
	CELL(cold_where, "COLD_IN", -20, TEXT,
	    "shares of the growth that is cold"),
	CELL(lost_by_pct, "LOST_BY%", 8, SHARE,
	    "share of the heaviest stack in what --stacks named"),
	CELL(lost_by_blocks, "BLOCKS", 7, COUNT, "blocks of that stack"),
	CELL(lost_by, "LOST_BY", -24, TEXT,
	    "that stack: calls with ; between, the caller last"),
	{ .name = NULL }
};

const char	report_columns_tsv[] = "host,pid,start,comm,verdict,class,"
    "confidence,samples,from,to,anon_first,anon_last,rate,rate_low,"
    "rate_high,exhaust_s,exhaust_low,exhaust_high,limit,reachability,why,"
    "rate_hour,rate_hour_low,rate_hour_high,growth,step,step_time,signal,where,"
    "grew_heap,grew_anon,grew_stack,grew_shmem,grew_file,grew_hugetlb,since,"
    "rate_most,level_s,idle_s,ended,key,work,work_rate,work_rate_low,"
    "work_rate_high,cold_pct,cold_s,cold_where,lost_by_pct,lost_by_blocks,"
    "lost_by";
const char	report_columns_text[] = "pid,verdict,class,growth,rate,rate_low,"
    "rate_high,exhaust_low,curve,comm";
const char	report_columns_keys[] = "verdict,class,growth,rate,rate_low,"
    "rate_high,curve,key";
const char	report_columns_keys_work[] = "verdict,class,growth,work_rate,"
    "work_rate_low,work_rate_high,curve,key";
const char	report_columns_work[] = "pid,verdict,class,growth,work_rate,"
    "work_rate_low,work_rate_high,curve,comm";

/* Nothing is foretold beyond a century. */
static double
time_left(double left, double rate)
{
	double	seconds = left > 0 ? left / rate : 0;

	return rate > 0 && seconds <= 100 * 366 * 86400.0 ? seconds :
	    (double)NAN;
}

/* Its growth does not go on. */
static bool
leaked_once(const struct judge_result *result)
{
	return result->verdict == JUDGE_LEAK &&
	    result->class == JUDGE_ONE_TIME;
}

/*
 * Only growth that goes on comes to an end.  A step, and growth that may have
 * ended, have none that could be told.
 */
static void
row_exhaust(struct verdict_row *row, const struct outcome *outcome)
{
	static const char *const	name[] = {
		[LIMIT_CGROUP] = "cgroup", [LIMIT_AS] = "as",
		[LIMIT_DATA] = "data", [LIMIT_MEMORY] = "memory"
	};
	const struct judge_result	*result = &outcome->result;

	row->exhaust_s = row->exhaust_low = row->exhaust_high = (double)NAN;
	if (outcome->limit == LIMIT_NONE || outcome->ended ||
	    outcome->by_work || leaked_once(result) ||
	    result->verdict != JUDGE_LEAK)
		return;
	row->exhaust_s = time_left(outcome->left, result->rate);
	row->exhaust_low = time_left(fmax(0, outcome->left -
	    result->swing), result->rate_high);
	row->exhaust_high = time_left(outcome->left + result->swing,
	    result->rate_low);
	row->limit = name[outcome->limit];
}

/* Without a leak there is no rate at which it would go on. */
static void
row_rates(struct verdict_row *row, const struct outcome *outcome)
{
	const struct judge_result	*result = &outcome->result;
	bool				 none, work, time;

	none = result->reason == JUDGE_TOO_SHORT ||
	    result->verdict == JUDGE_NO_LEAK || leaked_once(result);
	time = !none && !outcome->by_work;
	work = !none && outcome->by_work;
	row->rate = time ? result->rate : (double)NAN;
	row->rate_low = time ? result->rate_low : (double)NAN;
	row->rate_high = time ? result->rate_high : (double)NAN;
	row->work_rate = work ? result->rate : (double)NAN;
	row->work_rate_low = work ? result->rate_low : (double)NAN;
	row->work_rate_high = work ? result->rate_high : (double)NAN;
	row->rate_hour = row->rate * 3600;
	row->rate_hour_low = row->rate_low * 3600;
	row->rate_hour_high = row->rate_high * 3600;
}

static void
work_unit(char text[64], enum work_clock clock)
{
	if (clock == WORK_CPU)
		snprintf(text, 64, "CPU second");
	else if (clock == WORK_READS)
		snprintf(text, 64, "read(2)");
	else
		snprintf(text, 64, "unit of work");
}

/* "207.9 B", "25 MiB": small ones are known to the byte. */
static const char *
work_amount(char text[SENTENCE_PART], double value,
    const struct judge_words *words)
{
	if (!(fabs(value) < 10000))
		return sentence_amount(text, value, words);
	snprintf(text, SENTENCE_PART, "%.4g%s", value,
	    words->bytes ? " B" : "");
	return text;
}

/* "207.3 to 208.9 B", "25 MiB to 26 MiB" */
#define WORK_AMOUNTS (2 * SENTENCE_PART + sizeof(" to "))

static void
work_amounts(char text[WORK_AMOUNTS], double low, double high,
    const struct judge_words *words)
{
	char	from[SENTENCE_PART], to[SENTENCE_PART];

	work_amount(from, low, words);
	if (fabs(low) < 10000 && fabs(high) < 10000)
		from[strcspn(from, " ")] = '\0';
	snprintf(text, WORK_AMOUNTS, "%s to %s", from,
	    work_amount(to, high, words));
}

/* judge_why() speaks of hours. */
static void
work_why(char text[JUDGE_WHY], const struct report *report,
    const struct outcome *outcome)
{
	const struct judge_result *result = &outcome->result;
	char		 amounts[WORK_AMOUNTS], most[SENTENCE_PART];
	char		 unit[64];

	work_amounts(amounts, result->rate_low, result->rate_high,
	    &report->words);
	work_amount(most, result->rate_most, &report->words);

	work_unit(unit, outcome->work_clock);
	if (result->reason == JUDGE_TOO_SHORT)
		snprintf(text, JUDGE_WHY, "too few samples with work done%s",
		    outcome->work_clock == WORK_READS ?
		    " (recv(2) is no read: --work cpu counts all)" : "");
	else if (result->verdict == JUDGE_LEAK)
		snprintf(text, JUDGE_WHY, "it grows by %s a %s", amounts,
		    unit);
	else if (result->verdict == JUDGE_NO_LEAK)
		snprintf(text, JUDGE_WHY, "it does not go on growing with "
		    "work: %s a %s at most", most, unit);
	else if (result->reason == JUDGE_GONE)
		snprintf(text, JUDGE_WHY, "it grew by %s a %s, as long as it "
		    "was there", amounts, unit);
	else if (outcome->work_denied)
		snprintf(text, JUDGE_WHY, "it grew by %s a %s, but over time "
		    "it does not go on: more work will tell", amounts, unit);
	else if (result->rate_high > 0)
		snprintf(text, JUDGE_WHY, "%s a %s: growth and swings cannot "
		    "be told apart yet", amounts, unit);
	else
		snprintf(text, JUDGE_WHY, "growth and swings cannot be told "
		    "apart yet");
}

/* Before 1970 there were no samples. */
static uint64_t
milliseconds(double seconds)
{
	return seconds < 0 ? CELL_ABSENT : (uint64_t)(seconds * 1000 + 0.5);
}

void
key_text(char text[KEY_TEXT], const char *host)
{
	char	*at;

	snprintf(text, KEY_TEXT, "%s", strchr(host, '\t') + 1);
	for (at = text; (at = strchr(at, '\t')) != NULL; at++)
		*at = ',';
}

static void
row_key(struct verdict_row *row, const char *host)
{
	key_text(row->key_text, host);
	row->key = row->key_text;
	snprintf(row->host_text, sizeof(row->host_text), "%.*s",
	    (int)strcspn(host, "\t"), host);
	row->host = row->host_text[0] == '\0' ? NULL : row->host_text;
	row->pid = row->start = CELL_ABSENT;
}

static void
row_identify(struct verdict_row *row, const struct report *report,
    const struct outcome *outcome)
{
	const struct config	*config = report->config;

	row->host = outcome->host[0] == '\0' ? NULL : outcome->host;
	/* A file without pids has one series, which is no process. */
	row->pid = outcome->pid == 0 ? CELL_ABSENT : outcome->pid;
	row->start = outcome->pid == 0 ? CELL_ABSENT : outcome->start;
	row->comm = outcome->comm[0] == '\0' ? NULL : outcome->comm;
	row->samples = outcome->samples;
	row->from = milliseconds(outcome->from);
	row->to = milliseconds(outcome->to);
	row->anon_first = (uint64_t)outcome->first;
	row->anon_last = (uint64_t)outcome->last;
	row->growth = outcome->last - outcome->first;
	row->signal = config->naming.value != NULL ? config->naming.value :
	    outcome->by_rss ? "rss" : "anon";
	row->work = config->work_clock != WORK_AUTO ? config->work :
	    outcome->work_clock == WORK_READS ? "reads" : "cpu";
	row->curve = outcome->curve;
	if (outcome->keyed) {
		row_key(row, outcome->host);
		/* Files may have processes and keys: text has one name. */
		if (!config->options.tsv && row->comm == NULL)
			row->comm = row->key;
	}
}

/* TSV keeps the older name: it is an interface. */
static const char *
class_text(enum judge_class class, bool tsv)
{
	if (class == JUDGE_NONE)
		return NULL;
	return class == JUDGE_IMPLICIT && !tsv ? "until-exit" :
	    judge_class_name(class);
}

/* Over work there are no stretches of time. */
static void
row_stretches(struct verdict_row *row, const struct outcome *outcome)
{
	const struct judge_result	*result = &outcome->result;
	bool				 time = !outcome->by_work;

	row->since = time && result->reason != JUDGE_TOO_SHORT ?
	    milliseconds(result->since) : CELL_ABSENT;
	row->rate_most = time && result->verdict == JUDGE_NO_LEAK ?
	    result->rate_most : (double)NAN;
	row->level_s = time && result->level_s > 0 ? result->level_s :
	    (double)NAN;
	row->idle_s = time && result->idle_s > 0 ? result->idle_s :
	    (double)NAN;
}

static void
row_ended(struct verdict_row *row, const struct report *report,
    const struct outcome *outcome)
{
	static const char *const	word[] = { "ended", "maybe",
					    "killed" };
	static const char *const	text[] = { "it has ended",
		"it ended while the OOM killer was at work",
		"the OOM killer ended it" };
	char				amount[SENTENCE_PART];
	size_t				used = strlen(row->why_text);

	if (!outcome->ended)
		return;
	sentence_amount(amount, outcome->last, &report->words);
	row->ended = outcome->keyed ? "gone" : word[outcome->oom_end];
	snprintf(row->why_text + used, sizeof(row->why_text) - used,
	    "; %s, with %s in its last sample", outcome->keyed ?
	    "it has gone" : text[outcome->oom_end], amount);
}

/* Scans of the heap tell more, where there were any. */
static void
row_cold(struct verdict_row *row, const struct outcome *outcome)
{
	double	share = outcome->cold_looked ? cold_share(&outcome->cold) :
		    (double)NAN;

	row->cold_pct = 100 * share;
	row->cold_s = isnan(share) ? share : outcome->cold.stretch_s;
	if (!outcome->cold_looked)
		return;
	if (!isnan(share) &&
	    mappings_text(row->cold_text, &outcome->cold.cold) > 0)
		row->cold_where = row->cold_text;
	if (row->reachability == NULL) {
		snprintf(row->reach_text, sizeof(row->reach_text),
		    isnan(share) ? "unknown" : "cold %.0f %%", 100 * share);
		row->reachability = row->reach_text;
	}
	cold_text(row->why_text + strlen(row->why_text), &outcome->cold);
}

static void
row_losers(struct verdict_row *row, const struct outcome *outcome)
{
	const struct lost_by	*lost_by = outcome->lost_by;

	row->lost_by_pct = (double)NAN;
	row->lost_by_blocks = CELL_ABSENT;
	if (lost_by == NULL || lost_by->count == 0 ||
	    outcome->result.verdict != JUDGE_LEAK)
		return;
	row->lost_by = lost_by->stack[0].calls;
	row->lost_by_blocks = lost_by->stack[0].blocks;
	row->lost_by_pct = 100 * (double)lost_by->stack[0].bytes /
	    (double)lost_by->bytes;
}

/* "threads: it grew ...": the sentence knows the column, and no cause. */
static void
row_name_column(struct verdict_row *row, const char *column)
{
	char	name[WHY_COLUMN + 3];
	size_t	length;

	if (column == NULL)
		return;
	length = (size_t)snprintf(name, sizeof(name), "%.*s: ", WHY_COLUMN,
	    column);
	memmove(row->why_text + length, row->why_text,
	    strlen(row->why_text) + 1);
	memcpy(row->why_text, name, length);
}

static void
row_verdict(struct verdict_row *row, const struct report *report,
    const struct outcome *outcome)
{
	const struct judge_result	*result = &outcome->result;
	bool				 step = result->step > 0;

	row->verdict = judge_verdict_name(result->verdict);
	row->class = class_text(result->class, report->table.tsv);
	row->confidence = result->reason == JUDGE_TOO_SHORT ||
	    outcome->scan_decided ? (double)NAN : result->confidence;
	row->step = step ? result->step : (double)NAN;
	row->step_time = step && !outcome->by_work ?
	    milliseconds(result->step_time) : CELL_ABSENT;
	row_stretches(row, outcome);
	if (outcome->by_work)
		work_why(row->why_text, report, outcome);
	else
		judge_why(row->why_text, result, &report->words);
	row_name_column(row, report->config->naming.value);
	if (outcome->by_rss)
		strcat(row->why_text,
		    "; by rss, in which mapped files count too");
	row_ended(row, report, outcome);
	row->reachability = reachability_name(outcome->reachability);
	reachability_text(row->why_text + strlen(row->why_text), outcome);
	row_cold(row, outcome);
	/* Samples of a file may be another kernel's. */
	if (report->config->system && row->key != NULL &&
	    result->verdict == JUDGE_LEAK)
		caches_text(row->why_text + strlen(row->why_text),
		    report->config->options.root, row->key);
	row->why = row->why_text;
}

static void
row_mappings(struct verdict_row *row, const struct outcome *outcome)
{
	const struct mappings	*mappings = &outcome->mappings;
	int			 i;

	for (i = 0; i < MAPPING_KINDS; i++)
		row->grew[i] = outcome->scanned ?
		    mapping_growth(mappings, i) : (double)NAN;
	if (outcome->scanned && mappings_text(row->where_text, mappings) > 0)
		row->where = row->where_text;
}

static void
row_make(struct verdict_row *row, const struct report *report,
    const struct outcome *outcome)
{
	memset(row, 0, sizeof(*row));
	row_identify(row, report, outcome);
	row_verdict(row, report, outcome);
	row_rates(row, outcome);
	row_exhaust(row, outcome);
	row_mappings(row, outcome);
	row_losers(row, outcome);
}

/* In text the sentence stands on a line of its own. */
void
report_row(struct report *report, const struct outcome *outcome)
{
	const struct options	*options = &report->config->options;
	struct out		*out = report->table.out;
	struct verdict_row	 row;

	row_make(&row, report, outcome);
	table_row(&report->table, &row);
	if (options->tsv || options->columns != NULL)
		return;
	out_fill(out, ' ', 8);
	out_text(out, row.why);
	if (row.where != NULL &&
	    outcome->result.verdict != JUDGE_NO_LEAK) {
		out_text(out, "; in ");
		out_text(out, row.where);
	}
	out_char(out, '\n');
	losers_put(out, outcome);
}
