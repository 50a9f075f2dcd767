/* show.h: from the rows of all processes to what is printed. */
/* SPDX-License-Identifier: MIT */
#ifndef SHOW_H
#define SHOW_H

#include "finish.h"
#include "view.h"

/* Finish, group, compare, filter, sort and print them. */
void	rows_show(struct mtop *mtop, struct view *view, struct rows *rows,
	    const struct finish *finish);

#endif
