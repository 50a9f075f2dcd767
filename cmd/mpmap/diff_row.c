/* diff_row.c: a row of --diff, from the two sides of a mapping. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "diff.h"

#define CELL(member, title, width, type, help) \
	COLUMN_OF(diff_row, member, #member, title, width, type, 0, help)

const struct column diff_columns[] = {
	CELL(pid, "pid", 7, COUNT, "the process"),
	CELL(change, "change", -6, TEXT, "new, gone, grown, shrunk"),
	CELL(size_change, "size", 8, BYTES, "after - before"),
	CELL(rss_change, "rss", 8, BYTES, "after - before"),
	CELL(pss_change, "pss", 8, BYTES, "after - before"),
	CELL(swap_change, "swap", 8, BYTES, "after - before"),
	CELL(start, "start", 16, ADDRESS, "first address"),
	CELL(end, "end", 16, ADDRESS, "the address after the last"),
	CELL(perms, "perms", -5, TEXT, "r, w, x; p private, s shared"),
	CELL(kind, "kind", -8, TEXT, "what it is for"),
	CELL(path, "path", -1, TEXT, "what is mapped"),
	CELL(pid_start, "pid_start", 10, COUNT,
	    "when the process began: ticks since boot"),
	CELL(name, "name", -8, TEXT, "with -g name"),
	{ .name = NULL }
};

void
diff_table(struct mpmap *mpmap, struct table *table, struct order *order,
    struct out *out)
{
	bool		 tsv = mpmap->options.tsv;
	const char	*key = tsv ? "start,end,perms,kind,path" :
	    "start,perms,path";
	char		 list[256];

	if (mpmap->group != KEY_NONE)
		key = key_column(mpmap->group);
	snprintf(list, sizeof(list), "%schange,size_change,rss_change,"
	    "pss_change,swap_change,%s%s", tsv ? "pid," : "", key,
	    tsv ? ",pid_start" : "");
	options_table(&mpmap->options, table, out, diff_columns, list);
	sorted_order(mpmap, order, diff_columns,
	    mpmap->group == KEY_NONE ? NULL : "rss_change",
	    mpmap->group == KEY_NONE ? "+start" : key);
}

/* A side without such mappings has 0 of their memory. */
static uint64_t
difference(const struct tally side[2], size_t figure)
{
	struct tally	copy[2] = { side[BEFORE], side[AFTER] };
	uint64_t	value[2];
	int		i;

	for (i = 0; i < 2; i++) {
		value[i] = copy[i].count == 0 ? 0 :
		    *figures_at(&copy[i].figures, figure);
		if (value[i] == MEMINFO_ABSENT)
			return CELL_ABSENT;
	}
	return value[AFTER] - value[BEFORE];
}

#define NUMBER(member) (offsetof(struct figures, member) / sizeof(uint64_t))

/*
 * NULL: nothing changed.  PSS does not count: it changes when another process
 * maps the same file.
 */
static const char *
change_of(const struct tally side[2], const struct diff_row *row)
{
	const uint64_t	value[] = {
		row->size_change, row->rss_change, row->swap_change
	};
	size_t		i;

	if (side[BEFORE].count == 0)
		return side[AFTER].count == 0 ? NULL : "new";
	if (side[AFTER].count == 0)
		return "gone";
	for (i = 0; i < COUNT_OF(value); i++)
		if (value[i] != 0 && value[i] != CELL_ABSENT)
			return (int64_t)value[i] > 0 ? "grown" : "shrunk";
	return NULL;
}

struct diff_row
diff_row_of(const struct run *after, const struct tally side[2])
{
	struct diff_row	row = {
		.pid = after->pid,
		.size_change = difference(side, NUMBER(size)),
		.rss_change = difference(side, NUMBER(rss)),
		.pss_change = difference(side, NUMBER(pss)),
		.swap_change = difference(side, NUMBER(swap)),
		.start = CELL_EMPTY,
		.end = CELL_EMPTY,
		.pid_start = after->pid_start,
	};

	row.change = change_of(side, &row);
	return row;
}
