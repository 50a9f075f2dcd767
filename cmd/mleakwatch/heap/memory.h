/* memory.h: the resident memory of a process, listed and copied. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_MEMORY_H
#define HEAP_MEMORY_H

#include <meminfo.h>

#include "image.h"

/* Regions that one PAGEMAP_SCAN reports at most. */
#define MEMORY_VECTOR 1024

struct memory_region {
	uint64_t	start, end, categories;
};

/* Needed for listing; made before the process is stopped. */
struct memory_scratch {
	struct meminfo_maps	maps;
	struct memory_region	vector[MEMORY_VECTOR];
	uint64_t		entry[MEMORY_VECTOR];
};

/* Room for the lists, of which the caller says how large it is. */
struct memory_room {
	size_t		 ranges, maps;
	unsigned char	*bytes;
	uint64_t	 size;
};

/*
 * Lists mappings and the resident ranges in them that can hold pointers, by
 * the name of one thread.  Nothing is paged in.  -1 with errno; ENOSPC: no
 * room.  Arrays that image does not have are only counted.
 */
int	memory_list(pid_t task, struct image *image,
	    const struct memory_room *room, struct memory_scratch *scratch,
	    uint64_t *bytes);
/*
 * Copies the ranges; one that cannot be read is cut short.  -1 with errno:
 * ETIMEDOUT after the deadline.
 */
int	memory_copy(pid_t task, struct image *image, int64_t deadline);
/* Bytes a second that process_vm_readv(2) copies, tried on this process. */
double	memory_rate(unsigned char *bytes, uint64_t size);

#endif
