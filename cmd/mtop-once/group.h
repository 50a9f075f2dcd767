/* group.h: rows of sums, by a key that processes share. */
/* SPDX-License-Identifier: MIT */
#ifndef GROUP_H
#define GROUP_H

#include "row.h"

/* The column of a key of -g, or NULL. */
const struct column *group_column(const char *name);
/* "user, comm, ... or ppid" */
void	group_names(char *text, size_t size);
/*
 * A row of sums for each value of the key, of rows in any order, which then
 * are in that of the key.  summed: columns as bits.
 */
void	rows_group(const struct column *by, uint64_t summed,
	    const struct row *blank, struct row **list, size_t count,
	    struct rows *groups);
/* A row of sums of all, called "total". */
void	total_make(const struct column *by, uint64_t summed,
	    const struct row *blank, struct row *const *list, size_t count,
	    struct row *out);

#endif
