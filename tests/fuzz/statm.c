/* statm.c: any bytes as /proc/PID/statm. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_statm	statm;

	if (meminfo_statm_parse((const char *)data, size, &statm) == 0)
		HOLDS(fuzz_possible(statm.size_pages, (uint64_t)1 << 46) &&
		    fuzz_possible(statm.rss_pages, (uint64_t)1 << 46) &&
		    fuzz_possible(statm.shared_pages, (uint64_t)1 << 46));
	return 0;
}
