/* detail.c: rows of holders, largest first, and the rest. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mfree/where/detail.h"

/* Rows of text without -n: they fit on a screen. */
#define DETAIL_LINES 20

struct detail_row
detail_row_empty(const char *kind)
{
	struct detail_row	row;

	memset(&row, 0xff, sizeof(row));	/* absent */
	row.kind = kind;
	row.mem_pct = NAN;
	row.comm = NULL;
	row.reclaimable = NULL;
	row.name = NULL;
	return row;
}

bool
detail_system(struct detail *detail, struct meminfo_system *system)
{
	if (!options_system_read(&detail->mfree->options, system))
		return false;
	detail->total = system->total;
	return true;
}

bool
detail_add(struct detail *detail, const struct detail_row *row)
{
	struct detail_row	copy = *row;

	if (row->name != NULL)
		copy.name = strdup(row->name);
	if ((row->name == NULL || copy.name != NULL) &&
	    grow_copy(&detail->rows, &copy, sizeof(copy)))
		return true;
	options_complain_errno(&detail->mfree->options, "--where");
	free((void *)(uintptr_t)copy.name);
	return false;
}

static size_t
detail_count(const struct detail *detail)
{
	return detail->rows.used / sizeof(struct detail_row);
}

static int
detail_compare(const void *a, const void *b)
{
	const struct detail_row	*x = a, *y = b;

	if (x->size != y->size) {
		if (x->size == CELL_ABSENT || y->size == CELL_ABSENT)
			return x->size == CELL_ABSENT ? 1 : -1;
		return x->size < y->size ? 1 : -1;
	}
	if (x->name == NULL || y->name == NULL)
		return (x->name == NULL) - (y->name == NULL);
	return strcmp(x->name, y->name);
}

/* A process may have ended since: it then has no name. */
static void
detail_row_show(struct detail *detail, struct table *table, int proc,
    struct detail_row *row)
{
	struct meminfo_stat	stat;

	row->time = detail->mfree->time_msec;
	if (row->pid != CELL_ABSENT && proc != -1 && row->comm == NULL &&
	    meminfo_stat_read(proc, (pid_t)row->pid, &stat) == 0)
		row->comm = stat.comm;
	if (row->size != CELL_ABSENT && detail->total != CELL_ABSENT &&
	    detail->total > 0)
		row->mem_pct = 100.0 * (double)(int64_t)row->size /
		    (double)detail->total;
	table_row(table, row);
	row->comm = NULL;
}

/* A row for all that -n leaves out, named by their number. */
static void
detail_others_show(struct detail *detail, struct table *table,
    const struct detail_row *left, size_t count)
{
	struct detail_row	others = detail_row_empty("others");
	char			name[32];
	size_t			i;

	if (count == 0)
		return;
	others.size = 0;
	for (i = 0; i < count; i++)
		if (left[i].size != CELL_ABSENT)
			others.size += left[i].size;
	snprintf(name, sizeof(name), "%zu more", count);
	others.name = name;
	detail_row_show(detail, table, -1, &others);
}

static uint64_t
detail_sum(const struct detail *detail, const struct detail_row *row)
{
	uint64_t	sum = 0;
	size_t		i;

	for (i = 0; i < detail_count(detail); i++)
		if (row[i].size != CELL_ABSENT)
			sum += row[i].size;
	return sum;
}

void
detail_show(struct detail *detail, struct table *table)
{
	struct detail_row	*row = (void *)detail->rows.bytes;
	struct detail_row	 rest = detail_row_empty("rest");
	size_t			 count = detail_count(detail), lines = count, i;
	int			 proc = -1;

	if (detail->mfree->lines > 0)
		lines = (size_t)detail->mfree->lines;
	else if (!table->tsv)
		lines = DETAIL_LINES;
	if (lines > count)
		lines = count;
	if (count > 0)
		qsort(row, count, sizeof(*row), detail_compare);
	if (table_has(table, "comm"))
		proc = meminfo_proc_open(detail->mfree->options.root);
	table_header(table);
	for (i = 0; i < lines; i++)
		detail_row_show(detail, table, proc, &row[i]);
	detail_others_show(detail, table, row + lines, count - lines);
	if (detail->whole != CELL_ABSENT) {
		rest.size = detail->whole - detail_sum(detail, row);
		detail_row_show(detail, table, -1, &rest);
		rest = detail_row_empty("total");
		rest.size = detail->whole;
		detail_row_show(detail, table, -1, &rest);
	}
	if (proc != -1)
		close(proc);
}

void
detail_free(struct detail *detail)
{
	struct detail_row	*row = (void *)detail->rows.bytes;
	size_t			 i;

	for (i = 0; i < detail_count(detail); i++)
		free((void *)(uintptr_t)row[i].name);
	grow_free(&detail->rows);
}

bool
detail_view_show(struct mfree *mfree, struct table *table,
    bool (*read)(struct detail *, const struct meminfo_system *))
{
	struct detail		detail = { .mfree = mfree };
	struct meminfo_system	system;
	bool			shown;

	shown = detail_system(&detail, &system) && read(&detail, &system);
	if (shown)
		detail_show(&detail, table);
	detail_free(&detail);
	return shown;
}
