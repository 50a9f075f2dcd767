/* warm.c: a cache of chance keys, which fills more and more slowly. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

#define ENTRIES 200

int
main(int argc, char **argv)
{
	int		 turns = leaks_turns(argc, argv);
	char		*entry[ENTRIES] = { NULL };
	unsigned	 random = 1, key;

	while (turns-- > 0) {
		random = random * 1103515245 + 12345;
		key = (random >> 16) % ENTRIES;
		if (entry[key] == NULL) {
			entry[key] = malloc(BLOCK);
			memset(entry[key], 1, BLOCK);
		}
		leaks_wait();
	}
	return 0;
}
