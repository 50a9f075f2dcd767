/* diff.h: a row of --diff. */
/* SPDX-License-Identifier: MIT */
#ifndef DIFF_H
#define DIFF_H

#include "snapshot.h"
#include "sorted.h"

struct diff_row {
	uint64_t	 pid;
	const char	*change;
	uint64_t	 size_change;
	uint64_t	 rss_change;
	uint64_t	 pss_change;
	uint64_t	 swap_change;
	uint64_t	 start;
	uint64_t	 end;
	const char	*perms;
	const char	*kind;
	const char	*path;
	uint64_t	 pid_start;
	const char	*name;
};

/* The columns as -o chooses them, and the order as -s does. */
void	diff_table(struct mpmap *mpmap, struct table *table,
	    struct order *order, struct out *out);
/* The figures alone, without address, perms, kind, path and name. */
struct diff_row diff_row_of(const struct run *after,
	    const struct tally side[2]);

#endif
