/* host.c: the name of the machine, /proc/sys/kernel/hostname. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>

#include "internal.h"

int
meminfo_host_read(int root, char name[MEMINFO_HOST_MAX])
{
	int	fd = meminfo_file_open(root, "/proc/sys/kernel/hostname",
	    O_RDONLY);
	ssize_t	n;

	if (fd == -1)
		return -1;
	n = meminfo_text_take(fd, name, MEMINFO_HOST_MAX - 1, true);
	meminfo_file_close(fd);
	if (n == -1)
		return -1;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	return 0;
}
