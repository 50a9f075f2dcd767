/* view.c: what is shown of the rows, and in which order. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/parse.h"
#include "view.h"

/* The widest column of group names; longer names push the rest. */
#define KEY_WIDTH_MAX 40

/* The least that COMMAND needs to tell who it is. */
#define COMMAND_WIDTH 8

/* Left out first where a terminal has no room for all that is usual. */
static const enum column_number	seldom[] = {
	COLUMN_nice, COLUMN_pri, COLUMN_virt, COLUMN_shr, COLUMN_cputime,
	COLUMN_state, COLUMN_cpu_pct
};

/*
 * Only a terminal has a width, or watch(1), which tells it in COLUMNS.  In a
 * pipe nothing is cut.
 */
size_t
line_limit(const struct mtop *mtop)
{
	struct winsize	 size;
	const char	*told = getenv("COLUMNS");
	int64_t		 width;

	if (mtop->options.tsv)
		return 0;
	if (mtop->wide)
		return (size_t)mtop->width;
	if (isatty(STDOUT_FILENO) == 1 &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != -1)
		return size.ws_col;
	return told != NULL && parse_count(told, &width) && width < 65536 ?
	    (size_t)width : 0;
}

/* Sums in which memory that processes share is counted twice are marked. */
static void
titles_make(struct view *view, const struct mtop *mtop)
{
	bool		 sums = mtop->group != NULL || mtop->total;
	struct column	*column;
	size_t		 i;

	memcpy(view->titled, columns, sizeof(view->titled));
	view->titled[COLUMN_pid].width = mtop->machine.pid_width;
	view->titled[COLUMN_ppid].width = mtop->machine.pid_width;
	view->titled[COLUMN_tree].width = mtop->machine.pid_width;
	for (i = 0; i < COLUMN_NUMBERS; i++) {
		column = &view->titled[i];
		if (!sums || fillings[i].sum != TWICE)
			continue;
		snprintf(view->title[i], sizeof(view->title[i]), "%s*",
		    column->title);
		column->title = view->title[i];
	}
}

/* Which default columns: what is asked for is a kind of its own. */
enum list_kind { LIST_PROCESSES, LIST_GROUPS, LIST_DIFF, LIST_GROUP_DIFF,
	LIST_OOM, LIST_GROUP_OOM };

/*
 * %K is the key of the groups, %N the name or command line, %P what -P adds,
 * %B the memory whose growth --diff shows.  The name is last in text, since it
 * may be long; TSV is only ever added to at its end.
 */
static const char *const	lists[][2] = {
	[LIST_PROCESSES] = { "pid,user,pri,nice,virt,rss,shr,state,cpu_pct,"
	    "mem_pct,cputime%P,%N", "pid,ppid,uid,user,pri,nice,virt,rss,shr,"
	    "state,cpu_pct,mem_pct,cputime,start,comm%P%C" },
	[LIST_GROUPS] = { "%K,count,virt,rss,shr,cpu_pct,mem_pct,cputime%P%L",
	    "%K,count,virt,rss,shr,cpu_pct,mem_pct,cputime%P,missing%L" },
	[LIST_DIFF] = { "pid,user,change,growth,%B,%N",
	    "pid,start,user,change,growth,%B,comm%C" },
	[LIST_GROUP_DIFF] = { "%K,count,change,growth,%B%L",
	    "%K,count,change,growth,%B,missing%L" },
	[LIST_OOM] = { "pid,user,virt,rss,anon,file,shmem,swap,mem_pct,"
	    "oom_adj,killed,comm", "time,pid,uid,user,virt,rss,shr,anon,file,"
	    "shmem,swap,mem_pct,oom_adj,killed,comm" },
	[LIST_GROUP_OOM] = { "%K,count,virt,rss,anon,file,shmem,swap,mem_pct,"
	    "killed", "%K,count,virt,rss,shr,anon,file,shmem,swap,"
	    "mem_pct,killed,missing" },
};

static enum list_kind
list_kind(const struct mtop *mtop)
{
	bool	group = mtop->group != NULL;

	if (mtop->oom)
		return group ? LIST_GROUP_OOM : LIST_OOM;
	if (mtop->before != NULL)
		return group ? LIST_GROUP_DIFF : LIST_DIFF;
	return group ? LIST_GROUPS : LIST_PROCESSES;
}

/* Columns that hold for a whole group, behind its sums. */
static const char *
leader_columns(const struct mtop *mtop)
{
	if (mtop->group == &columns[COLUMN_tree])
		return mtop->command_line ? ",user,cmdline" : ",user,comm";
	return mtop->group == &columns[COLUMN_container] ? ",pod" : "";
}

static const char *
list_part(const struct mtop *mtop, char letter)
{
	switch (letter) {
	case 'K':
		return mtop->group->name;
	case 'N':
		return mtop->command_line ? "cmdline" : "comm";
	case 'C':
		return mtop->command_line ? ",cmdline" : "";
	case 'P':
		return mtop->pss ? ",pss,uss,swap_pss" : "";
	case 'B':
		return columns[mtop->basis].name;
	default:
		return leader_columns(mtop);
	}
}

