/* status.c: any bytes as /proc/PID/status. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

static int
possible(uint64_t bytes)
{
	return bytes == MEMINFO_ABSENT || bytes <= (uint64_t)1 << 58;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct meminfo_status	status;

	if (meminfo_status_parse((const char *)data, size, &status) == -1)
		return 0;
	HOLDS(memchr(status.comm, '\0', sizeof(status.comm)) != NULL);
	HOLDS(status.effective_uid == MEMINFO_ABSENT ||
	    status.effective_uid <= UINT32_MAX);
	HOLDS(possible(status.rss) && possible(status.anon) &&
	    possible(status.swap) && possible(status.hugetlb));
	return 0;
}
