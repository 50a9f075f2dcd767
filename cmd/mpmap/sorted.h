/* sorted.h: rows that are printed in order. */
/* SPDX-License-Identifier: MIT */
#ifndef SORTED_H
#define SORTED_H

#include "common/order.h"
#include "mpmap.h"

/*
 * The order that -s asks for, or else the fallback, and then by last.  Where
 * both are NULL, rows stay as they come.  Exits where -s is wrong.
 */
void	sorted_order(const struct mpmap *mpmap, struct order *order,
	    const struct column *columns, const char *fallback,
	    const char *last);
/*
 * Prints count rows of size bytes each, no more than -n says.  False, with a
 * message, where memory ran out.
 */
bool	sorted_print(struct mpmap *mpmap, struct table *table,
	    const struct order *order, const void *rows, size_t size,
	    size_t count);

#endif
