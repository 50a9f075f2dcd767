/* trees.h: each process with all that it started. */
/* SPDX-License-Identifier: MIT */
#ifndef TREES_H
#define TREES_H

#include "row.h"

/*
 * Sets tree of each row to the pid of its oldest ancestor below 1 that is
 * among the rows.  Where only some rows are selected, to that of its oldest
 * selected ancestor, or itself; absent where it has none.
 */
void	trees_make(struct row *const *list, size_t count);

#endif
