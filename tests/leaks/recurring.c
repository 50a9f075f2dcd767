/* recurring.c: the same block is lost again and again. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv);

	while (turns-- > 0) {
		memset(malloc(BLOCK), 1, BLOCK);
		leaks_wait();
	}
	return 0;
}
