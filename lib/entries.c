/* entries.c: the names in a directory of the root, without malloc. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>

#include "internal.h"

int
meminfo_entries_open(struct meminfo_entries *it, int root, const char *path)
{
	it->start = 0;
	it->end = 0;
	it->fd = meminfo_file_open(root, path, O_RDONLY | O_DIRECTORY);
	return it->fd == -1 ? -1 : 0;
}

/*
 * getdents64, because opendir allocates, and reads ahead up to 32 KiB into
 * memory that the caller does not own.
 */
static int
entries_refill(struct meminfo_entries *it)
{
	ssize_t	n = getdents64(it->fd, (void *)it->buffer,
	    sizeof(it->buffer));

	if (n <= 0)
		return (int)n;
	it->start = 0;
	it->end = (size_t)n;
	return 1;
}

int
meminfo_entries_next(struct meminfo_entries *it, const char **name)
{
	const struct dirent64	*entry;
	int			 more;

	if (it->start >= it->end) {
		more = entries_refill(it);
		if (more != 1)
			return more;
	}
	entry = (const void *)((const char *)it->buffer + it->start);
	it->start += entry->d_reclen;
	it->type = entry->d_type;
	*name = entry->d_name;
	return 1;
}

void
meminfo_entries_close(struct meminfo_entries *it)
{
	meminfo_file_close(it->fd);
}
