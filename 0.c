#include <err.h>
#include <inttypes.h>
#include <meminfo.h>
#include <stdio.h>

int
main(void)
{
	struct meminfo_system s;

	if (meminfo_system_read(MEMINFO_HOST, &s) == -1)
		err(1, "/proc/meminfo");
	printf("%" PRIu64 "\n",
	    meminfo_system_available_read(MEMINFO_HOST, &s));
	return 0;
}
