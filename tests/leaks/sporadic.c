/* sporadic.c: blocks are lost in bursts, far between. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv);
	unsigned	random = 1;
	int		left, burst;

	while (turns > 0) {
		random = random * 1103515245 + 12345;
		burst = (int)(random >> 16) % 4 + 1;
		while (burst-- > 0)
			memset(malloc(8 * BLOCK), 1, 8 * BLOCK);
		random = random * 1103515245 + 12345;
		left = (int)(random >> 16) % 12 + 1;
		while (left-- > 0 && turns-- > 0)
			leaks_wait();
	}
	return 0;
}
