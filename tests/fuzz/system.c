/* system.c: any bytes as /proc/meminfo, and what is computed from it. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

static void
iterate(const char *text, size_t size)
{
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;
	int			more;

	meminfo_pairs_text(&it, text, size);
	while ((more = meminfo_pairs_next(&it, &pair)) != 0)
		if (more == 1)
			HOLDS(fuzz_possible(pair.value, INT64_MAX) &&
			    pair.key_length <= size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char			*text = (const char *)data;
	struct meminfo_system		 system;
	struct meminfo_partition	 p;
	const struct meminfo_arc	 arc = { (uint64_t)1 << 58, 0, 0 };
	const struct meminfo_extra	 extra = { NULL, &arc, 1 << 20,
	    MEMINFO_ABSENT, 1 << 20, 1 << 12, 0, 1 << 16 };
	uint64_t			 available;

	iterate(text, size);
	if (meminfo_system_parse(text, size, &system) == -1)
		return 0;
	available = meminfo_system_available(&system, 4096);
	HOLDS(available == MEMINFO_ABSENT || system.total == MEMINFO_ABSENT ||
	    available <= system.total || available == system.free);
	if (meminfo_partition_make(&system, &extra, &p) == 0)
		HOLDS(p.total == system.total);
	return 0;
}
