/* choose.h: rows that a selection chooses, by the rows alone. */
/* SPDX-License-Identifier: MIT */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "common/select.h"
#include "row.h"

bool	selection_is_any(const struct selection *selection);
/* True where -p names it, or is not given. */
bool	selection_has_pid(const struct selection *selection, uint64_t pid);
/*
 * The same as when a process is read, of processes that are not there: the
 * others are marked as unselected, and left out unless keep.  The new count.
 */
size_t	rows_choose(const struct selection *selection, bool keep,
	    struct row **list, size_t count);

#endif
