/* sawtooth.c: garbage piles up and is collected, as by a runtime. */
/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "leaks.h"

#define HEAP 60

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv), used = 0;
	char	*garbage[HEAP];

	while (turns-- > 0) {
		garbage[used] = malloc(BLOCK);
		memset(garbage[used++], 1, BLOCK);
		if (used == HEAP) {
			while (used > 0)
				free(garbage[--used]);
			malloc_trim(0);
		}
		leaks_wait();
	}
	return 0;
}
