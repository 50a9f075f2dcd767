/* small.c: any bytes as the shorter texts: pressure, swaps, vmstat, nodes, limits. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

static void
pressure(const char *text, size_t size)
{
	struct meminfo_pressure	p;

	if (meminfo_pressure_parse(text, size, &p) == 0)
		HOLDS(p.some.avg10_centi == MEMINFO_ABSENT ||
		    p.some.avg10_centi <= 10000);
}

static void
swaps(const char *text, size_t size)
{
	struct meminfo_swaps	it;
	struct meminfo_swap	swap;
	int			more;

	meminfo_swaps_text(&it, text, size);
	while ((more = meminfo_swaps_next(&it, &swap)) != 0)
		if (more == 1)
			HOLDS(swap.name >= text &&
			    swap.name + swap.name_length <= text + size &&
			    fuzz_possible(swap.size, (uint64_t)1 << 58));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char		*text = (const char *)data;
	struct meminfo_vmstat	 vmstat;
	struct meminfo_node	 node;
	struct meminfo_rlimits	 limits;
	struct meminfo_arc	 arc;
	uint64_t		 pointer;

	pressure(text, size);
	swaps(text, size);
	meminfo_vmstat_parse(text, size, &vmstat);
	if (meminfo_node_parse(text, size, &node) == 0)
		meminfo_node_available(&node, 1 << 20);
	meminfo_numastat_parse(text, size, &node);
	if (meminfo_rlimits_parse(text, size, &limits) == 0)
		HOLDS(limits.data >= MEMINFO_UNLIMITED ||
		    limits.data < (uint64_t)1 << 58);
	meminfo_stack_pointer_parse(text, size, &pointer);
	if (meminfo_arc_parse(text, size, &arc) == 0)
		HOLDS(fuzz_possible(arc.size, (uint64_t)1 << 58));
	return 0;
}
