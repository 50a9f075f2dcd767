/*
 * nomalloc.c: the allocation that NOMALLOC_AT numbers fails, in the program
 * that this is preloaded to; NOMALLOC_MARK is then a file.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

extern void	*__libc_malloc(size_t size);
extern void	*__libc_calloc(size_t count, size_t size);
extern void	*__libc_realloc(void *old, size_t size);

static atomic_long	count;

static int
fails(void)
{
	static long	at = -1;
	const char	*text;
	int		 fd;

	if (at == -1) {
		text = getenv("NOMALLOC_AT");
		at = text == NULL ? 0 : strtol(text, NULL, 10);
	}
	if (atomic_fetch_add(&count, 1) + 1 != at)
		return 0;
	text = getenv("NOMALLOC_MARK");
	fd = text == NULL ? -1 : open(text, O_WRONLY | O_CREAT, 0600);
	if (fd != -1)
		close(fd);
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t number, size_t size)
{
	return fails() ? NULL : __libc_calloc(number, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
