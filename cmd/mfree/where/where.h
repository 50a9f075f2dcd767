/* where.h: rows of --where, of the machine and of a cgroup. */
/* SPDX-License-Identifier: MIT */
#ifndef WHERE_H
#define WHERE_H

#include "mfree/mfree.h"

/* A part of whole; text leaves out rows of nothing. */
void	where_row_show(const struct mfree *mfree, struct table *table,
	    const char *kind, uint64_t size, uint64_t whole);
/* How the row explains itself: "processes: mtop-once -P"; NULL: no row. */
const char *where_about(const char *kind);
/* --where with --cgroup. */
bool	where_cgroup_show(struct mfree *mfree, struct table *table);

#endif
