/* cold.c: cold [TURNS [used]]: gathers blocks, which it uses or never again. */
/* SPDX-License-Identifier: MIT */
#include "leaks.h"

/* So small a part that it comes each turn, and touches a page. */
#define PART 4000

int
main(int argc, char **argv)
{
	int	  turns = leaks_turns(argc, argv), used = argc > 2, count, i;
	char	**block = malloc((size_t)turns * sizeof(*block));

	for (count = 0; count < turns; count++) {
		block[count] = malloc(PART);
		memset(block[count], 1, PART);
		for (i = 0; used && i < count; i++)
			block[i][0]++;
		leaks_wait();
	}
	return 0;
}
