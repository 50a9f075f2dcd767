/* pass.h: the mappings of many processes summed by a key. */
/* SPDX-License-Identifier: MIT */
#ifndef PASS_H
#define PASS_H

#include "groups.h"

/* The sums of one pass are side AFTER of each group. */
struct pass_result {
	struct key_groups	groups;
	uint64_t	processes;	/* that were read whole */
	uint64_t	start;		/* of one process alone; else absent */
	bool		smaps;		/* read of any */
};

/*
 * Reads each process once, on several threads where that pays.  A process
 * that could not be read whole is in no sum.  False, with a message, where
 * memory ran out.
 */
bool	pass_run(struct mpmap *mpmap, const struct targets *targets,
	    bool smaps, struct pass_result *result);
void	pass_free(struct pass_result *result);

#endif
