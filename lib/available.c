/* available.c: memory that can be handed out, estimated for old kernels. */
/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "internal.h"

/*
 * The formula takes half of the cache, but no more than the low watermark, to
 * be in use. It is that of the commit that brought MemAvailable (3.14). The
 * low watermark stands for the reserve, as in that first version.
 */
uint64_t
meminfo_available_estimate(const struct meminfo_estimate *from)
{
	uint64_t low = from->low_watermark, file, slab, sum;

	if (from->total == MEMINFO_ABSENT || from->free == MEMINFO_ABSENT ||
	    from->active_file == MEMINFO_ABSENT ||
	    from->inactive_file == MEMINFO_ABSENT || low == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	file = from->active_file + from->inactive_file;
	slab = meminfo_known(from->slab_reclaimable);
	sum = from->free + file - meminfo_smaller(file / 2, low) +
	    slab - meminfo_smaller(slab / 2, low);
	sum = sum > low ? sum - low : 0;
	return sum > from->total ? from->free : sum;
}

uint64_t
meminfo_system_available(const struct meminfo_system *system,
    uint64_t low_watermark)
{
	const struct meminfo_estimate from = {
		.total = system->total,
		.free = system->free,
		.active_file = system->active_file,
		.inactive_file = system->inactive_file,
		.slab_reclaimable = system->slab_reclaimable,
		.low_watermark = low_watermark,
	};

	if (system->available == MEMINFO_ABSENT)
		return meminfo_available_estimate(&from);
	if (system->total != MEMINFO_ABSENT &&
	    system->available > system->total)
		return system->free;
	return system->available;
}

uint64_t
meminfo_node_available(const struct meminfo_node *node,
    uint64_t low_watermark)
{
	const struct meminfo_estimate from = {
		.total = node->total,
		.free = node->free,
		.active_file = node->active_file,
		.inactive_file = node->inactive_file,
		.slab_reclaimable = node->slab_reclaimable,
		.low_watermark = low_watermark,
	};

	return meminfo_available_estimate(&from);
}

static uint64_t
zones_low(int root, int node)
{
	struct meminfo_zones	zones;

	if (meminfo_zones_read(root, node, &zones) == -1 ||
	    zones.low_pages == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return zones.low_pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/*
 * Without zoneinfo: the kernel sets low to min * 5/4 where nobody tuned
 * watermark_scale_factor.
 */
static uint64_t
system_low(int root)
{
	uint64_t low = zones_low(root, -1), min_kb;

	if (low == MEMINFO_ABSENT &&
	    meminfo_cgroup_value_read(root, "/proc/sys/vm/min_free_kbytes",
	    &min_kb) == 0 && min_kb <= MEMINFO_BYTES_MAX / 1280)
		low = min_kb * 1280;
	return low;
}

uint64_t
meminfo_system_available_read(int root, const struct meminfo_system *system)
{
	uint64_t low = MEMINFO_ABSENT;

	if (system->available == MEMINFO_ABSENT)
		low = system_low(root);
	return meminfo_system_available(system, low);
}

uint64_t
meminfo_node_available_read(int root, int number,
    const struct meminfo_node *node)
{
	return meminfo_node_available(node, zones_low(root, number));
}
