/* alloc.c: memory, or the end of the command. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "options.h"

static int	failure = EXIT_PARTLY;

void
alloc_failure(int status)
{
	failure = status;
}

_Noreturn void
alloc_failed(void)
{
	complain_errno("memory");
	/* Not exit(3): other threads go on meanwhile. */
	_exit(failure);
}

static void *
alloc_checked(void *block)
{
	if (block == NULL)
		alloc_failed();
	return block;
}

void *
alloc_resize(void *old, size_t size)
{
	return alloc_checked(realloc(old, size));
}

void *
alloc(size_t size)
{
	return alloc_resize(NULL, size);
}

void *
alloc_zeros(size_t count, size_t size)
{
	return alloc_checked(calloc(count, size));
}

void *
alloc_aligned(size_t alignment, size_t size)
{
	return alloc_checked(aligned_alloc(alignment, size));
}

char *
alloc_text(const char *text, size_t length)
{
	char	*copy = alloc(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}
