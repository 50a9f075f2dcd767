/* rows.c: one row a mapping, any columns of maps and smaps. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "sorted.h"

struct map_row {
	uint64_t	 pid;
	uint64_t	 start;
	uint64_t	 end;
	const char	*perms;
	uint64_t	 offset;
	const char	*device;
	uint64_t	 inode;
	const char	*kind;
	const char	*path;
	uint64_t	 pid_start;
	const char	*vmflags;
	struct figures	 figures;
	unsigned	 partly;	/* of a total: as of struct tally */
};

#define CELL(member, width, type, need, help) \
	COLUMN_OF(map_row, member, #member, #member, width, type, need, help)
#define FIGURE(name, value, need, help) { #name, #name, 8, COLUMN_BYTES, \
	offsetof(struct map_row, figures.name), help, need },

const struct column row_columns[] = {
	CELL(pid, 7, COUNT, 0, "the process"),
	CELL(start, 16, ADDRESS, 0, "first address"),
	CELL(end, 16, ADDRESS, 0, "the address after the last"),
	FIGURES_EACH(FIGURE)
	CELL(perms, -5, TEXT, 0, "r, w, x; p private or s shared"),
	CELL(offset, 16, ADDRESS, 0, "into the file"),
	CELL(device, -6, TEXT, 0, "of the file: major:minor, hex"),
	CELL(inode, 8, COUNT, 0, "of the file; 0 is none"),
	CELL(kind, -8, TEXT, NEED_STACKS,
	    "heap, stack, anon, file, ... or a name"),
	CELL(vmflags, -24, TEXT, NEED_SMAPS, "VmFlags: see proc(5)"),
	CELL(path, -1, TEXT, 0, "what is mapped"),
	CELL(pid_start, 10, COUNT, 0,
	    "when the process began: ticks since boot"),
	{ .name = NULL }
};

static const char	text_list[] = "pid,start,size,perms,kind,path";
static const char	sorted_list[] = "pid,start,size,rss,pss,swap,perms,"
    "path";
static const char	touched_list[] = "pid,start,rss,touched,cold,swap,"
    "perms,path";
static const char	tsv_list[] = "pid,start,end,size,perms,offset,device,"
    "inode,kind,rss,pss,uss,shared_clean,shared_dirty,private_clean,"
    "private_dirty,swap,swap_pss,locked,anon,huge,vmflags,path,pid_start,"
    "touched,cold";

/* The table while it is made. */
struct map_rows {
	struct mpmap	*mpmap;
	struct table	*table;
	struct open_process	*process;	/* the present one */
	bool		 smaps;
	bool		 sorted;	/* else each row is printed at once */
	struct order	 order;
	struct grow	 list;		/* map_row, where sorted */
	struct grow	 text;		/* of their cells */
	bool		 failed;	/* memory ran out */
};

static bool
mapping_is_partly(const struct column *column, const void *row)
{
	const struct map_row	*total = row;

	return figure_is_partly(column, offsetof(struct map_row, figures),
	    total->partly);
}

static const char *
mappings_list(const struct map_rows *rows)
{
	if (rows->mpmap->options.tsv)
		return tsv_list;
	if (rows->mpmap->touched > 0)
		return touched_list;
	return rows->sorted ? sorted_list : text_list;
}

static void
rows_table(struct map_rows *rows, struct out *out)
{
	struct mpmap	*mpmap = rows->mpmap;
	unsigned	 need;

	rows->sorted = mpmap->sort != NULL || mpmap->limit > 0;
	options_table(&mpmap->options, rows->table, out, row_columns,
	    mappings_list(rows));
	rows->table->partly = mapping_is_partly;
	need = table_need(rows->table);
	if (rows->sorted) {
		sorted_order(mpmap, &rows->order, row_columns, "rss,size",
		    "+pid,+start");
		need |= order_need(&rows->order);
	}
	rows->smaps = (need & NEED_SMAPS) != 0;
	mpmap->stacks = (need & NEED_STACKS) != 0;
}

const char *
device_text(const struct meminfo_map *map, char *text)
{
	size_t	length = hex_text(text, map->device_major, 2);

	text[length++] = ':';
	hex_text(text + length, map->device_minor, 2);
	return text;
}

/* --- rows that wait until all are known ---------------------------------- */

/* The cells of a row that are texts. */
static const size_t	row_text[] = {
	offsetof(struct map_row, perms), offsetof(struct map_row, device),
	offsetof(struct map_row, kind), offsetof(struct map_row, path),
	offsetof(struct map_row, vmflags)
};

static const char **
row_text_at(struct map_row *row, size_t number)
{
	return (const char **)(void *)((char *)row + row_text[number]);
}

/*
 * Texts are kept in one buffer, which may move: until rows_settle(), a cell
 * holds its offset there plus 1.
 */
