/* rows.c: one row a mapping, any columns of maps and smaps. */
#include <string.h>

#include "mpmap.h"

struct row {
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
};

#define CELL(member, width, type, need, help) { #member, #member, width, \
	type, offsetof(struct row, member), help, need }
#define FIGURE(member, need, help) { #member, #member, 8, COLUMN_BYTES, \
	offsetof(struct row, figures.member), help, need }

const struct column row_columns[] = {
	CELL(pid, 7, COLUMN_COUNT, 0, "the process"),
	CELL(start, 16, COLUMN_ADDRESS, 0, "first address"),
	CELL(end, 16, COLUMN_ADDRESS, 0, "the address behind the last"),
	FIGURE(size, 0, "end - start"),
	CELL(perms, -5, COLUMN_TEXT, 0, "r, w, x; p private or s shared"),
	CELL(offset, 16, COLUMN_ADDRESS, 0, "into the file"),
	CELL(device, -6, COLUMN_TEXT, 0, "of the file: major:minor, hex"),
	CELL(inode, 8, COLUMN_COUNT, 0, "of the file; 0 is none"),
	CELL(kind, -8, COLUMN_TEXT, 0, "heap, stack, anon, file, ... or a name"),
	FIGURE(rss, SMAPS, "Rss: resident"),
	FIGURE(pss, SMAPS, "Pss: resident, shared pages divided by their users"),
	FIGURE(uss, SMAPS, "Private_Clean + Private_Dirty + Private_Hugetlb"),
	FIGURE(shared_clean, SMAPS, "Shared_Clean"),
	FIGURE(shared_dirty, SMAPS, "Shared_Dirty"),
	FIGURE(private_clean, SMAPS, "Private_Clean"),
	FIGURE(private_dirty, SMAPS, "Private_Dirty"),
	FIGURE(swap, SMAPS, "Swap: swapped out"),
	FIGURE(swap_pss, SMAPS, "SwapPss: that, divided by its users"),
	FIGURE(locked, SMAPS, "Locked by mlock(2)"),
	FIGURE(anon, SMAPS, "Anonymous: no page of a file"),
	FIGURE(huge, SMAPS, "in huge pages of any sort"),
	CELL(vmflags, -24, COLUMN_TEXT, SMAPS, "VmFlags: see proc(5)"),
	CELL(path, -1, COLUMN_TEXT, 0, "what is mapped"),
	CELL(pid_start, 10, COLUMN_COUNT, 0, "when the process began: ticks "
	    "since boot"),
	{ NULL, NULL, 0, COLUMN_COUNT, 0, NULL, 0 }
};

static const char	text_list[] = "pid,start,size,perms,kind,path";
static const char	tsv_list[] = "pid,start,end,size,perms,offset,device,"
    "inode,kind,rss,pss,uss,shared_clean,shared_dirty,private_clean,"
    "private_dirty,swap,swap_pss,locked,anon,huge,vmflags,path,pid_start";

void
rows_table(struct mpmap *mpmap, struct table *table, struct out *out,
    bool *smaps)
{
	options_table(&mpmap->options, table, out, row_columns,
	    mpmap->options.tsv ? tsv_list : text_list);
	*smaps = (table_need(table) & SMAPS) != 0;
}

const char *
device_text(const struct meminfo_map *map, char *text)
{
	size_t	length = hex_text(text, map->device_major, 2);

	text[length++] = ':';
	hex_text(text + length, map->device_minor, 2);
	return text;
}

static void
mapping_show(struct process *process, struct table *table)
{
	const struct meminfo_map	*map = &process->map;
	char				 device[2 * SIZE_TEXT], kind[KIND_TEXT];
	struct row			 row = {
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
	table_row(table, &row);
}

static void
rows_total_show(struct process *process, struct table *table,
    const struct figures *total)
{
	const struct row	row = {
		.pid = (uint64_t)process->pid,
		.start = CELL_EMPTY,
		.end = CELL_EMPTY,
		.offset = CELL_EMPTY,
		.inode = CELL_EMPTY,
		.kind = "total",
		.path = table_has(table, "kind") ? NULL : "total",
		.pid_start = process_start(process),
		.figures = *total,
	};

	table_row(table, &row);
}

/* One header for all processes, once the first has been read from. */
void
rows_show(struct process *process, struct table *table)
{
	struct figures	total, figures;
	int		more = process_next(process);

	if (more == -1)
		return;
	table_header(table);
	table->header = false;
	if (more == 0)
		figures_none(process, &total);
	else
		figures_absent(&total);
	for (; more == 1; more = process_next(process)) {
		if (process_usage(process) == -1)
			return;
		mapping_show(process, table);
		figures_of(process, &figures);
		figures_add(&total, &figures);
	}
	if (more == 0 && process->mpmap->total)
		rows_total_show(process, table, &total);
}
