/* pids.c: the processes that /proc lists. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/vfs.h>

#include "internal.h"

#define PROC_MAGIC 0x9fa0	/* f_type of procfs */

int
meminfo_proc_open(int root)
{
	return meminfo_file_open(root, "/proc", O_RDONLY | O_DIRECTORY);
}

int
meminfo_proc_is_live(int proc)
{
	struct statfs	fs;

	if (fstatfs(proc, &fs) == -1)
		return -1;
	return fs.f_type == PROC_MAGIC;
}

int
meminfo_pids_open(struct meminfo_pids *it, int proc)
{
	return meminfo_entries_open(&it->entries, proc, ".");
}

/* The kernel keeps the position, and a lock around getdents64. */
void
meminfo_pids_share(struct meminfo_pids *it, const struct meminfo_pids *other)
{
	it->entries.start = 0;
	it->entries.end = 0;
	it->entries.fd = other->entries.fd;
}

/* Zero if the name is no pid. */
static pid_t
pid_of(const char *name)
{
	int64_t	pid = 0;

	if (*name == '0')
		return 0;
	for (; *name >= '0' && *name <= '9'; name++) {
		pid = pid * 10 + (*name - '0');
		if (pid > INT32_MAX)
			return 0;
	}
	return *name == '\0' ? (pid_t)pid : 0;
}

int
meminfo_pids_next(struct meminfo_pids *it, pid_t *pid)
{
	const char	*name;
	int		 more;

	while ((more = meminfo_entries_next(&it->entries, &name)) == 1) {
		*pid = pid_of(name);
		if (*pid != 0)
			break;
	}
	return more;
}

void
meminfo_pids_close(struct meminfo_pids *it)
{
	meminfo_entries_close(&it->entries);
}
