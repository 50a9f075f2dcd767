/* holders.c: any bytes as slabinfo, as segments, as a zram's mm_stat. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

static void
slabs(const char *text, size_t size)
{
	struct meminfo_slabs	it;
	struct meminfo_slab	slab;
	uint64_t		bytes;
	int			more;

	meminfo_slabs_text(&it, text, size);
	while ((more = meminfo_slabs_next(&it, &slab)) != 0) {
		if (more == -1)
			continue;
		HOLDS(slab.name >= text && slab.name_length > 0 &&
		    slab.name + slab.name_length <= text + size);
		bytes = meminfo_slab_bytes(&slab, 65536);
		HOLDS(bytes == MEMINFO_ABSENT || bytes <= (uint64_t)1 << 58);
		meminfo_slab_active_bytes(&slab);
	}
}

static void
segments(const char *text, size_t size)
{
	struct meminfo_shms	it;
	struct meminfo_shm	shm;
	int			more;

	meminfo_shms_text(&it, text, size);
	while ((more = meminfo_shms_next(&it, &shm)) != 0)
		if (more == 1)
			HOLDS(shm.size == MEMINFO_ABSENT ||
			    shm.size <= (uint64_t)1 << 58);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char		*text = (const char *)data;
	struct meminfo_zram	 zram;

	slabs(text, size);
	segments(text, size);
	if (meminfo_zram_parse(text, size, &zram) == 0)
		HOLDS(zram.used == MEMINFO_ABSENT ||
		    zram.used <= (uint64_t)1 << 58);
	return 0;
}
