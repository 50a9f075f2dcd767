/* floor.c: open, read to the end and close files and folders, and no more. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	static _Alignas(8) char	buffer[8192];
	int		i, fd;

	for (i = 1; i < argc; i++) {
		fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			return 1;
		while (read(fd, buffer, sizeof(buffer)) > 0)
			continue;
		while (getdents64(fd, (void *)buffer, sizeof(buffer)) > 0)
			continue;
		close(fd);
	}
	return 0;
}
