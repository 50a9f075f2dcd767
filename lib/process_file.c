/* process_file.c: the files of a process, by its pid. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>

#include "internal.h"

/* Without snprintf, which would take a tenth of the time of a statm. */
void
meminfo_process_path(char path[MEMINFO_PROCESS_PATH], pid_t pid,
    const char *file)
{
	char	digits[16] = "self";
	size_t	first = 0, count = pid == MEMINFO_SELF ? 4 : 0;

	if (pid > 0)
		first = sizeof(digits);
	for (; pid > 0; pid /= 10, count++)
		digits[--first] = (char)('0' + pid % 10);
	memcpy(path, digits + first, count);
	if (count > 0)
		path[count++] = '/';
	memcpy(path + count, file, strlen(file) + 1);
}

int
meminfo_process_file(int at, pid_t pid, const char *file)
{
	char	path[MEMINFO_PROCESS_PATH];

	meminfo_process_path(path, pid, file);
	return meminfo_below_open(at, path, O_RDONLY, pid == MEMINFO_SELF);
}

int
meminfo_process_take(int at, pid_t pid, const char *file,
    int (*take)(int, void *), void *out, struct meminfo_reader *reader)
{
	int	fd = meminfo_process_file(at, pid, file), result;

	if (fd == -1)
		return -1;
	result = take(fd, out);
	meminfo_reader_close(reader, fd);
	return result;
}

int
meminfo_process_open(int proc, pid_t pid)
{
	char	path[MEMINFO_PROCESS_PATH];

	meminfo_process_path(path, pid, "");
	return meminfo_below_open(proc, path, O_PATH | O_DIRECTORY,
	    pid == MEMINFO_SELF);
}
