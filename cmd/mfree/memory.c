/* memory.c: the main view, free(1)'s and that of its ancestors. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "memory.h"

#define CELL(member, title, width, type, help) \
	COLUMN_OF(memory_row, member, #member, title, width, type, 0, help)

const struct column memory_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "", -8, LABEL,
	    "mem, cgroup, nodeN, low, high, swap, total, comm"),
	CELL(total, "total", 11, BYTES, "MemTotal, SwapTotal"),
	CELL(used, "used", 11, BYTES, "total - available"),
	CELL(free, "free", 11, BYTES, "MemFree, SwapFree"),
	CELL(shared, "shared", 11, BYTES, "Shmem: tmpfs, shared memory"),
	CELL(buff_cache, "buff/cache", 11, BYTES, "buffers + cache"),
	CELL(buffers, "buffers", 11, BYTES, "Buffers"),
	CELL(cache, "cache", 11, BYTES, "Cached + SReclaimable"),
	CELL(available, "available", 11, BYTES,
	    "MemAvailable: can be had without swapping"),
	CELL(numa_hit, "numa_hit", 11, COUNT,
	    "pages that a node gave as wanted"),
	CELL(numa_miss, "numa_miss", 11, COUNT,
	    "pages it gave though another was wanted"),
	CELL(numa_foreign, "numa_foreign", 12, COUNT,
	    "pages wanted from it that another gave"),
	CELL(interleave_hit, "interleave_hit", 14, COUNT,
	    "interleaved pages it gave as wanted"),
	CELL(local_node, "local_node", 11, COUNT,
	    "pages it gave to its own CPUs"),
	CELL(other_node, "other_node", 11, COUNT,
	    "pages it gave to other nodes' CPUs"),
	{ .name = NULL }
};

/* 2.6-era free: other widths, and "cached" without slab. */
const struct column classic_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "", -7, LABEL,
	    "mem, -/+ buffers/cache, low, high, swap, total, comm"),
	CELL(total, "total", 10, BYTES, "MemTotal, SwapTotal"),
	CELL(used, "used", 10, BYTES, "total - free"),
	CELL(free, "free", 10, BYTES, "MemFree, SwapFree"),
	CELL(shared, "shared", 10, BYTES, "Shmem, 0 before 2.6.32"),
	CELL(buffers, "buffers", 10, BYTES, "Buffers"),
	CELL(cache, "cached", 10, BYTES, "Cached"),
	{ .name = NULL }
};

/* Is the number of that key one that cannot be true? */
static bool
memory_is_wrong(const struct meminfo_system *system, const char *key)
{
	unsigned	i;

	for (i = 0; i < system->wrong.count && i < MEMINFO_WRONG_MAX; i++)
		if (strcmp(system->wrong.key[i], key) == 0)
			return true;
	return false;
}

/*
 * SReclaimable is new in 2.6.19; before, slab was never called cache.  Before
 * 2.6.28 nothing tells how much is available: used is then total less free
 * and cache, as free(1) had it before procps 4.0.1.
 */
void
memory_row_mem(const struct mfree *mfree, const struct meminfo_system *system,
    struct memory_row *row)
{
	*row = memory_row_empty(mfree, "mem");
	row->total = system->total;
	row->free = system->free;
	row->shared = system->shmem;
	row->buffers = system->buffers;
	row->cache = memory_is_wrong(system, "SReclaimable") ? CELL_ABSENT :
	    known_add(system->cached, system->slab_reclaimable);
	row->buff_cache = known_plus(row->buffers, row->cache);
	row->available = meminfo_system_available_read(mfree->options.root,
	    system);
	row->used = known_minus(row->total, row->available);
	if (row->available == CELL_ABSENT &&
	    !memory_is_wrong(system, "MemAvailable"))
		row->used = known_minus(known_minus(row->total, row->free),
		    row->buff_cache);
}

/*
 * Kernels before 2.6.32 have no Shmem: free(1) of that time printed 0.  They
 * have no KernelStack either, and no MemAvailable (3.14).
 */
static void
classic_rows_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_system *system)
{
	struct memory_row	row = memory_row_empty(mfree, "mem");
	uint64_t		cache;

	row.total = system->total;
	row.free = system->free;
	row.used = known_minus(row.total, row.free);
	row.shared = system->shmem;
	if (row.shared == CELL_ABSENT && system->kernel_stack == CELL_ABSENT &&
	    system->available == CELL_ABSENT)
		row.shared = 0;
	row.buffers = system->buffers;
	row.cache = system->cached;
	table_row(table, &row);
	cache = known_plus(row.buffers, row.cache);
	row = memory_row_empty(mfree, "-/+ buffers/cache");
	row.used = known_minus(known_minus(system->total, system->free), cache);
	row.free = known_plus(system->free, cache);
	table_row(table, &row);
}

