/*
 * vmas.c: a process of many mappings that holds still: vmas COUNT [touch].
 *
 * Prints its pid once they are there, and waits for a signal.  touch: a page
 * of each is resident.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	long	count = argc > 1 ? atol(argv[1]) : 0, i;
	size_t	page = (size_t)sysconf(_SC_PAGESIZE);
	char	*at;

	if (count <= 0)
		errx(2, "usage: vmas count [touch]");
	at = mmap(NULL, (size_t)count * page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		err(1, "mmap");
	for (i = 0; i < count; i++) {
		if (argc > 2)
			at[(size_t)i * page] = 1;
		/* Neighbours that differ do not merge. */
		if (i % 2 == 1 && mprotect(at + (size_t)i * page, page,
		    PROT_READ) == -1)
			err(1, "mprotect");
	}
	printf("%ld\n", (long)getpid());
	fflush(stdout);
	for (;;)
		pause();
}
