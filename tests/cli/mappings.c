/*
 * mappings.c: a process with a mapping of each sort, which holds still:
 * mappings FILE...
 *
 * The files are mapped, privately and shared.  Prints "ready", and after each
 * line on stdin changes something and prints "ready" again: the heap grows,
 * a mapping comes, and goes.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
#ifndef PR_SET_VMA_ANON_NAME
#define PR_SET_VMA_ANON_NAME 0
#endif

#define SIZE (16 * 4096)

static char *
map(int flags, int fd)
{
	char	*at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

static void
map_files(char **path)
{
	int	fd;

	for (; *path != NULL; path++) {
		fd = open(*path, O_RDWR | O_CREAT, 0600);
		if (fd == -1 || ftruncate(fd, SIZE) == -1)
			err(1, "%s", *path);
		memset(map(MAP_PRIVATE, fd), 1, 4096);
		memset(map(MAP_SHARED, fd), 1, 2 * 4096);
		close(fd);
	}
}

static void
map_others(void)
{
	int	fd = memfd_create("a name", 0);
	int	shm = shmget(IPC_PRIVATE, SIZE, IPC_CREAT | 0600);
	char	*named = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);

	memset(map(MAP_SHARED | MAP_ANONYMOUS, -1), 1, 4096);
	if (fd != -1 && ftruncate(fd, SIZE) == 0)
		memset(map(MAP_SHARED, fd), 1, 3 * 4096);
	if (shm != -1) {
		memset(shmat(shm, NULL, 0), 1, 4096);
		shmctl(shm, IPC_RMID, NULL);
	}
	memset(named, 1, 5 * 4096);
	/* Kernels without CONFIG_ANON_VMA_NAME leave it nameless. */
	prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, named, SIZE, "my arena");
	mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
ready(void)
{
	char	line[16];

	printf("ready\n");
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL)
		for (;;)
			pause();
}

int
main(int argc, char **argv)
{
	char	*heap = sbrk(SIZE), *extra;

	(void)argc;
	memset(heap, 1, SIZE);
	map_files(argv + 1);
	map_others();
	ready();
	heap = sbrk(SIZE);
	memset(heap, 1, SIZE);
	extra = mmap((char *)0x20000000, SIZE, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ready();
	munmap(extra, SIZE);
	sbrk(-SIZE);
	for (;;)
		ready();
}
