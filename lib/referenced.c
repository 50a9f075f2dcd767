/* referenced.c: which memory a process uses, /proc/PID/clear_refs and smaps. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include "internal.h"

/*
 * "1" is all pages (proc_pid_clear_refs(5)).  Only ever written below a real
 * /proc: in a capture, the name may be anything.
 */
int
meminfo_referenced_clear(int at, pid_t pid)
{
	char	path[MEMINFO_PROCESS_PATH];
	int	fd;
	ssize_t	n;

	if (meminfo_proc_is_live(at) != 1)
		return meminfo_fail(EOPNOTSUPP);
	meminfo_process_path(path, pid, "clear_refs");
	fd = openat(at, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1)
		return -1;
	n = write(fd, "1", 1);
	meminfo_file_close(fd);
	return n == 1 ? 0 : -1;
}

/*
 * The kernel counts both in one walk of the page tables, but a capture may say
 * anything.
 */
uint64_t
meminfo_usage_cold(const struct meminfo_usage *usage)
{
	if (usage->rss == MEMINFO_ABSENT ||
	    usage->referenced == MEMINFO_ABSENT)
		return MEMINFO_ABSENT;
	return usage->rss - meminfo_smaller(usage->rss, usage->referenced);
}
