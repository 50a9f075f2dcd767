/* grow.c: the one use of the heap, a buffer that grows. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

static bool
enlarge(struct grow *grow, size_t least)
{
	size_t	 size = grow->size == 0 ? 4096 : grow->size;
	char	*bytes;

	while (size < least) {
		if (size > SIZE_MAX / 2) {
			errno = ENOMEM;
			return false;
		}
		size *= 2;
	}
	bytes = realloc(grow->bytes, size);
	if (bytes == NULL)
		return false;
	grow->bytes = bytes;
	grow->size = size;
	return true;
}

void *
grow_add(struct grow *grow, size_t length)
{
	void	*at;

	if (length > SIZE_MAX - grow->used) {
		errno = ENOMEM;
		return NULL;
	}
	if ((grow->bytes == NULL || grow->used + length > grow->size) &&
	    !enlarge(grow, grow->used + length))
		return NULL;
	at = grow->bytes + grow->used;
	grow->used += length;
	return at;
}

bool
grow_copy(struct grow *grow, const void *bytes, size_t length)
{
	void	*at = grow_add(grow, length);

	if (at != NULL && length > 0)
		memcpy(at, bytes, length);
	return at != NULL;
}

void
grow_free(struct grow *grow)
{
	free(grow->bytes);
	*grow = (struct grow){ NULL, 0, 0 };
}
