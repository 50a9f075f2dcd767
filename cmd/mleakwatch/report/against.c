/*
 * against.c: does a newer version leak more than an older one?
 *
 * Both are judged by their own samples.  Processes of one name (or the series
 * of one key) are a group, whose rate is the mean of theirs; the interval of
 * the difference follows from those of the rates.
 */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

struct against_group {
	char	name[KEY_TEXT];
	size_t	count;
	double	rate_sum;
	double	half_squares;	/* of the half intervals */
	double	tolerated;	/* a rate that does not matter */
	bool	grows;		/* one of them is not level */
};

struct against_row {
	const char	*name;
	const char	*verdict;
	double		 rate_old;
	double		 rate_new;
	double		 change;
	double		 change_low;
	double		 change_high;
	double		 work_rate_old;
	double		 work_rate_new;
	double		 work_change;
	double		 work_change_low;
	double		 work_change_high;
};

#define CELL(member, title, width, type, help) \
	COLUMN_OF(against_row, member, #member, title, width, type, 0, help)

const struct column	against_columns[] = {
	CELL(verdict, "VERDICT", -9, TEXT, "more, not-more or undecided"),
	CELL(rate_old, "OLD/h", 10, RATE,
	    "growth of the older one, bytes/s in TSV"),
	CELL(rate_new, "NEW/h", 10, RATE, "growth of the newer one"),
	CELL(change, "CHANGE/h", 10, RATE, "the difference"),
	CELL(change_low, "LOW/h", 10, RATE, "its 95 % interval"),
	CELL(change_high, "HIGH/h", 10, RATE, "its 95 % interval"),
	CELL(work_rate_old, "OLD", 10, REAL,
	    "growth of the older one by unit of work, --work"),
	CELL(work_rate_new, "NEW", 10, REAL, "growth of the newer one"),
	CELL(work_change, "CHANGE", 10, REAL, "the difference"),
	CELL(work_change_low, "LOW", 10, REAL, "its 95 % interval"),
	CELL(work_change_high, "HIGH", 10, REAL, "its 95 % interval"),
	CELL(name, "COMMAND", -15, TEXT, "name, or key"),
	{ .name = NULL }
};

/* Growth by a tenth of the memory in the time watched, as in a verdict. */
static double
rate_tolerated(const struct outcome *outcome, const struct config *config)
{
	double	span = outcome->span;
	double	tenth = span > 0 ? outcome->first / 10 / span : 0;

	return config->judge.min_rate > 0 ? config->judge.min_rate : tenth;
}

static void
group_name(char name[KEY_TEXT], const struct outcome *outcome)
{
	if (outcome->keyed)
		key_text(name, outcome->host);
	else
		snprintf(name, KEY_TEXT, "%s", outcome->comm);
}

static struct against_group *
group_of(struct against_group *list, size_t count, const char *name)
{
	size_t	i;

	for (i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static struct against_group *
group_find(struct against_group **list, size_t *count, const char *name)
{
	struct against_group	*group = group_of(*list, *count, name);

	if (group != NULL)
		return group;
	*list = alloc_resize(*list, (*count + 1) * sizeof(**list));
	group = &(*list)[(*count)++];
	memset(group, 0, sizeof(*group));
	snprintf(group->name, sizeof(group->name), "%s", name);
	return group;
}

static struct against_group *
groups_make(const struct processes *processes, const struct config *config,
    size_t *count)
{
	struct against_group	*list = NULL, *group;
	struct process		**process = processes_list(processes);
	struct outcome		 outcome;
	char			 name[sizeof(group->name)];
	struct judge_room	*room = judge_room_make();
	double			 half;
	size_t			 i;

	if (room == NULL)
		alloc_failed();
	*count = 0;
	for (i = 0; process[i] != NULL; i++) {
		if (process[i]->series.count == 0)
			continue;
		outcome_make(&outcome, process[i], config, room);
		if (outcome.result.reason == JUDGE_TOO_SHORT)
			continue;
		group_name(name, &outcome);
		group = group_find(&list, count, name);
		half = (outcome.result.rate_high -
		    outcome.result.rate_low) / 2;
		group->count++;
		group->rate_sum += outcome.result.rate;
		group->half_squares += half * half;
		group->tolerated = fmax(group->tolerated,
		    rate_tolerated(&outcome, config));
		group->grows |= outcome.result.verdict != JUDGE_NO_LEAK;
	}
	free(room);
	free(process);
	return list;
}

static enum answer
row_fill(struct against_row *row, const struct against_group *old,
    const struct against_group *new)
{
	double	half;

	row->name = new->name;
	row->rate_old = old->rate_sum / (double)old->count;
	row->rate_new = new->rate_sum / (double)new->count;
	half = sqrt(old->half_squares) / (double)old->count;
	half = hypot(half, sqrt(new->half_squares) / (double)new->count);
	row->change = row->rate_new - row->rate_old;
	row->change_low = row->change - half;
	row->change_high = row->change + half;
	if (new->grows && row->change_low > 0) {
		row->verdict = "more";
		return ANSWER_LEAK;
	}
	if (!new->grows || row->change_high <= fmax(new->tolerated, 0)) {
		row->verdict = "not-more";
		return ANSWER_NO_LEAK;
	}
	row->verdict = "undecided";
	return ANSWER_UNDECIDED;
}

/* Rates are in time or by work, never both. */
static void
row_by_clock(struct against_row *row, bool by_work)
{
	double	none = (double)NAN;

	row->work_rate_old = by_work ? row->rate_old : none;
	row->work_rate_new = by_work ? row->rate_new : none;
	row->work_change = by_work ? row->change : none;
	row->work_change_low = by_work ? row->change_low : none;
	row->work_change_high = by_work ? row->change_high : none;
	if (by_work)
		row->rate_old = row->rate_new = row->change =
		    row->change_low = row->change_high = none;
}

/* More outweighs undecided, and that not more. */
static enum answer
answer_worse(enum answer a, enum answer b)
{
	if (a == ANSWER_LEAK || b == ANSWER_LEAK)
		return ANSWER_LEAK;
	return a == ANSWER_UNDECIDED ? a : b;
}

static enum answer
groups_print(struct table *table, const struct config *config,
    struct against_group *old, size_t old_count,
    const struct against_group *new, size_t new_count)
{
	const struct against_group	*same;
	struct against_row		 row;
	enum answer			 answer = ANSWER_NO_LEAK, one;
	size_t				 i, compared = 0, shown = 0;

	for (i = 0; i < new_count; i++) {
		same = group_of(old, old_count, new[i].name);
		if (same == NULL)
			continue;
		compared++;
		one = row_fill(&row, same, &new[i]);
		row_by_clock(&row, config->work != NULL);
		answer = answer_worse(answer, one);
		if (config->quiet && one != ANSWER_LEAK)
			continue;
		if (shown++ == 0)
			table_header(table);
		table_row(table, &row);
	}
	if (compared > 0)
		return answer;
	complain("--against", "no name is in both, with samples enough");
	return ANSWER_UNDECIDED;
}

enum answer
report_against(const struct config *config, struct out *out,
    const struct processes *old, const struct processes *new)
{
	struct against_group	*old_list, *new_list;
	size_t			 old_count, new_count;
	struct table		 table;
	enum answer		 answer;

	options_table(&config->options, &table, out, against_columns,
	    config->work != NULL ? "verdict,work_rate_old,work_rate_new,"
	    "work_change,work_change_low,work_change_high,name" :
	    "verdict,rate_old,rate_new,change,change_low,change_high,name");
	table.squeeze = true;
	table_unit(&table, value_is_bytes(config->naming.value));
	old_list = groups_make(old, config, &old_count);
	new_list = groups_make(new, config, &new_count);
	answer = groups_print(&table, config, old_list, old_count, new_list,
	    new_count);
	free(old_list);
	free(new_list);
	return answer;
}
