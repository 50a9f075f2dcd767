/* startup.c: all is taken in the first tenth, and then used. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv), turn;
	char	*block;

	for (turn = 0; turn < turns; turn++) {
		if (turn < turns / 10) {
			block = malloc(2 * BLOCK);
			memset(block, 1, 2 * BLOCK);
		}
		leaks_wait();
	}
	return 0;
}
