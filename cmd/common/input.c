/* input.c: a file to read that the caller has named; "-" is standard input. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "input.h"

int
input_open(const char *file)
{
	return strcmp(file, "-") == 0 ? STDIN_FILENO :
	    open(file, O_RDONLY | O_CLOEXEC);
}

void
input_close(int fd)
{
	if (fd > STDIN_FILENO)
		close(fd);
}

const char *
input_name(const char *file)
{
	return strcmp(file, "-") == 0 ? "standard input" : file;
}
