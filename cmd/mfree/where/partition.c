/* partition.c: where all the memory is. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "common/extra.h"
#include "mfree/where/where.h"

struct where_row {
	uint64_t	time;
	const char	*kind;
	uint64_t	size;
	double		mem_pct;
	const char	*about;
};

#define CELL(member, title, width, type, help) \
	COLUMN_OF(where_row, member, #member, title, width, type, 0, help)

const struct column where_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "where", -18, TEXT, "holder of the memory"),
	CELL(size, "size", 11, BYTES, "how much; no page counts twice"),
	CELL(mem_pct, "%mem", 6, PERCENT,
	    "share of MemTotal, or of the cgroup's usage"),
	CELL(about, "about", -1, TEXT,
	    "what it is, and a command that shows more"),
	{ .name = NULL }
};

/* For readers who see a row for the first time: what it is, what to type. */
static const struct {
	const char	*kind;
	const char	*about;
} about[] = {
	{ "free", "not in use" },
	{ "free_percpu", "not in use, on lists of the CPUs" },
	{ "file_cache", "cached files: mfree --where=file_cache" },
	{ "shmem", "tmpfs, shared: mfree --where=shmem" },
	{ "anon", "processes: mtop-once -P" },
	{ "swap_cache", "also on swap: swapon" },
	{ "buffers", "cached metadata of file systems" },
	{ "slab_reclaimable", "kernel caches: mfree --where=slab" },
	{ "slab_unreclaimable", "kernel objects: mfree --where=slab" },
	{ "kernel_reclaimable", "drivers give it back on demand" },
	{ "kernel_stack", "threads: mtop-once -s threads" },
	{ "page_tables", "address spaces: mtop-once -s virt" },
	{ "percpu", "kernel counters, grow with cgroups" },
	{ "vmalloc", "modules, drivers: /proc/vmallocinfo" },
	{ "hugepages_free", "reserved: mfree --where=hugepages" },
	{ "hugepages_used", "hugetlb: mfree --where=hugepages" },
	{ "bounce", "copies for old devices" },
	{ "writeback_tmp", "FUSE writes files" },
	{ "hardware_corrupted", "bad memory: dmesg" },
	{ "zswap", "compressed swap" },
	{ "arc", "ZFS cache: arc_summary" },
	{ "zram", "compressed disks: zramctl" },
	{ "iommu", "page tables of devices" },
	{ "gpu", "mapped by GPUs" },
	{ "memmap", "describes memory that was added" },
	{ "kernel", "kernel memory of other kinds" },
	{ "sock", "network buffers: ss -m" },
	{ "hugetlb", "huge pages: mfree --where=hugepages" },
	{ "unaccounted", "drivers, network: man mfree" },
	{ "total", "all rows" },
};

const char *
where_about(const char *kind)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(about); i++)
		if (strcmp(about[i].kind, kind) == 0)
			return about[i].about;
	return NULL;
}

/* TSV has every row, for scripts. */
void
where_row_show(const struct mfree *mfree, struct table *table,
    const char *kind, uint64_t size, uint64_t whole)
{
	struct where_row	row = { mfree->time_msec, kind, size, NAN,
	    where_about(kind) };

	if (!table->tsv && (size == 0 || size == MEMINFO_ABSENT) &&
	    strcmp(kind, "unaccounted") != 0)
		return;
	if (size != MEMINFO_ABSENT && whole != MEMINFO_ABSENT && whole > 0)
		row.mem_pct = 100.0 * (double)(int64_t)size / (double)whole;
	table_row(table, &row);
}

static void
partition_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_partition *partition)
{
	struct meminfo_part	part;
	size_t			i;

	table_header(table);
	for (i = 0; meminfo_partition_part(partition, i, &part) == 1; i++)
		where_row_show(mfree, table, part.name, part.size,
		    partition->total);
	if (mfree->total)
		where_row_show(mfree, table, "total", partition->total,
		    partition->total);
}

/* "page_tables, percpu: contradict MemTotal ..." */
static void
contradictions_complain(struct mfree *mfree,
    const struct meminfo_partition *partition)
{
	struct meminfo_part	part;
	char			names[512] = "";
	size_t			i;

	if (partition->contradicts == 0)
		return;
	for (i = 0; meminfo_partition_part(partition, i, &part) == 1; i++) {
		if (!part.contradicts)
			continue;
		if (*names != '\0')
			strcat(names, ", ");
		strcat(names, part.name);
	}
	options_complain(&mfree->options, names, "contradict MemTotal, and "
	    "are left out (figures of the host in a container?)");
}

static bool
where_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_system		system;
	struct extra			extra;
	struct meminfo_partition	partition;

	if (mfree->cgroup)
		return where_cgroup_show(mfree, table);
	if (!options_system_read(&mfree->options, &system))
		return false;
	extra_read(&extra, mfree->options.root, &system, &mfree->options);
	if (meminfo_partition_make(&system, &extra.figures, &partition) ==
	    -1) {
		options_complain_path(&mfree->options, "/proc/meminfo");
		return false;
	}
	contradictions_complain(mfree, &partition);
	partition_show(mfree, table, &partition);
	return true;
}

const struct figure_view where_view = {
	.option = "--where", .cgroup = true, .columns = where_columns,
	.text_list = "kind,size,mem_pct,about",
	.tsv_list = "kind,size,mem_pct",
	.show = where_show
};
