/* spikes.c: now and then much for a short time. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int		 turns = leaks_turns(argc, argv);
	unsigned	 random = 1;
	char		*block = NULL;

	while (turns-- > 0) {
		random = random * 1103515245 + 12345;
		free(block);
		block = NULL;
		if ((random >> 16) % 40 == 0) {
			block = malloc(128 * BLOCK);
			memset(block, 1, 128 * BLOCK);
		}
		leaks_wait();
	}
	free(block);
	return 0;
}
