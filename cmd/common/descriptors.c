/* descriptors.c: as many open files as may be. */
#include <sys/resource.h>

#include "descriptors.h"

void
descriptors_raise(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}
