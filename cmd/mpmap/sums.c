/* sums.c: -g, the mappings of a process summed by a key. */
#include <stdio.h>
#include <string.h>

#include "groups.h"

struct sum_row {
	uint64_t	 pid;
	const char	*path;
	const char	*kind;
	const char	*perms;
	uint64_t	 count;
	struct figures	 figures;
	uint64_t	 pid_start;
};

#define CELL(member, width, type, help) { #member, #member, width, type, \
	offsetof(struct sum_row, member), help, 0 }
#define FIGURE(member, need, help) { #member, #member, 8, COLUMN_BYTES, \
	offsetof(struct sum_row, figures.member), help, need }

const struct column sum_columns[] = {
	CELL(pid, 7, COLUMN_COUNT, "the process"),
	CELL(path, -1, COLUMN_TEXT, "with -g path"),
	CELL(kind, -8, COLUMN_TEXT, "with -g kind"),
	CELL(perms, -5, COLUMN_TEXT, "with -g perms"),
	CELL(count, 7, COLUMN_COUNT, "how many mappings"),
	FIGURE(size, 0, "the sum of theirs, as the rest"),
	FIGURE(rss, SMAPS, "Rss"),
	FIGURE(pss, SMAPS, "Pss"),
	FIGURE(uss, SMAPS, "Private_Clean + Private_Dirty + Private_Hugetlb"),
	FIGURE(shared_clean, SMAPS, "Shared_Clean"),
	FIGURE(shared_dirty, SMAPS, "Shared_Dirty"),
	FIGURE(private_clean, SMAPS, "Private_Clean"),
	FIGURE(private_dirty, SMAPS, "Private_Dirty"),
	FIGURE(swap, SMAPS, "Swap"),
	FIGURE(swap_pss, SMAPS, "SwapPss"),
	FIGURE(locked, SMAPS, "Locked"),
	FIGURE(anon, SMAPS, "Anonymous"),
	FIGURE(huge, SMAPS, "in huge pages of any sort"),
	CELL(pid_start, 10, COLUMN_COUNT, "when the process began: ticks "
	    "since boot"),
	{ NULL, NULL, 0, COLUMN_COUNT, 0, NULL, 0 }
};

static const struct column *
number_column(const struct column *columns, const char *name)
{
	const struct column	*column = column_find(columns, name,
	    strlen(name));

	return column != NULL && (column->type == COLUMN_BYTES ||
	    column->type == COLUMN_COUNT) ? column : NULL;
}

const struct column *
sort_column(const struct mpmap *mpmap, const struct column *columns,
    const char *suffix, const char *fallback)
{
	const char		*name = mpmap->sort;
	const struct column	*column;
	char			 longer[64];

	if (name == NULL)
		name = fallback;
	else if (*name == '-' || *name == '+')
		name++;
	column = number_column(columns, name);
	snprintf(longer, sizeof(longer), "%s%s", name, suffix);
	if (column == NULL)
		column = number_column(columns, longer);
	if (column == NULL)
		options_wrong(&mpmap->options, name,
		    "no column of numbers to sort by");
	return column;
}

int64_t
rank_of(const struct mpmap *mpmap, const struct column *column,
    const void *row)
{
	uint64_t	value = *(const uint64_t *)(const void *)
	    ((const char *)row + column->offset);
	bool		upwards = mpmap->sort != NULL && *mpmap->sort == '+';

	if (value == MEMINFO_ABSENT)
		return INT64_MIN;
	return upwards ? -(int64_t)value : (int64_t)value;
}

void
sums_table(struct mpmap *mpmap, struct table *table, struct out *out,
    bool *smaps)
{
	const char		*key = mpmap->group;
	const struct column	*by;
	char			 list[256];

	snprintf(list, sizeof(list), mpmap->options.tsv ?
	    "pid,%s,count,size,rss,pss,uss,shared_clean,shared_dirty,"
	    "private_clean,private_dirty,swap,swap_pss,locked,anon,huge,"
	    "pid_start" : "size,rss,pss,swap,count,%s", key);
	options_table(&mpmap->options, table, out, sum_columns, list);
	by = sort_column(mpmap, sum_columns, "", "size");
	*smaps = ((table_need(table) | by->need) & SMAPS) != 0;
}

const char *
group_key(const struct mpmap *mpmap, const char *path, const char *kind,
    const char *perms)
{
	if (strcmp(mpmap->group, "path") == 0)
		return path;
	return strcmp(mpmap->group, "kind") == 0 ? kind : perms;
}

static bool
sums_collect(struct process *process, struct groups *groups, int more)
{
	struct mpmap	*mpmap = process->mpmap;
	struct figures	 figures;
	struct tally	*tally;
	char		 kind[KIND_TEXT];

	for (; more == 1; more = process_next(process)) {
		if (process_usage(process) == -1)
			return false;
		tally = groups_at(groups, group_key(mpmap, process->map.path,
		    kind_text(process, kind), process->map.perms), AFTER);
		if (tally == NULL) {
			options_complain_errno(&mpmap->options, "the table");
			return false;
		}
		figures_of(process, &figures);
		figures_add(&tally->figures, &figures);
		tally->count++;
	}
	return more == 0;
}

/* Mappings without a path are one group, whose path is absent. */
static struct sum_row
sum_row_of(struct process *process, const char *key, const struct tally *tally)
{
	const char	*by = process->mpmap->group;
	const char	*shown = *key == '\0' ? NULL : key;

	return (struct sum_row){
		.pid = (uint64_t)process->pid,
		.path = strcmp(by, "path") == 0 ? shown : NULL,
		.kind = strcmp(by, "kind") == 0 ? shown : NULL,
		.perms = strcmp(by, "perms") == 0 ? shown : NULL,
		.count = tally->count,
		.figures = tally->figures,
		.pid_start = process_start(process),
	};
}

static void
sums_rank(struct process *process, struct groups *groups)
{
	const struct column	*by = sort_column(process->mpmap, sum_columns,
	    "", process->smaps ? "rss" : "size");
	struct group		*group = groups_list(groups);
	struct sum_row		 row;
	size_t			 i;

	for (i = 0; i < groups->count; i++) {
		row = sum_row_of(process, groups_key(groups, &group[i]),
		    &group[i].side[AFTER]);
		group[i].rank = rank_of(process->mpmap, by, &row);
	}
	groups_sort(groups);
}

static void
sums_print(struct process *process, struct groups *groups,
    struct table *table)
{
	const struct mpmap	*mpmap = process->mpmap;
	const struct group	*group;
	struct tally		 total = { 0, { 0 } };
	struct sum_row		 row;
	size_t			 i;

	sums_rank(process, groups);
	if (groups->count == 0)
		figures_none(process, &total.figures);
	else
		figures_absent(&total.figures);
	for (i = 0; i < groups->count; i++) {
		group = &groups_list(groups)[i];
		row = sum_row_of(process, groups_key(groups, group),
		    &group->side[AFTER]);
		if (mpmap->limit == 0 || (int64_t)i < mpmap->limit)
			table_row(table, &row);
		total.count += row.count;
		figures_add(&total.figures, &row.figures);
	}
	if (mpmap->total) {
		row = sum_row_of(process, "total", &total);
		table_row(table, &row);
	}
}

void
sums_show(struct process *process, struct table *table)
{
	struct groups	groups = { .count = 0 };
	int		more = process_next(process);

	if (more != -1 && sums_collect(process, &groups, more)) {
		table_header(table);
		table->header = false;
		sums_print(process, &groups, table);
	}
	groups_free(&groups);
}
