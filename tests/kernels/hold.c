/*
 * hold.c: hold KIND SIZE: takes SIZE MiB of memory of a kind, says "held", and
 * keeps it until it is killed.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4U
#endif

static char *
mapped(int fd, size_t size, int flags)
{
	char	*at;

	if (fd != -1 && ftruncate(fd, (off_t)size) != 0)
		err(1, "ftruncate");
	at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    fd == -1 ? MAP_PRIVATE | MAP_ANONYMOUS | flags : MAP_SHARED, fd,
	    0);
	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

static char *
anon_take(size_t size)
{
	return mapped(-1, size, 0);
}

static char *
hugetlb_take(size_t size)
{
	return mapped(-1, size, MAP_HUGETLB);
}

static char *
memfd_take(size_t size)
{
	int	fd = memfd_create("held-memfd", MFD_CLOEXEC);

	if (fd == -1)
		err(1, "memfd_create");
	return mapped(fd, size, 0);
}

static char *
deleted_take(size_t size)
{
	static const char	name[] = "/dev/shm/held-deleted";
	int	fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd == -1 || unlink(name) != 0)
		err(1, "%s", name);
	return mapped(fd, size, 0);
}

static char *
posix_take(size_t size)
{
	int	fd = open("/dev/shm/held-posix",
	    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd == -1)
		err(1, "/dev/shm/held-posix");
	return mapped(fd, size, 0);
}

static char *
sysv_take(size_t size)
{
	int	 id = shmget(0x4d55, size, IPC_CREAT | 0600);
	char	*at = id == -1 ? (char *)-1 : shmat(id, NULL, 0);

	if (at == (char *)-1)
		err(1, "shmget");
	return at;
}

/* Blocks of malloc whose addresses nobody keeps. */
static char *
lost_take(size_t size)
{
	char *volatile	block;
	size_t		taken;

	for (taken = 0; taken < size; taken += 4000) {
		block = malloc(4000);
		if (block == NULL)
			err(1, "malloc");
		memset(block, 1, 4000);
	}
	/* musl links the allocator that is read where something is freed. */
	free(block);
	block = NULL;
	return block;
}

static const struct kind {
	const char	*name;
	char		*(*take)(size_t);
} kinds[] = {
	{ "anon", anon_take },
	{ "hugetlb", hugetlb_take },
	{ "memfd", memfd_take },
	{ "deleted", deleted_take },
	{ "posix", posix_take },
	{ "sysv", sysv_take },
	{ "lost", lost_take },
	{ NULL, NULL }
};

/*
 * Takes a page more every two milliseconds: a leak.  Huge pages would make it
 * one of a few steps on a slow machine, which may be anything.
 */
static void
leak(size_t size)
{
	size_t	 page = (size_t)sysconf(_SC_PAGESIZE), taken;
	char	*at = anon_take(size);

	madvise(at, size, MADV_NOHUGEPAGE);
	puts("held");
	fflush(stdout);
	for (taken = 0; taken < size; taken += page) {
		at[taken] = 1;
		usleep(2000);
	}
}

int
main(int argc, char **argv)
{
	const struct kind	*kind;
	size_t			 size;
	char			*at;

	/* Busybox has no getconf(1). */
	if (argc == 2 && strcmp(argv[1], "PAGESIZE") == 0) {
		printf("%ld\n", sysconf(_SC_PAGESIZE));
		return 0;
	}
	if (argc < 3)
		errx(2, "usage: hold kind mebibytes");
	size = (size_t)strtoull(argv[2], NULL, 10) << 20;
	if (strcmp(argv[1], "leak") == 0) {
		leak(size);
		return 0;
	}
	for (kind = kinds; strcmp(kind->name, argv[1]) != 0; kind++)
		if (kind[1].name == NULL)
			errx(2, "%s: no such kind", argv[1]);
	at = kind->take(size);
	/* Bytes that differ: no page is merged, or compressed to nothing. */
	for (size_t i = 0; at != NULL && i < size; i += 64)
		memcpy(at + i, &(size_t){ i * 2654435761U }, sizeof i);
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}
