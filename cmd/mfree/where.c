/* where.c: where all the memory is. */
#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "mfree.h"

struct where_row {
	uint64_t	time;
	const char	*kind;
	uint64_t	size;
	double		mem_pct;
};

#define CELL(member, title, width, type, help) { #member, title, width, type, \
	offsetof(struct where_row, member), help, 0 }

const struct column where_columns[] = {
	CELL(time, "time", 14, COLUMN_MSEC, "when it was read, Unix seconds"),
	CELL(kind, "where", -18, COLUMN_TEXT, "what holds the memory"),
	CELL(size, "size", 11, COLUMN_BYTES, "how much; none counts twice"),
	CELL(mem_pct, "%mem", 6, COLUMN_PERCENT, "share of MemTotal"),
	{ .name = NULL }
};

#define PART(member) { #member, offsetof(struct meminfo_partition, member) }

static const struct {
	const char	*kind;
	size_t		 offset;
} part[] = {
	PART(free),
	PART(free_percpu),
	PART(file_cache),
	PART(shmem),
	PART(anon),
	PART(swap_cache),
	PART(buffers),
	PART(slab_reclaimable),
	PART(slab_unreclaimable),
	PART(kernel_reclaimable),
	PART(kernel_stack),
	PART(page_tables),
	PART(percpu),
	PART(vmalloc),
	PART(hugepages_free),
	PART(hugepages_used),
	PART(bounce),
	PART(writeback_tmp),
	PART(hardware_corrupted),
	PART(zswap),
	PART(arc),
	PART(unaccounted),
};

static void
row_show(const struct mfree *mfree, struct table *table, const char *kind,
    uint64_t size, uint64_t total)
{
	struct where_row	row = { mfree->time_msec, kind, size, NAN };

	if (size != MEMINFO_ABSENT && total > 0)
		row.mem_pct = 100.0 * (double)(int64_t)size / (double)total;
	table_row(table, &row);
}

/* Both are missing on most machines; only an unreadable one is worth words. */
static const struct meminfo_hugepages *
hugepages(struct mfree *mfree, struct meminfo_hugepages *huge)
{
	if (meminfo_hugepages_read(mfree->options.root, huge) == 0)
		return huge;
	if (errno != ENOENT)
		mfree_complain(mfree, "/sys/kernel/mm/hugepages");
	return NULL;
}

static const struct meminfo_arc *
arc_cache(struct mfree *mfree, struct meminfo_arc *arc)
{
	if (meminfo_arc_read(mfree->options.root, arc) == 0)
		return arc;
	if (errno != ENOENT)
		mfree_complain(mfree, "/proc/spl/kstat/zfs/arcstats");
	return NULL;
}

static uint64_t
free_percpu(struct mfree *mfree)
{
	struct meminfo_zones	zones;

	if (meminfo_zones_read(mfree->options.root, -1, &zones) == -1) {
		if (errno != ENOENT)
			mfree_complain(mfree, "/proc/zoneinfo");
		return MEMINFO_ABSENT;
	}
	if (zones.percpu_free_pages == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return zones.percpu_free_pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool
where_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_system		system;
	struct meminfo_hugepages	huge;
	struct meminfo_arc		arc;
	struct meminfo_extra		extra;
	struct meminfo_partition	partition;
	const char			*base = (const char *)&partition;
	size_t				i;

	if (meminfo_system_read(mfree->options.root, &system) == -1) {
		mfree_complain(mfree, "/proc/meminfo");
		return false;
	}
	extra.huge = hugepages(mfree, &huge);
	extra.arc = arc_cache(mfree, &arc);
	extra.free_percpu = free_percpu(mfree);
	if (meminfo_partition_make(&system, &extra, &partition) == -1) {
		mfree_complain(mfree, "/proc/meminfo");
		return false;
	}
	table_header(table);
	for (i = 0; i < COUNT_OF(part); i++)
		row_show(mfree, table, part[i].kind,
		    *(const uint64_t *)(const void *)(base + part[i].offset),
		    partition.total);
	if (mfree->total)
		row_show(mfree, table, "total", partition.total,
		    partition.total);
	return true;
}

const struct view where_view = {
	where_columns, "kind,size,mem_pct", "kind,size,mem_pct", where_show
};
