/* clock.c: any bytes as /proc/uptime, /proc/stat and an auxv. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char		*text = (const char *)data;
	struct meminfo_auxv	 auxv;
	uint64_t		 value;

	if (meminfo_uptime_parse(text, size, &value) == 0)
		HOLDS(value < (uint64_t)1 << 42);
	if (meminfo_boot_parse(text, size, &value) == 0)
		HOLDS(value <= INT64_MAX);
	if (meminfo_auxv_parse(text, size, &auxv) == 0)
		HOLDS(auxv.page_size >= 1024 && auxv.clock_ticks > 0);
	return 0;
}
