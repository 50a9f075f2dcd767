/* drop.c: ask the kernel to give cache back: drop_caches, memory.reclaim. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "internal.h"

/*
 * O_NOFOLLOW and O_NONBLOCK are for a root that somebody else recorded: a
 * link there must not turn the write elsewhere, nor a FIFO block it.
 */
#define WRITE_FLAGS (O_WRONLY | O_NOFOLLOW | O_NONBLOCK)

int
meminfo_drop_open(int root)
{
	return meminfo_file_open(root, "/proc/sys/vm/drop_caches",
	    WRITE_FLAGS);
}

/* One write: the kernel takes each for a request of its own. */
static int
write_number(int fd, uint64_t number)
{
	char	text[32];
	int	length;
	ssize_t	n;

	length = snprintf(text, sizeof(text), "%llu\n",
	    (unsigned long long)number);
	n = write(fd, text, (size_t)length);
	if (n == length)
		return 0;
	if (n >= 0)
		errno = EIO;
	return -1;
}

int
meminfo_drop_write(int fd, unsigned level)
{
	if ((level & MEMINFO_DROP_ALL) == 0 ||
	    level > (MEMINFO_DROP_ALL | MEMINFO_DROP_QUIET)) {
		errno = EINVAL;
		return -1;
	}
	return write_number(fd, level);
}

int
meminfo_reclaim_open(int root, const struct meminfo_cgroup_at *at)
{
	char	path[MEMINFO_PATH_MAX + 64];

	if (at->version != 2) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (meminfo_format(path, sizeof(path), "%s/memory.reclaim",
	    at->path) == -1)
		return -1;
	return meminfo_file_open(root, path, WRITE_FLAGS);
}

int
meminfo_reclaim_write(int fd, uint64_t bytes)
{
	return write_number(fd, bytes);
}
