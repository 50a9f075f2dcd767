/* collect.h: the rows of all processes. */
/* SPDX-License-Identifier: MIT */
#ifndef COLLECT_H
#define COLLECT_H

#include "mtop.h"

/* The processes of -p, or all. */
void	rows_collect(struct mtop *mtop, struct rows *rows);

#endif
