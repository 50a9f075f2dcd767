/* grow.h: the one use of the heap, a buffer that grows. */
/* SPDX-License-Identifier: MIT */
#ifndef GROW_H
#define GROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is empty.  Added bytes keep their offset, not their address. */
struct grow {
	char	*bytes;
	size_t	 used;
	size_t	 size;
};

/*
 * Room for length bytes behind what is used, which it then is: where they
 * begin, valid until the next call; NULL with ENOMEM.
 */
void	*grow_add(struct grow *grow, size_t length);
/* The same, with a copy of bytes. */
bool	grow_copy(struct grow *grow, const void *bytes, size_t length);
void	grow_free(struct grow *grow);

#endif
