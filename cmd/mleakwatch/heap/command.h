/* command.h: mleakwatch --scan. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_COMMAND_H
#define HEAP_COMMAND_H

#include "mleakwatch/mleakwatch.h"

extern const struct column	scan_columns[], owner_columns[];

/* Scans the processes that are named by pid; the exit status. */
int	scan_command(const struct config *config, struct out *out);

#endif
