/* mapped.h: the files that a process has mapped, each read once. */
/* SPDX-License-Identifier: MIT */
#ifndef ELF_MAPPED_H
#define ELF_MAPPED_H

#include <meminfo.h>
#include <sys/types.h>

#include "elf_file.h"

struct mapped_file;

/* All zero but the pid: none yet. */
struct mapped_files {
	pid_t			 pid;
	struct mapped_file	*first;
	uint64_t		 read_bytes;	/* of all files */
};

/* The file of a mapping, until mapped_free(); NULL: no memory. */
struct mapped_file *mapped_get(struct mapped_files *files,
	    const struct meminfo_map *map);
/* NULL: it cannot be read. */
struct elf *mapped_elf(struct mapped_file *file);
/* The last part of the path, as the kernel wrote it; "" where unknown. */
const char *mapped_name(const struct mapped_file *file);
void	mapped_free(struct mapped_files *files);

#endif
