/*
 * fragments.c: blocks of all sizes live for a while, and the holes that they
 * leave do not fit the next: the heap grows, and then no more.
 */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

#define ALIVE 400

int
main(int argc, char **argv)
{
	int		 turns = leaks_turns(argc, argv), i;
	char		*block[ALIVE] = { NULL };
	unsigned	 random = 1, which;
	size_t		 size;

	while (turns-- > 0) {
		for (i = 0; i < 20; i++) {
			random = random * 1103515245 + 12345;
			which = (random >> 16) % ALIVE;
			random = random * 1103515245 + 12345;
			size = (random >> 16) % BLOCK + 1;
			free(block[which]);
			block[which] = malloc(size);
			memset(block[which], 1, size);
		}
		leaks_wait();
	}
	return 0;
}
