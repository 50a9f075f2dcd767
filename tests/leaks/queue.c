/* queue.c: what comes in bursts waits in a bounded queue. */
/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "leaks.h"

#define LENGTH 64

int
main(int argc, char **argv)
{
	int		 turns = leaks_turns(argc, argv), used = 0;
	char		*waiting[LENGTH];
	unsigned	 random = 1;

	while (turns-- > 0) {
		random = random * 1103515245 + 12345;
		if ((random >> 16) % 2 == 0 && used < LENGTH) {
			waiting[used] = malloc(BLOCK);
			memset(waiting[used++], 1, BLOCK);
		} else if (used > 0) {
			free(waiting[--used]);
			malloc_trim(0);
		}
		leaks_wait();
	}
	return 0;
}
