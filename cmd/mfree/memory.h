/* memory.h: rows of the main view. */
/* SPDX-License-Identifier: MIT */
#ifndef MEMORY_H
#define MEMORY_H

#include "common/known.h"
#include "mfree.h"

/* CELL_ABSENT and CELL_EMPTY as in table.h; memory in bytes. */
struct memory_row {
	uint64_t	time;
	const char	*kind;
	uint64_t	total;
	uint64_t	used;
	uint64_t	free;
	uint64_t	shared;
	uint64_t	buff_cache;
	uint64_t	buffers;
	uint64_t	cache;
	uint64_t	available;
	uint64_t	numa_hit;
	uint64_t	numa_miss;
	uint64_t	numa_foreign;
	uint64_t	interleave_hit;
	uint64_t	local_node;
	uint64_t	other_node;
};

/* A row of that kind with every other cell empty. */
struct memory_row memory_row_empty(const struct mfree *mfree,
	    const char *kind);
void	memory_row_mem(const struct mfree *mfree,
	    const struct meminfo_system *system, struct memory_row *row);

/* Rows of other sources than /proc/meminfo; they complain by themselves. */
void	cgroup_row_show(struct mfree *mfree, struct table *table,
	    const struct meminfo_system *system, uint64_t available);
void	node_rows_show(struct mfree *mfree, struct table *table);

#endif
