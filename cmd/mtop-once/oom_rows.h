/* oom_rows.h: the table of the OOM killer as rows. */
/* SPDX-License-Identifier: MIT */
#ifndef OOM_ROWS_H
#define OOM_ROWS_H

#include "mtop.h"

/*
 * The processes as they were when the kernel killed one of them: of the last
 * kill in the log, or of that number.  False, and said, where there is none.
 */
bool	oom_rows_read(struct mtop *mtop, struct rows *rows);

#endif
