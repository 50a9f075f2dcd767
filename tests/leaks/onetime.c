/* onetime.c: one block is lost, once. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv);
	int	half = turns / 2;

	while (turns-- > 0) {
		if (turns == half)
			memset(malloc(64 * BLOCK), 1, 64 * BLOCK);
		leaks_wait();
	}
	return 0;
}
