/* sums.c: -g, the mappings of all processes summed by a key. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pass.h"
#include "sorted.h"

struct sum_row {
	uint64_t	 pid;
	const char	*path;
	const char	*kind;
	const char	*perms;
	uint64_t	 count;
	struct figures	 figures;
	uint64_t	 pid_start;
	const char	*name;
	uint64_t	 processes;
	uint64_t	 unread;
	unsigned	 partly;	/* as of struct tally */
};

#define CELL(member, width, type, help) \
	COLUMN_OF(sum_row, member, #member, #member, width, type, 0, help)
#define FIGURE(name, value, need, help) { #name, #name, 8, COLUMN_BYTES, \
	offsetof(struct sum_row, figures.name), help, need },

const struct column sum_columns[] = {
	CELL(pid, 7, COUNT, "the process, where it is one"),
	CELL(path, -1, TEXT, "with -g path"),
	CELL(kind, -8, TEXT, "with -g kind"),
	CELL(perms, -5, TEXT, "with -g perms"),
	CELL(count, 7, COUNT, "number of mappings"),
	FIGURES_EACH(FIGURE)
	CELL(pid_start, 10, COUNT, "when the process began: ticks since boot"),
	CELL(name, -8, TEXT, "with -g name"),
	CELL(processes, 9, COUNT, "number of processes that have it"),
	CELL(unread, 6, COUNT,
	    "processes that could not be read: they are in no sum"),
	{ .name = NULL }
};

struct sum_rows {
	struct mpmap		*mpmap;
	const struct targets	*targets;
	struct pass_result	 result;
	struct table		 table;
	struct order		 order;
	/* The same as sum_columns, with the key as wide as the keys are. */
	struct column		 column[COUNT_OF(sum_columns)];
};

/* A longer key pushes its row to the right. */
#define KEY_WIDTH_MAX 48

static bool
sum_is_partly(const struct column *column, const void *row)
{
	const struct sum_row	*sum = row;

	return figure_is_partly(column, offsetof(struct sum_row, figures),
	    sum->partly);
}

static const char *
sums_text_list(const struct sum_rows *sums)
{
	if (sums->mpmap->touched > 0)
		return "rss,touched,cold,swap,count";
	return sums->targets->named && sums->targets->count <= 1 ?
	    "size,rss,pss,swap,count" : "rss,pss,uss,swap,count,processes";
}

static void
sums_table(struct sum_rows *sums, struct out *out)
{
	struct mpmap	*mpmap = sums->mpmap;
	const char	*key = key_column(mpmap->group);
	char		 list[256];

	memcpy(sums->column, sum_columns, sizeof(sum_columns));
	if (mpmap->options.tsv)
		snprintf(list, sizeof(list), "pid,%s,count,size,rss,pss,uss,"
		    "shared_clean,shared_dirty,private_clean,private_dirty,"
		    "swap,swap_pss,locked,anon,huge,pid_start,processes,"
		    "touched,cold,unread", key);
	else
		snprintf(list, sizeof(list), "%s,%s", key,
		    sums_text_list(sums));
	options_table(&mpmap->options, &sums->table, out, sums->column, list);
	sums->table.partly = sum_is_partly;
	sorted_order(mpmap, &sums->order, sums->column, "rss,size", key);
}

static bool
sums_need_smaps(const struct sum_rows *sums)
{
	return ((table_need(&sums->table) | order_need(&sums->order)) &
	    NEED_SMAPS) != 0;
}

static struct column *
sums_key_column(struct sum_rows *sums)
{
	const char	*name = key_column(sums->mpmap->group);
	struct column	*column = sums->column;

	while (strcmp(column->name, name) != 0)
		column++;
	return column;
}

/* Mappings without a key are one group, whose key is absent. */
static struct sum_row
sum_row_of(struct sum_rows *sums, const char *key, const struct tally *tally)
{
	const struct targets	*targets = sums->targets;
	bool			 one = targets->named && targets->count == 1;
	struct sum_row		 row = {
		.pid = one ? (uint64_t)targets->pid[0] : CELL_ABSENT,
		.count = tally->count,
		.figures = tally_known(tally),
		.pid_start = one ? sums->result.start : CELL_ABSENT,
		.processes = tally->processes,
		.unread = sums->mpmap->denied,
		.partly = sums->mpmap->denied > 0 ? UINT_MAX : tally->partly,
	};
	size_t			 offset = sums_key_column(sums)->offset;

	if (*key != '\0')
		*(const char **)(void *)((char *)&row + offset) = key;
	return row;
}

static void
sums_total(struct sum_rows *sums, struct tally *total)
{
	const struct key_group	*group = groups_list(&sums->result.groups);
	size_t			 i, count = sums->result.groups.count;

	tally_clear(total);
	if (count == 0)
		figures_none(sums->result.smaps, &total->figures);
	for (i = 0; i < count; i++)
		tally_add(total, &group[i].side[AFTER]);
	total->processes = sums->result.processes;
}

static void
sums_key_widen(struct sum_rows *sums, const char *key)
{
	struct column	*column = sums_key_column(sums);
	size_t		 length = strlen(key);

	if (length > KEY_WIDTH_MAX)
		length = KEY_WIDTH_MAX;
	if ((size_t)-column->width < length)
		column->width = -(int)length;
}

static void
sums_print(struct sum_rows *sums)
{
	const struct key_groups	*groups = &sums->result.groups;
	const struct key_group	*group = groups_list(groups);
	struct sum_row		*row, last;
	struct tally		 total;
	size_t			 i;

	row = calloc(groups->count + 1, sizeof(*row));
	if (row == NULL) {
		options_complain_errno(&sums->mpmap->options, "memory");
		return;
	}
	for (i = 0; i < groups->count; i++) {
		row[i] = sum_row_of(sums, groups_key(groups, &group[i]),
		    &group[i].side[AFTER]);
		sums_key_widen(sums, groups_key(groups, &group[i]));
	}
	table_header(&sums->table);
	sorted_print(sums->mpmap, &sums->table, &sums->order, row,
	    sizeof(*row), groups->count);
	free(row);
	if (!sums->mpmap->total)
		return;
	sums_total(sums, &total);
	last = sum_row_of(sums, "total", &total);
	table_row(&sums->table, &last);
}

/* Nothing is printed where no process could be read. */
void
sums_show(struct mpmap *mpmap, const struct targets *targets, struct out *out)
{
	struct sum_rows	sums = { .mpmap = mpmap, .targets = targets };

	sums_table(&sums, out);
	if (pass_run(mpmap, targets, sums_need_smaps(&sums), &sums.result)) {
		if (sums.result.processes > 0)
			sums_print(&sums);
		pass_free(&sums.result);
	}
}
