/* view.h: what is shown of the rows, and in which order. */
/* SPDX-License-Identifier: MIT */
#ifndef VIEW_H
#define VIEW_H

#include "common/order.h"
#include "mtop.h"

struct view {
	struct column	titled[COLUMN_NUMBERS + 1];	/* as they are here */
	char		title[COLUMN_NUMBERS][12];
	char		list[256];	/* of default columns */
	struct table	table;
	struct order	order;
};

/* Exits where -o or -s is wrong. */
void	view_make(struct view *view, const struct mtop *mtop,
	    struct out *out);
/* The columns that it takes. */
void	view_plan(const struct view *view, struct plan *plan);
/* Sort, and print. */
void	view_show(struct view *view, const struct mtop *mtop,
	    struct row **list, size_t count, const struct row *total);
/* Columns of a line; 0: any number. */
size_t	line_limit(const struct mtop *mtop);

#endif
