/* arguments.h: the command line. */
/* SPDX-License-Identifier: MIT */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "mtop.h"

void	mtop_arguments_read(struct mtop *mtop, int argc, char **argv);

#endif
