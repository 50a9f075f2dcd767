/* modules.h: the files that a process has mapped to run. */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_MODULES_H
#define STACKS_MODULES_H

#include <meminfo.h>
#include <sys/types.h>

#include "common/grow.h"
#include "unwind.h"

struct module_file;

/* One executable mapping. */
struct module {
	uint64_t		 start, end;
	uint64_t		 bias;		/* address - the file's own */
	struct module_file	*file;		/* NULL: it cannot be read */
};

/* An address of a file: it stays true when the file is unmapped. */
struct module_place {
	struct module_file	*file;		/* NULL: in no file */
	uint64_t		 address;	/* the file's own */
};

struct modules {
	pid_t			 pid;
	struct grow		 list;		/* struct module, ascending */
	size_t			 count;
	struct module_file	*files;
	size_t			 last;		/* index of the last look-up */
	uint64_t		 read_bytes;	/* of all files */
	bool			 generated;	/* code that is in no file */
};

/* Reads the mappings as they are now.  -1 with errno; modules_free() is owed. */
int	modules_read(struct modules *modules, pid_t pid);
/* A mapping that is new: it takes the place of what was there. */
int	modules_map(struct modules *modules, const struct meminfo_map *map);
const struct module *modules_at(struct modules *modules, uint64_t address);
/* For struct unwind: context is a struct modules. */
bool	modules_find(void *context, uint64_t address,
	    struct unwind_module *out);
struct module_place modules_place(struct modules *modules, uint64_t address);
/* NULL: it cannot be read. */
struct elf *module_elf(struct module_file *file);
/* The last part of the path, as the kernel wrote it; "" where unknown. */
const char *module_name(const struct module_file *file);
/* A path by which the kernel opens the very file, or false. */
bool	module_path(const struct modules *modules,
	    const struct module *module, char *path, size_t size);
void	modules_free(struct modules *modules);

#endif
