/* only.h: rows of which one column has a number above or below another. */
/* SPDX-License-Identifier: MIT */
#ifndef ONLY_H
#define ONLY_H

#include <stdbool.h>

#include "columns.h"

struct only {
	const struct column	*column;	/* NULL: all rows */
	bool			 less, equal, more;	/* which pass */
	double			 value;
};

/*
 * "swap>0", "rss>=100M", "cpu_pct<5", "oom_adj!=0": NULL, or what is wrong
 * with it.  Sizes are bytes, times seconds.
 */
const char *only_parse(struct only *only, const char *text);
/* False where the cell is not known. */
bool	only_has(const struct only *only, const void *row);

#endif