static void
default_list(struct view *view, const struct mtop *mtop)
{
	const char	*from = lists[list_kind(mtop)][mtop->options.tsv];
	const char	*part;
	size_t		 used = 0, length;

	for (; *from != '\0'; from++) {
		length = 1;
		part = from;
		if (*from == '%') {
			part = list_part(mtop, *++from);
			length = strlen(part);
		}
		if (used + length >= sizeof(view->list))
			break;
		memcpy(view->list + used, part, length);
		used += length;
	}
	view->list[used] = '\0';
}

static size_t
column_width(const struct column *column)
{
	return (size_t)(column->width < 0 ? -column->width : column->width);
}

static size_t
table_width(const struct table *table)
{
	size_t	width = 0, i;

	for (i = 0; i < table->count; i++)
		width += 1 + (column_width(table->chosen[i]) < COMMAND_WIDTH ||
		    i + 1 < table->count ? column_width(table->chosen[i]) :
		    COMMAND_WIDTH);
	return width - 1;
}

static void
table_drop(struct table *table, const struct column *column)
{
	size_t	to = 0, i;

	for (i = 0; i < table->count; i++)
		if (table->chosen[i] != column)
			table->chosen[to++] = table->chosen[i];
	table->count = to;
}

/* On 80 columns -P would leave no room for the name. */
static void
table_fit(struct view *view, size_t limit)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(seldom) &&
	    table_width(&view->table) > limit; i++)
		table_drop(&view->table, &view->titled[seldom[i]]);
}

/* The key of the groups is shown even where -o does not name it. */
static void
key_show(struct view *view, const struct column *group)
{
	struct table		*table = &view->table;
	const struct column	*key = &view->titled[group->need];

	if (table_has(table, key->name) || table->count == TABLE_COLUMNS_MAX)
		return;
	memmove(table->chosen + 1, table->chosen,
	    table->count * sizeof(table->chosen[0]));
	table->chosen[0] = key;
	table->count++;
}

static bool
is_rollup(const struct column *column)
{
	return fillings[column->need].files == FILE_ROLLUP;
}

/* Is the first key the memory whose growth is shown?  Then that is meant. */
static bool
is_basis(const struct mtop *mtop, const char *keys)
{
	const struct column	*column;

	keys += *keys == '+' || *keys == '-';
	column = column_find(columns, keys, strcspn(keys, ","));
	return column != NULL && column->need == mtop->basis;
}

/*
 * Ties go by rss where it is known, for processes whose smaps_rollup may not
 * be read; then by pid or key.
 */
static void
order_make(struct view *view, const struct mtop *mtop)
{
	const char	*keys = mtop->keys == NULL ? "rss" : mtop->keys;
	struct order	*order = &view->order;

	order->count = 0;
	if (mtop->before != NULL && is_basis(mtop, keys))
		order_add(order, view->titled, *keys == '+' ? "+growth" :
		    "growth");
	if (!order_add(order, view->titled, keys))
		options_try(&mtop->options);
	if (is_rollup(order->key[0].column))
		order_add_column(order, &view->titled[COLUMN_rss], true);
	if (mtop->reverse)
		order_reverse(order);
	order_add_column(order, &view->titled[mtop->group == NULL ?
	    COLUMN_pid : mtop->group->need], false);
}

void
view_make(struct view *view, const struct mtop *mtop, struct out *out)
{
	titles_make(view, mtop);
	default_list(view, mtop);
	options_table(&mtop->options, &view->table, out, view->titled,
	    view->list);
	view->table.squeeze = true;
	view->table.partly = row_is_partly;
	if (mtop->group != NULL)
		key_show(view, mtop->group);
	if (mtop->options.columns == NULL && out->limit > 0)
		table_fit(view, out->limit);
	order_make(view, mtop);
}

void
view_plan(const struct view *view, struct plan *plan)
{
	const struct column	*column;
	size_t			 i;

	for (i = 0; i < view->table.count; i++)
		plan_want(plan, view->table.chosen[i]->need);
	for (i = 0; i < view->order.count; i++) {
		column = view->order.key[i].column;
		/* The rss that breaks ties is not worth a file. */
		if (i > 0 && column->need == COLUMN_rss &&
		    is_rollup(view->order.key[0].column))
			plan->filled |= COLUMN_BIT(COLUMN_rss);
		else
			plan_want(plan, column->need);
	}
}

/* As wide as the longest name, up to a bound. */
static void
key_widen(struct column *key, struct row *const *list, size_t count)
{
	size_t	widest = column_width(key), length, i;

	for (i = 0; i < count && widest < KEY_WIDTH_MAX; i++) {
		if (column_is_absent(key, list[i]))
			continue;
		length = strlen(column_string(key, list[i]));
		widest = length > widest ? length : widest;
	}
	key->width = -(int)(widest > KEY_WIDTH_MAX ? KEY_WIDTH_MAX : widest);
}

void
view_show(struct view *view, const struct mtop *mtop, struct row **list,
    size_t count, const struct row *total)
{
	const void	**scratch = alloc((count + 1) * sizeof(*scratch));
	size_t		  shown = count, i;

	order_sort(&view->order, (const void **)(void *)list, scratch, count);
	free(scratch);
	if (mtop->group != NULL && column_is_text(mtop->group))
		key_widen(&view->titled[mtop->group->need], list, count);
	table_header(&view->table);
	if (mtop->first > 0 && (uint64_t)mtop->first < shown)
		shown = (size_t)mtop->first;
	for (i = 0; i < shown; i++)
		table_row(&view->table, list[i]);
	if (total != NULL)
		table_row(&view->table, total);
}
