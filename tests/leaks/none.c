/* none.c: what is taken is given back. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

int
main(int argc, char **argv)
{
	int	turns = leaks_turns(argc, argv);
	char	*block;

	while (turns-- > 0) {
		block = malloc((size_t)(turns % 4 + 1) * BLOCK);
		memset(block, 1, BLOCK);
		leaks_wait();
		free(block);
	}
	return 0;
}
