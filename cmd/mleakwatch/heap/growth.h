/* growth.h: what grew in a heap between two scans. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_GROWTH_H
#define HEAP_GROWTH_H

#include "scan.h"

/* The rest of an earlier scan: its sums and groups, not its copy. */
struct growth {
	struct heap_sum		 reachable, direct, indirect, held;
	struct group		*lost, *kept;
	size_t			 lost_count, kept_count;
	struct python_type	*type;
	size_t			 types;
};

/* Takes the groups out of a scan, which can then be freed. */
void	growth_begin(struct growth *growth, struct scan *scan);
/* Fills in .before of a later scan's groups, and sorts them by growth. */
void	growth_compare(struct growth *growth, struct scan *scan);
void	growth_free(struct growth *growth);

/*
 * After growth_compare(): how many of the groups, from the first on, have a
 * tenth or more of all that grew.
 */
size_t	growth_groups(const struct groups *groups);
/* Growth of a group in bytes; negative where it shrank. */
int64_t	growth_of_group(const struct group *group);

#endif
