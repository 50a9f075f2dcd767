/* process_text.c: texts of a process: its command line, program and others. */
/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "internal.h"

static ssize_t
texts_read(int at, pid_t pid, const char *file, char *buffer, size_t size)
{
	int	fd = meminfo_process_file(at, pid, file);
	ssize_t	n;

	if (fd == -1)
		return -1;
	n = meminfo_text_take(fd, buffer, size, false);
	meminfo_file_close(fd);
	return n;
}

ssize_t
meminfo_cmdline_read(int at, pid_t pid, char *buffer, size_t size)
{
	if (size > MEMINFO_CMDLINE_MAX)
		size = MEMINFO_CMDLINE_MAX;
	return texts_read(at, pid, "cmdline", buffer, size);
}

ssize_t
meminfo_wchan_read(int at, pid_t pid, char *buffer, size_t size)
{
	return texts_read(at, pid, "wchan", buffer, size);
}

ssize_t
meminfo_exe_read(int at, pid_t pid, char *buffer, size_t size)
{
	int	dir = at;
	ssize_t	n;

	if (pid != 0)
		dir = meminfo_process_open(at, pid);
	if (dir == -1)
		return -1;
	n = readlinkat(dir, "exe", buffer, size);
	if (pid != 0)
		meminfo_file_close(dir);
	return n;
}

/* setproctitle(3) leaves a row of NULs behind a new title. */
size_t
meminfo_cmdline_parse(char *text, size_t length)
{
	size_t	i;

	while (length > 0 && text[length - 1] == '\0')
		length--;
	for (i = 0; i < length; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	return length;
}

static ssize_t
number_read(int at, pid_t pid, const char *file, char buffer[64])
{
	ssize_t	n = texts_read(at, pid, file, buffer, 64);

	if (n != 64)
		return n;
	return meminfo_fail(EBADMSG);
}

int
meminfo_oom_score_read(int at, pid_t pid, uint64_t *score)
{
	char	buffer[64];
	ssize_t	n = number_read(at, pid, "oom_score", buffer);

	return n == -1 ? -1 : meminfo_cgroup_value_parse(buffer, (size_t)n, score);
}

int
meminfo_oom_adjust_parse(const char *text, size_t length, int64_t *adjust)
{
	uint64_t	value;
	bool		minus = length > 0 && *text == '-';

	if (meminfo_cgroup_value_parse(text + minus, length - minus, &value) == -1)
		return -1;
	if (value > 1000)
		return meminfo_fail(EBADMSG);
	*adjust = minus ? -(int64_t)value : (int64_t)value;
	return 0;
}

int
meminfo_oom_adjust_read(int at, pid_t pid, int64_t *adjust)
{
	char	buffer[64];
	ssize_t	n = number_read(at, pid, "oom_score_adj", buffer);

	if (n == -1)
		return -1;
	return meminfo_oom_adjust_parse(buffer, (size_t)n, adjust);
}
