/* modules.h: the files that a process has mapped to run. */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_MODULES_H
#define STACKS_MODULES_H

#include <meminfo.h>
#include <sys/types.h>

#include "common/grow.h"
#include "mleakwatch/elf/mapped.h"
#include "unwind.h"

/* One executable mapping. */
struct module {
	uint64_t		 start, end;
	uint64_t		 bias;		/* address - the file's own */
	struct mapped_file	*file;		/* NULL: it cannot be read */
};

/* An address of a file: it stays true when the file is unmapped. */
struct module_place {
	struct mapped_file	*file;		/* NULL: in no file */
	uint64_t		 address;	/* the file's own */
};

struct modules {
	struct mapped_files	 files;
	struct grow		 list;		/* struct module, ascending */
	size_t			 count;
	size_t			 last;		/* index of the last look-up */
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
/*
 * The very file of a module, by O_PATH, whatever is mapped there later.  -1
 * with errno: EACCES, EPERM; ENOENT: it is not there any more.
 */
int	module_pin(struct modules *modules, const struct module *module);
void	modules_free(struct modules *modules);

#endif
