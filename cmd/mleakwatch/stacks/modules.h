/* modules.h: the files that a process has mapped to run. */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_MODULES_H
#define STACKS_MODULES_H

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

struct modules {
	pid_t			 pid;
	struct grow		 list;		/* struct module, ascending */
	size_t			 count;
	struct module_file	*files;
	size_t			 last;		/* index of the last look-up */
	uint64_t		 read_bytes;	/* of all files */
};

/*
 * Reads the mappings as they are now; those of before are kept where nothing
 * new lies.  -1 with errno.  modules_free() is owed.
 */
int	modules_read(struct modules *modules, pid_t pid);
const struct module *modules_at(struct modules *modules, uint64_t address);
/* For struct unwind: context is a struct modules. */
bool	modules_find(void *context, uint64_t address,
	    struct unwind_module *out);
struct elf *module_elf(const struct module *module);
/* The last part of the path, as the kernel wrote it; "" where unknown. */
const char *module_name(const struct module *module);
/* A path by which the kernel opens the very file, or false. */
bool	module_path(const struct modules *modules,
	    const struct module *module, char *path, size_t size);
void	modules_free(struct modules *modules);

#endif
