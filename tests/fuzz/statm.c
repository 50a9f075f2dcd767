/* statm.c: any bytes as /proc/PID/statm. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_statm	statm;

	if (meminfo_statm_parse((const char *)data, size, &statm) == 0)
		HOLDS(statm.size_pages < (uint64_t)1 << 47 &&
		    statm.rss_pages < (uint64_t)1 << 47 &&
		    statm.shared_pages < (uint64_t)1 << 47);
	return 0;
}
