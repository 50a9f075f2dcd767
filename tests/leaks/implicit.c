/* implicit.c: all is kept until the end, and freed then. */
/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "leaks.h"

struct kept {
	struct kept	*before;
};

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv);
	struct kept	*kept = NULL, *next;

	while (turns-- > 0) {
		next = malloc(BLOCK);
		memset(next, 1, BLOCK);
		next->before = kept;
		kept = next;
		leaks_wait();
	}
	for (; kept != NULL; kept = next) {
		next = kept->before;
		free(kept);
	}
	malloc_trim(0);
	for (turns = 0; turns < 5; turns++)
		leaks_wait();
	return 0;
}
