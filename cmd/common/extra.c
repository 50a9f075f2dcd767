/* extra.c: figures of the partition that /proc/meminfo does not have. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/extra.h"

static bool
extra_failed(int result, const char *path, struct options *options)
{
	if (result == -1 && errno != ENOENT && options != NULL)
		options_complain_path(options, path);
	return result == -1;
}

/* No machine has more; a file may say anything. */
#define PAGES_MOST ((uint64_t)1 << 40)

static uint64_t
bytes_of(uint64_t pages)
{
	return pages > PAGES_MOST ? MEMINFO_ABSENT :
	    pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
zones_read(struct meminfo_extra *figures, int root, struct options *options)
{
	struct meminfo_zones	zones;

	if (extra_failed(meminfo_zones_read(root, -1, &zones),
	    "/proc/zoneinfo", options))
		return;
	figures->free_percpu = bytes_of(zones.percpu_free_pages);
	figures->managed = bytes_of(zones.managed_pages);
}

static void
counters_read(struct meminfo_extra *figures, int root,
    struct options *options)
{
	struct meminfo_vmstat	vmstat;

	if (extra_failed(meminfo_vmstat_read(root, &vmstat), "/proc/vmstat",
	    options))
		return;
	figures->iommu = bytes_of(vmstat.iommu_pages);
	figures->memmap = bytes_of(vmstat.memmap_pages);
}

void
extra_read(struct extra *extra, int root,
    const struct meminfo_system *system, struct options *options)
{
	struct meminfo_extra	*figures = &extra->figures;
	struct meminfo_zram	 zram;

	memset(figures, 0xff, sizeof(*figures));	/* absent */
	figures->huge = NULL;
	/* Hugetlb (4.16) is 0: there are none of any size to be read. */
	if (system->hugetlb != 0 && !extra_failed(meminfo_hugepages_read(root,
	    &extra->huge), "/sys/kernel/mm/hugepages", options))
		figures->huge = &extra->huge;
	figures->arc = extra_failed(meminfo_arc_read(root, &extra->arc),
	    "/proc/spl/kstat/zfs/arcstats", options) ? NULL : &extra->arc;
	if (!extra_failed(meminfo_zram_read(root, &zram), "/sys/block",
	    options))
		figures->zram = zram.used;
	zones_read(figures, root, options);
	counters_read(figures, root, options);
	extra_failed(meminfo_gpu_read(root, &figures->gpu), "/sys/class/drm",
	    options);
}
