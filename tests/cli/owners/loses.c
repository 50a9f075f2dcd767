/*
 * loses.c: loses FILE: loses blocks for as long as FILE is there, and allocates
 * and frees ten times as many, not so fast that calls are missed where the
 * watch waits for a processor.  Then it ends, or becomes the program that its
 * other arguments name.
 */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "../../leaks/owners.h"

static const char *const	name[] = { "by_losing" };

APART static void
by_losing(void)
{
	forget(malloc(3000), 0);
}

APART static void
by_others(void)
{
	void	*volatile block[10];
	size_t	 i;

	for (i = 0; i < 10; i++)
		block[i] = malloc(3000);
	for (i = 0; i < 10; i++) {
		free(block[i]);
		block[i] = NULL;
	}
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	puts("ready");
	fflush(stdout);
	while (access(argv[1], F_OK) == 0) {
		by_others();
		by_losing();
		usleep(20000);
	}
	if (argc > 2)
		execv(argv[2], argv + 2);
	losses_say(name, 1);
	return argc > 2 ? 2 : 0;
}
