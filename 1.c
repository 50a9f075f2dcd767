#include <err.h>
#include <inttypes.h>
#include <meminfo.h>
#include <stdio.h>

int
main(void)
{
	struct meminfo_pids it;
	struct meminfo_process p;
	int more, proc = meminfo_proc_open(MEMINFO_HOST);
	pid_t pid;

	if (proc == -1 || meminfo_pids_open(&it, proc) == -1)
		err(1, "/proc");
	while ((more = meminfo_pids_next(&it, &pid)) == 1) {
		if (meminfo_process_read(proc, pid, MEMINFO_STATUS, &p,
		    NULL) == -1)
			continue;	/* it has ended, or is hidden */
		if (p.status.rss == MEMINFO_ABSENT)
			continue;
		printf("%ld\t%" PRIu64, (long)pid, p.status.rss);
		if (p.status.swap != MEMINFO_ABSENT)
			printf("\t%" PRIu64, p.status.swap);
		putchar('\n');
	}
	meminfo_pids_close(&it);
	return more == -1;
}
