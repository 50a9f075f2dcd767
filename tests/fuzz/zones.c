/* zones.c: any bytes as /proc/zoneinfo. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_zones	all, one;

	if (meminfo_zones_parse((const char *)data, size, -1, &all) == 0 &&
	    meminfo_zones_parse((const char *)data, size, 0, &one) == 0 &&
	    one.low_pages != MEMINFO_ABSENT)
		HOLDS(one.low_pages <= all.low_pages);
	return 0;
}
