/* records.c: any bytes as a list of names. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#include "common/records.h"

/* Each name is where it was in the list, and none is left out but long ones. */
static void
check(const uint8_t *data, size_t size, int fd)
{
	struct records	 names;
	char		*name;
	size_t		 at = 0, length, read;
	int		 more;

	records_begin(&names, fd, '\0', RECORDS_PATH);
	while ((more = records_next(&names, &name, &read)) != 0 ||
	    records_rest(&names, &name, &read)) {
		HOLDS(at < size);
		length = strnlen((const char *)data + at, size - at);
		if (more == -1)
			HOLDS(errno == EMSGSIZE && length >= RECORDS_PATH);
		else
			HOLDS(read == length && strlen(name) == length &&
			    memcmp(name, data + at, length) == 0);
		at += length + 1;
	}
	HOLDS(at >= size);
	records_free(&names);
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
