/* names.c: any bytes as a list of names. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#include "common/names.h"

/* Each name is where it was in the list, and none is left out but long ones. */
static void
check(const uint8_t *data, size_t size, int fd)
{
	static struct names	 names;
	const char		*name;
	size_t			 at = 0, length;
	int			 more;

	names_begin(&names, fd);
	while ((more = names_next(&names, &name)) != 0) {
		HOLDS(at < size);
		length = strnlen((const char *)data + at, size - at);
		if (more == 1)
			HOLDS(strlen(name) == length &&
			    memcmp(name, data + at, length) == 0);
		else
			HOLDS(errno == ENAMETOOLONG &&
			    length >= NAMES_BUFFER - 1);
		at += length + 1;
	}
	HOLDS(at >= size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int	fd = memfd_create("names", MFD_CLOEXEC);

	if (fd == -1)
		return 0;
	if (write(fd, data, size) == (ssize_t)size &&
	    lseek(fd, 0, SEEK_SET) == 0)
		check(data, size, fd);
	close(fd);
	return 0;
}
