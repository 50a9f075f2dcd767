/* arguments.h: the command line. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "mtop.h"

void	arguments_read(struct mtop *mtop, int argc, char **argv);

#endif
