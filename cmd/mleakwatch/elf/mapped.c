/*
 * mapped.c: the files that a process has mapped, each read once.
 *
 * The files are the process's: they may be anything, and may be cut short
 * meanwhile.  So they are read into memory, never mapped.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mapped.h"

/* A browser's largest file is 0.3 GiB; what is read stays in memory. */
#define READ_MOST ((uint64_t)1 << 30)

struct mapped_file {
	struct mapped_file	*next;
	dev_t			 device;
	uint64_t		 inode;
	bool			 readable, served;
	struct elf		 elf;
	unsigned char		*bytes;
	char			 name[];	/* ends in NUL */
};

/* Devices are not compared: btrfs and overlayfs have numbers of their own. */
static void
mapped_read(struct mapped_files *files, struct mapped_file *file, int fd)
{
	struct stat	st;
	size_t		size, done = 0;
	ssize_t		n;

	if (fstat(fd, &st) != 0 || st.st_size <= 0 ||
	    st.st_ino != file->inode)
		return;
	if ((uint64_t)st.st_size > READ_MOST - files->read_bytes)
		return;
	size = (size_t)st.st_size;
	file->bytes = malloc(size);
	if (file->bytes == NULL)
		return;
	while (done < size && (n = pread(fd, file->bytes + done, size - done,
	    (off_t)done)) > 0)
		done += (size_t)n;
	files->read_bytes += size;
	file->readable = elf_read(&file->elf, file->bytes, done);
}

struct mapped_file *
mapped_get(struct mapped_files *files, const struct meminfo_map *map)
{
	struct mapped_file	*file, **bucket;
	const char		*name = strrchr(map->path, '/');
	dev_t			 device = makedev(map->device_major,
				    map->device_minor);
	int			 fd;

	bucket = &files->bucket[map->inode % MAPPED_BUCKETS];
	for (file = *bucket; file != NULL; file = file->next)
		if (file->device == device && file->inode == map->inode)
			return file;
	name = name == NULL ? map->path : name + 1;
	file = calloc(1, sizeof(*file) + strlen(name) + 1);
	if (file == NULL)
		return NULL;
	memcpy(file->name, name, strlen(name) + 1);
	file->device = device;
	file->inode = map->inode;
	file->next = *bucket;
	*bucket = file;
	fd = pinned_map(&files->mount, files->pid, map);
	file->served = fd == -1 && errno == EREMOTE;
	fd = pinned_open(fd);
	if (fd != -1) {
		mapped_read(files, file, fd);
		close(fd);
	}
	return file;
}

struct elf *
mapped_elf(struct mapped_file *file)
{
	return file != NULL && file->readable ? &file->elf : NULL;
}

bool
mapped_is_served(const struct mapped_file *file)
{
	return file != NULL && file->served;
}

int
mapped_pin(struct mapped_files *files, const struct mapped_file *file,
    const struct meminfo_map *map)
{
	struct meminfo_file	now;
	int			fd = pinned_map(&files->mount, files->pid,
				    map);

	if (fd == -1 || (meminfo_file_stat(fd, "", AT_EMPTY_PATH,
	    &now) == 0 && now.inode == file->inode))
		return fd;
	close(fd);
	errno = ENOENT;
	return -1;
}

const char *
mapped_name(const struct mapped_file *file)
{
	return file != NULL ? file->name : "";
}

static void
bucket_free(struct mapped_file *file)
{
	struct mapped_file	*next;

	for (; file != NULL; file = next) {
		next = file->next;
		elf_free(&file->elf);
		free(file->bytes);
		free(file);
	}
}

void
mapped_free(struct mapped_files *files)
{
	size_t	i;

	for (i = 0; i < MAPPED_BUCKETS; i++)
		bucket_free(files->bucket[i]);
	memset(files, 0, sizeof(*files));
}
