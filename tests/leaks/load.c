/* load.c: load that comes and goes, 16 times while it runs. */
/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "leaks.h"

#define MOST 100
#define WAVES 16

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv), used = 0, turn, wanted;
	int	period = turns / WAVES + 2;
	char	*session[MOST + 1];

	for (turn = 0; turn < turns; turn++) {
		wanted = turn % period * 2 * MOST / period;
		if (wanted > MOST)
			wanted = 2 * MOST - wanted;
		for (; used < wanted; used++) {
			session[used] = malloc(BLOCK);
			memset(session[used], 1, BLOCK);
		}
		while (used > wanted)
			free(session[--used]);
		malloc_trim(0);
		leaks_wait();
	}
	return 0;
}
