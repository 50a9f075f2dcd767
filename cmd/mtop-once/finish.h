/* finish.h: cells that take more than the files of the process. */
/* SPDX-License-Identifier: MIT */
#ifndef FINISH_H
#define FINISH_H

#include "row.h"

struct mtop;
struct users;
struct cpu_sample;
struct pods;

struct finish {
	const struct mtop	*mtop;
	struct users		*users;
	const struct cpu_sample	*sample;	/* NULL: the whole life */
	const struct pods	*pods;		/* or NULL */
};

/* Fill the columns of plan.wanted. */
void	rows_finish(const struct finish *finish, struct row *const *list,
	    size_t count);

#endif
