/* stat.c: any bytes as /proc/PID/stat. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_stat	stat;

	if (meminfo_stat_parse((const char *)data, size, &stat) == -1)
		return 0;
	HOLDS(memchr(stat.comm, '\0', sizeof(stat.comm)) != NULL);
	HOLDS(stat.state > ' ' && stat.state <= '~');
	HOLDS(fuzz_possible(stat.ppid, INT64_MAX) &&
	    fuzz_possible(stat.start_ticks, INT64_MAX) &&
	    fuzz_possible(stat.user_ticks, INT64_MAX) &&
	    fuzz_possible(stat.system_ticks, INT64_MAX));
	return 0;
}
