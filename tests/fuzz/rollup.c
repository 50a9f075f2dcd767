/* rollup.c: any bytes as /proc/PID/smaps_rollup or smaps. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_usage	rollup;
	uint64_t		unshared;

	if (meminfo_rollup_parse((const char *)data, size, &rollup) == -1)
		return 0;
	HOLDS(fuzz_possible(rollup.pss, (uint64_t)1 << 58));
	unshared = meminfo_usage_uss(&rollup);
	HOLDS(unshared == MEMINFO_ABSENT || unshared <= (uint64_t)3 << 58);
	return 0;
}
