/* mapped.h: the files that a process has mapped, each read once. */
/* SPDX-License-Identifier: MIT */
#ifndef ELF_MAPPED_H
#define ELF_MAPPED_H

#include <meminfo.h>
#include <sys/types.h>

#include "elf_file.h"
#include "pinned.h"

struct mapped_file;

/* By inode: a process may have 65,530 files mapped. */
#define MAPPED_BUCKETS 512

/* All zero but the pid: none yet. */
struct mapped_files {
	pid_t			 pid;
	struct mapped_file	*bucket[MAPPED_BUCKETS];
	struct pinned_mount	 mount;
	uint64_t		 read_bytes;	/* of all files */
};

/* The file of a mapping, until mapped_free(); NULL: no memory. */
struct mapped_file *mapped_get(struct mapped_files *files,
	    const struct meminfo_map *map);
/* NULL: it cannot be read. */
struct elf *mapped_elf(struct mapped_file *file);
/* It was not read: pinned.h says why. */
bool	mapped_is_served(const struct mapped_file *file);
/*
 * The very file of a mapping again, by O_PATH.  -1 with errno: ENOENT where
 * another one is mapped there now.
 */
int	mapped_pin(struct mapped_files *files, const struct mapped_file *file,
	    const struct meminfo_map *map);
/* The last part of the path, as the kernel wrote it; "" where unknown. */
const char *mapped_name(const struct mapped_file *file);
void	mapped_free(struct mapped_files *files);

#endif
