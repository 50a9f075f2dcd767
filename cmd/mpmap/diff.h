/* diff.h: a row of --diff. */
#ifndef DIFF_H
#define DIFF_H

#include "snapshot.h"

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
};

/* Without what it is of: address, perms, kind, path. */
struct diff_row diff_row_of(const struct run *after,
	    const struct tally side[2]);

#endif
