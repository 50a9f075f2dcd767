/* extra.h: figures of the partition that /proc/meminfo does not have. */
/* SPDX-License-Identifier: MIT */
#ifndef EXTRA_H
#define EXTRA_H

#include <meminfo.h>

#include "common/options.h"

struct extra {
	struct meminfo_extra		figures;	/* point into the rest */
	struct meminfo_hugepages	huge;
	struct meminfo_arc		arc;
};

/*
 * Most machines lack some of the files.  One that cannot be read is named on
 * stderr, unless options is NULL.
 */
void	extra_read(struct extra *extra, int root,
	    const struct meminfo_system *system, struct options *options);

#endif
