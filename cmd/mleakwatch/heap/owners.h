/* owners.h: mleakwatch --scan --stacks: who allocated what is lost. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_OWNERS_H
#define HEAP_OWNERS_H

#include "command.h"
#include "common/table.h"
#include "mleakwatch/stacks/lost_by.h"
#include "mleakwatch/stacks/stacks.h"
#include "scan.h"

struct owners {
	struct stacks	stacks;
	bool		watching;	/* the probes were set */
};

/* Looks so often, nanoseconds, whether a window is over. */
#define OWNERS_PAUSE 10000000

/*
 * Begins to watch the calls that allocate, until the scan has been made.
 * false: it cannot, and .stacks.why says why.  owners_free() is owed.
 */
bool	owners_begin(struct owners *owners, pid_t pid,
	    const struct scan_options *options);
/*
 * Begins, and waits so long as the options say, or until the calls cost too
 * much, or for SIGINT or SIGTERM.  false: as above, or the probes could not be
 * set.
 */
bool	owners_watch(struct owners *owners, pid_t pid,
	    const struct scan_options *options);
/* When the process was copied: context is a struct owners.  Again: nothing. */
void	owners_end(void *context);
/* Joins calls and blocks, and prints what comes of it. */
void	owners_print(struct owners *owners, struct scan *scan,
	    const struct scan_options *options, struct table *table);
/* Adds what comes of it to lost_by; false: too many calls were missed. */
bool	owners_take(struct owners *owners, const struct scan *scan,
	    struct lost_by *lost_by);
void	owners_free(struct owners *owners);

#endif
