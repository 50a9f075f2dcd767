/* descriptors.c: which descriptors are open, and how many may be. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "descriptors.h"
#include "parse.h"

void
descriptors_raise(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void
descriptors_hold(void)
{
	int	fd;

	do {
		fd = open("/", O_PATH | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/*
 * Not one by one up to the limit, which may be a thousand million, nor by
 * close_range(2), which came with Linux 5.9 and glibc 2.34.  The first go
 * before there is a look, which needs one.
 */
void
descriptors_close(int but)
{
	const struct dirent	*entry;
	DIR			*dir;
	int64_t			 fd;

	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if (fd != but)
			close((int)fd);
	dir = opendir("/proc/self/fd");
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (parse_count(entry->d_name, &fd) && fd != but &&
		    fd != dirfd(dir))
			close((int)fd);
	closedir(dir);
}