static bool
mapping_keep(struct map_rows *rows, struct map_row row)
{
	const char	**cell;
	size_t		  i, offset;

	for (i = 0; i < COUNT_OF(row_text); i++) {
		cell = row_text_at(&row, i);
		if (*cell == NULL)
			continue;
		offset = rows->text.used;
		if (!grow_copy(&rows->text, *cell, strlen(*cell) + 1))
			return false;
		*cell = (const char *)(uintptr_t)(offset + 1);
	}
	return grow_copy(&rows->list, &row, sizeof(row));
}

static size_t
rows_settle(struct map_rows *rows)
{
	struct map_row	 *row = (struct map_row *)(void *)rows->list.bytes;
	size_t		  count = rows->list.used / sizeof(*row), i, j;
	const char	**cell;

	for (i = 0; i < count; i++)
		for (j = 0; j < COUNT_OF(row_text); j++) {
			cell = row_text_at(&row[i], j);
			if (*cell != NULL)
				*cell = rows->text.bytes +
				    (uintptr_t)*cell - 1;
		}
	return count;
}

/* --- the rows of a process ----------------------------------------------- */

/* The header is one for all processes, once the first has been read from. */
static void
rows_header(struct map_rows *rows)
{
	table_header(rows->table);
	rows->table->header = false;
}

static void
row_put(struct map_rows *rows, const struct map_row *row)
{
	if (!rows->sorted)
		table_row(rows->table, row);
	else if (!mapping_keep(rows, *row))
		rows->failed = true;
}

static void
mapping_put(struct map_rows *rows)
{
	struct open_process			*process = rows->process;
	const struct meminfo_map	*map = &process->map;
	char				 device[2 * SIZE_TEXT], kind[KIND_TEXT];
	struct map_row			 row = {
		.pid = (uint64_t)process->pid,
		.start = map->start,
		.end = map->end,
		.perms = map->perms,
		.offset = map->offset,
		.device = device_text(map, device),
		.inode = map->inode,
		.kind = kind_text(process, kind),
		.path = *map->path == '\0' ? NULL : map->path,
		.pid_start = process_start(process),
		.vmflags = *process->usage.flags == '\0' ? NULL :
		    process->usage.flags,
	};

	figures_of(process, &row.figures);
	row_put(rows, &row);
}

static void
rows_total_show(struct map_rows *rows, uint64_t pid, uint64_t start,
    const struct tally *total)
{
	const struct map_row	row = {
		.pid = pid,
		.start = CELL_EMPTY,
		.end = CELL_EMPTY,
		.offset = CELL_EMPTY,
		.inode = CELL_EMPTY,
		.kind = "total",
		.path = table_has(rows->table, "kind") ? NULL : "total",
		.pid_start = start,
		.figures = tally_known(total),
		.partly = total->partly,
	};

	table_row(rows->table, &row);
}

static void
process_put(struct map_rows *rows)
{
	struct open_process	*process = rows->process;
	struct figures	 figures;
	struct tally	 total;
	int		 more = process_next(process);

	if (more == -1)
		return;
	rows_header(rows);
	tally_clear(&total);
	if (more == 0)
		figures_none(process->smaps, &total.figures);
	for (; more == 1; more = process_next(process)) {
		if (process_usage(process) == -1)
			return;
		mapping_put(rows);
		figures_of(process, &figures);
		tally_count(&total, &figures);
	}
	if (more == 0 && process->mpmap->total && !rows->sorted)
		rows_total_show(rows, (uint64_t)process->pid,
		    process_start(process), &total);
}

/* --- all of them --------------------------------------------------------- */

static void
sorted_total_show(struct map_rows *rows, size_t count)
{
	const struct map_row	*row;
	struct tally		 total;
	size_t			 i;

	row = (const struct map_row *)(const void *)rows->list.bytes;
	tally_clear(&total);
	if (count == 0)
		figures_none(rows->smaps, &total.figures);
	for (i = 0; i < count; i++)
		tally_count(&total, &row[i].figures);
	rows_total_show(rows, CELL_ABSENT, CELL_ABSENT, &total);
}

static void
rows_sorted_show(struct map_rows *rows)
{
	size_t	count = rows_settle(rows);

	if (!rows->failed && sorted_print(rows->mpmap, rows->table,
	    &rows->order, rows->list.bytes, sizeof(struct map_row), count) &&
	    rows->mpmap->total && !rows->table->header)
		sorted_total_show(rows, count);
	grow_free(&rows->list);
	grow_free(&rows->text);
}

void
mappings_show(struct mpmap *mpmap, const struct targets *targets,
    struct out *out)
{
	struct table	table;
	struct map_rows	rows = { .mpmap = mpmap, .table = &table };
	size_t		i;

	rows_table(&rows, out);
	rows.process = process_new(mpmap);
	rows.failed = rows.process == NULL;
	for (i = 0; i < targets->count && !rows.failed; i++) {
		if (!process_open(rows.process, targets->pid[i],
		    targets->named, rows.smaps))
			continue;
		process_put(&rows);
		process_files_close(rows.process);
	}
	if (rows.sorted)
		rows_sorted_show(&rows);
	if (rows.failed) {
		errno = ENOMEM;
		options_complain_errno(&mpmap->options, "memory");
	}
	free(rows.process);
}
