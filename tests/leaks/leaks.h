/* leaks.h: what the programs share that leak in known ways. */
/* SPDX-License-Identifier: MIT */
#ifndef LEAKS_H
#define LEAKS_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Below the size from which malloc maps a block of its own. */
#define BLOCK 65536

/* Turns, 10 ms each: the first argument. */
static inline int
leaks_turns(int argc, char **argv)
{
	return argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100;
}

static inline void
leaks_wait(void)
{
	const struct timespec	turn = { 0, 10000000 };

	nanosleep(&turn, NULL);
}

#endif
