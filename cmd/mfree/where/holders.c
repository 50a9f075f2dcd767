/* holders.c: files of shared memory, and how many processes hold each. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mfree/where/holders.h"

enum holder_kind
holder_kind_of(const char *path)
{
	static const struct {
		const char		*prefix;
		enum holder_kind	 kind;
	} known[] = {
		{ "/memfd:", HOLDER_MEMFD },
		{ "/SYSV", HOLDER_SYSV },
		{ "/dev/zero", HOLDER_SHARED },
	};
	size_t	i;

	for (i = 0; i < COUNT_OF(known); i++)
		if (strncmp(path, known[i].prefix,
		    strlen(known[i].prefix)) == 0)
			return known[i].kind;
	return HOLDER_DELETED;
}

/*
 * A segment of System V has its id for an inode, which may be that of a memfd
 * on the same device: it has a device of its own here.
 */
static uint64_t
holder_device(enum holder_kind kind, uint64_t device)
{
	return kind == HOLDER_SYSV ? device | UINT64_C(1) << 63 : device;
}

struct holder *
holders_find(const struct holders *holders, enum holder_kind kind,
    uint64_t device, uint64_t inode)
{
	const uint64_t	*number = inodes_find(&holders->inodes,
			    holder_device(kind, device), inode);

	return number == NULL ? NULL :
	    (struct holder *)(void *)holders->files.bytes + (*number - 1);
}

static bool
holder_name_keep(struct holders *holders, const char *name)
{
	static const char	end = '\0';

	return grow_copy(&holders->names, name,
	    strnlen(name, HOLDERS_NAME)) &&
	    grow_copy(&holders->names, &end, 1);
}

struct holder *
holders_add(struct holders *holders, enum holder_kind kind,
    const struct meminfo_file *file, const char *name)
{
	struct holder	*holder;
	uint64_t	*number, device;
	size_t		 at = holders->names.used;
	bool		 added;

	device = scan_device(file->device_major, file->device_minor);
	if (holders->over || holders->inodes.used >= HOLDERS_MAX ||
	    !holder_name_keep(holders, name) ||
	    (holder = grow_add(&holders->files, sizeof(*holder))) == NULL ||
	    (number = inodes_add(&holders->inodes,
	    holder_device(kind, device), file->inode, &added)) == NULL) {
		holders->over = true;
		return NULL;
	}
	*holder = (struct holder){ kind, device, file->allocated, file->uid,
	    0, 0, 0, at, false };
	*number = holders->files.used / sizeof(*holder);
	return holder;
}

void
holder_count(struct holder *holder, pid_t pid)
{
	if (holder->pid == 0)
		holder->pid = pid;
	if (holder->last != pid)
		holder->processes++;
	holder->last = pid;
}

const char *
holder_name(const struct holders *holders, const struct holder *holder)
{
	return holders->names.bytes + holder->name;
}

const char *
holder_kind_name(enum holder_kind kind)
{
	static const char	*const name[] = {
		[HOLDER_MEMFD] = "memfd",
		[HOLDER_DELETED] = "deleted",
		[HOLDER_SHARED] = "shared",
		[HOLDER_POSIX] = "posix",
		[HOLDER_SYSV] = "sysv",
	};

	return name[kind];
}

size_t
holders_files(const struct holders *holders, struct holder **files)
{
	*files = (void *)holders->files.bytes;
	return holders->files.used / sizeof(**files);
}

void
holders_free(struct holders *holders)
{
	inodes_free(&holders->inodes);
	grow_free(&holders->files);
	grow_free(&holders->names);
}
