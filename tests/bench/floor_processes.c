/*
 * floor_processes.c: open, read and close files of every process, on one
 * thread, and do nothing else.
 */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool	to_the_end;	/* -e */

/* Reads once: most of these files are no longer, and a second read costs too. */
static void
file(int proc, const char *pid, const char *name)
{
	static char	buffer[8192];
	char		path[300];
	size_t		length = strlen(pid);
	int		fd;

	memcpy(path, pid, length);
	path[length] = '/';
	memcpy(path + length + 1, name, strlen(name) + 1);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return;
	while (read(fd, buffer, sizeof(buffer)) > 0 && to_the_end)
		continue;
	close(fd);
}

static void
process(int proc, const char *pid, char *const names[])
{
	for (; *names != NULL; names++)
		file(proc, pid, *names);
}

/* floor_processes [-e] FILE...: /proc/PID/FILE of each; -e: to the end */
int
main(int argc, char **argv)
{
	static char		 buffer[32768];
	const struct dirent64	*entry;
	int			 proc = open("/proc", O_RDONLY | O_DIRECTORY);
	ssize_t			 n, at;

	to_the_end = argc > 1 && strcmp(argv[1], "-e") == 0;
	argv += to_the_end;
	while ((n = getdents64(proc, (void *)buffer,
	    sizeof(buffer))) > 0)
		for (at = 0; at < n; at += entry->d_reclen) {
			entry = (const void *)(buffer + at);
			if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
				process(proc, entry->d_name, argv + 1);
		}
	return 0;
}
