/* owners.h: mleakwatch --scan --stacks: who allocated what is lost. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_OWNERS_H
#define HEAP_OWNERS_H

#include "command.h"
#include "common/table.h"
#include "mleakwatch/stacks/stacks.h"
#include "scan.h"

struct owners {
	struct stacks	stacks;
	bool		watching;	/* the probes were set */
	bool		ended;		/* and taken out */
};

/*
 * Watches the calls that allocate, for as long as is asked for, and lets the
 * probes in for the scan.  false: it cannot, and has said why.  owners_free()
 * is owed.
 */
bool	owners_begin(struct owners *owners, pid_t pid,
	    const struct scan_options *options);
/* When the process was copied: context is a struct owners.  Again: nothing. */
void	owners_end(void *context);
/* Joins calls and blocks, and prints what comes of it. */
void	owners_print(struct owners *owners, struct scan *scan,
	    const struct scan_options *options, struct table *table);
void	owners_free(struct owners *owners);

#endif
