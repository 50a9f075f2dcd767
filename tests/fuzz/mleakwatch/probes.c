/*
 * probes.c: any bytes as what the kernel writes into two rings: 4 bytes of
 * options, then one ring's records and the other's.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "mleakwatch/stacks/modules.h"
#include "mleakwatch/stacks/perf.h"
#include "mleakwatch/stacks/probes.h"

#define PAGE	2048
#define RING	4096
#define RECORD	65536
#define PID	77
#define DEPTH	32

struct taken {
	const struct probes	*probes;
	struct modules		 modules;
	size_t			 hits;
};

static bool
is_inside(const unsigned char *from, size_t size, const unsigned char *at,
    size_t length)
{
	return at >= from && at <= from + size &&
	    length <= size - (size_t)(at - from);
}

static bool
stack_is_inside(const struct probes *probes, const struct unwind *unwind)
{
	size_t	i;

	for (i = 0; i < probes->rings; i++)
		if (is_inside(probes->ring[i].pages, PAGE + RING,
		    unwind->stack, unwind->stack_size))
			return true;
	return is_inside(probes->record, RECORD, unwind->stack,
	    unwind->stack_size);
}

static void
take_hit(void *context, const struct probe_hit *hit)
{
	struct taken	*taken = context;
	struct unwind	 unwind = hit->unwind;
	uint64_t	 pc[DEPTH];
	enum unwind_end	 end;

	taken->hits++;
	unwind.find = modules_find;
	unwind.context = &taken->modules;
	unwind.frame_pointers = taken->modules.generated;
	HOLDS(hit->kind <= PROBE_FILLED);
	HOLDS(unwind.stack_size <= PROBES_STACK);
	HOLDS(stack_is_inside(taken->probes, &unwind));
	HOLDS(unwind_walk(&unwind, pc, DEPTH, &end) <= DEPTH);
}

/* Files are not opened: that would take most of the time. */
static void
take_map(void *context, const struct meminfo_map *map)
{
	struct taken	*taken = context;

	HOLDS(map->start < map->end);
	HOLDS(strlen(map->path) == map->path_length);
	if (map->inode != 0)
		return;
	HOLDS(modules_map(&taken->modules, map) == 0);
	modules_at(&taken->modules, map->start);
}

/* The last bytes of a ring are those before its first, where at says so. */
static void
ring_fill(struct probe_ring *ring, uint64_t at, const uint8_t *data,
    size_t size)
{
	uint64_t	head = at + size;
	size_t		i;

	ring->pages = calloc(1, PAGE + RING);
	HOLDS(ring->pages != NULL);
	for (i = 0; i < size; i++)
		ring->pages[PAGE + (at + i) % RING] = data[i];
	memcpy(ring->pages + PERF_HEAD, &head, sizeof(head));
	memcpy(ring->pages + PERF_TAIL, &at, sizeof(at));
}

static void
rings_drain(struct probes *probes, struct probe_id *id)
{
	struct taken		taken = { .probes = probes };
	struct probe_taker	taker = { &taken, take_hit, take_map };

	probes->ids.bytes = (char *)id;
	probes->ids.used = 2 * sizeof(*id);
	probes_drain(probes, true, &taker);
	HOLDS(taken.hits + probes->early <= probes->hits);
	modules_free(&taken.modules);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct probe_id		id[] = { { 2, PROBE_ENTRY },
				    { 3, PROBE_FILLED } };
	struct probe_ring	ring[2] = { { .fd = -1 }, { .fd = -1 } };
	struct probes		probes = { .pid = PID, .ring = ring,
				    .rings = 2, .page = PAGE,
				    .ring_bytes = RING, .since = 1,
				    .stack = PROBES_STACK };
	size_t			first;

	if (size < 4)
		return 0;
	probes.machine = (data[0] & 1) != 0 ? ELF_AARCH64 : ELF_X86_64;
	probes.by_thread = (data[0] & 2) != 0;
	size -= 4;
	if (size > RING)
		size = RING;
	first = size * data[2] / 255;
	ring_fill(&ring[0], data[1] * (uint64_t)16, data + 4, first);
	ring_fill(&ring[1], data[3] * (uint64_t)16, data + 4 + first,
	    size - first);
	probes.record = malloc(RECORD);
	HOLDS(probes.record != NULL);
	rings_drain(&probes, id);
	free(probes.record);
	free(ring[0].pages);
	free(ring[1].pages);
	return 0;
}
