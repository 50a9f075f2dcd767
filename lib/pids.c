/* pids.c: the processes that /proc lists. */
#include <dirent.h>
#include <errno.h>
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
	it->start = 0;
	it->end = 0;
	it->fd = meminfo_file_open(proc, ".", O_RDONLY | O_DIRECTORY);
	return it->fd == -1 ? -1 : 0;
}

/* The kernel keeps the position, and a lock around getdents64. */
void
meminfo_pids_share(struct meminfo_pids *it, const struct meminfo_pids *other)
{
	it->start = 0;
	it->end = 0;
	it->fd = other->fd;
}

/* Zero where the name is no pid. */
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

/*
 * 2 KiB, some 85 pids, and not more: where several threads share what is
 * left, the last one to get a piece keeps the others waiting.
 */
static int
refill(struct meminfo_pids *it)
{
	ssize_t	n = getdents64(it->fd, (void *)it->buffer,
	    sizeof(it->buffer));

	if (n <= 0)
		return (int)n;
	it->start = 0;
	it->end = (size_t)n;
	return 1;
}

int
meminfo_pids_next(struct meminfo_pids *it, pid_t *pid)
{
	const struct dirent64	*entry;
	int			 more;

	do {
		if (it->start >= it->end) {
			more = refill(it);
			if (more != 1)
				return more;
		}
		entry = (const void *)((const char *)it->buffer + it->start);
		it->start += entry->d_reclen;
		*pid = pid_of(entry->d_name);
	} while (*pid == 0);
	return 1;
}

void
meminfo_pids_close(struct meminfo_pids *it)
{
	meminfo_file_close(it->fd);
}