/* Without CONFIG_HIGHMEM, all memory is low, and high memory is 0. */
static void
low_high_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_system *system)
{
	struct memory_row	row = memory_row_empty(mfree, "low");
	bool			divided = system->low_total != CELL_ABSENT &&
	    system->low_total > 0;

	row.total = divided ? system->low_total : system->total;
	row.free = divided ? system->low_free : system->free;
	row.used = known_minus(row.total, row.free);
	table_row(table, &row);
	row.kind = "high";
	row.total = divided ? system->high_total : 0;
	row.free = divided ? system->high_free : 0;
	row.used = known_minus(row.total, row.free);
	table_row(table, &row);
}

static void
swap_row(const struct mfree *mfree, const struct meminfo_system *system,
    struct memory_row *row)
{
	*row = memory_row_empty(mfree, "swap");
	row->total = system->swap_total;
	row->free = system->swap_free;
	row->used = known_minus(row->total, row->free);
}

static void
memory_total_show(const struct mfree *mfree, struct table *table,
    const struct memory_row *mem, const struct memory_row *swap)
{
	struct memory_row	row = memory_row_empty(mfree, "total");

	row.total = known_plus(mem->total, swap->total);
	row.used = known_plus(mem->used, swap->used);
	row.free = known_plus(mem->free, swap->free);
	table_row(table, &row);
}

/* The one difference that may be negative: promised beyond the limit. */
static void
committed_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_system *system)
{
	struct memory_row	row = memory_row_empty(mfree, "comm");

	row.total = system->commit_limit;
	row.used = system->committed;
	row.free = CELL_ABSENT;
	if (row.total != CELL_ABSENT && row.used != CELL_ABSENT)
		row.free = row.total - row.used;
	table_row(table, &row);
}

static bool
memory_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_system	system;
	struct memory_row	mem, swap;

	if (!options_system_read(&mfree->options, &system))
		return false;
	memory_row_mem(mfree, &system, &mem);
	swap_row(mfree, &system, &swap);
	table_header(table);
	if (mfree->classic) {
		mem.used = known_minus(mem.total, mem.free);
		classic_rows_show(mfree, table, &system);
	} else
		table_row(table, &mem);
	if (mfree->cgroup)
		cgroup_row_show(mfree, table, &system, mem.available);
	if (mfree->numa)
		node_rows_show(mfree, table);
	if (mfree->low_high)
		low_high_show(mfree, table, &system);
	table_row(table, &swap);
	if (mfree->total)
		memory_total_show(mfree, table, &mem, &swap);
	if (mfree->committed)
		committed_show(mfree, table, &system);
	return true;
}

static void
line_cell(struct out *out, const char *title, uint64_t value,
    const struct size_format *size)
{
	char	text[SIZE_TEXT] = "-";
	size_t	length = 1;

	if (value != CELL_ABSENT)
		length = size_text(text, (int64_t)value, size);
	out_text(out, title);
	out_char(out, ' ');
	out_fill(out, ' ', length < 11 ? 11 - length : 0);
	out_bytes(out, text, length);
	out_char(out, ' ');
}

bool
line_show(struct mfree *mfree, struct out *out)
{
	struct meminfo_system	system;
	struct memory_row	mem, swap;

	if (!options_system_read(&mfree->options, &system))
		return false;
	memory_row_mem(mfree, &system, &mem);
	swap_row(mfree, &system, &swap);
	line_cell(out, "SwapUse", swap.used, &mfree->options.size);
	line_cell(out, "CachUse", mem.buff_cache, &mfree->options.size);
	line_cell(out, " MemUse", mem.used, &mfree->options.size);
	line_cell(out, "MemFree", mem.free, &mfree->options.size);
	out_char(out, '\n');
	return true;
}

const struct figure_view memory_view = {
	.cgroup = true, .columns = memory_columns,
	.text_list = "kind,total,used,free,shared,buff_cache,available",
	.tsv_list = "kind,total,used,free,shared,buffers,cache,available",
	.show = memory_show
};

const struct figure_view wide_view = {
	.cgroup = true, .columns = memory_columns,
	.text_list = "kind,total,used,free,shared,buffers,cache,available",
	.show = memory_show
};

const struct figure_view classic_view = {
	.option = "--classic", .columns = classic_columns,
	.text_list = "kind,total,used,free,shared,buffers,cache",
	.show = memory_show
};
