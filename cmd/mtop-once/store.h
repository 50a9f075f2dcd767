/* store.h: memory that is taken piece by piece, and given back as a whole. */
/* SPDX-License-Identifier: MIT */
#ifndef STORE_H
#define STORE_H

#include <stddef.h>

struct block {
	struct block	*next;
	size_t		 size;		/* of all of it */
	size_t		 used;
	_Alignas(16) char bytes[];
};

/* All zero is empty.  The newest block is the first. */
struct store {
	struct block	*block;
	size_t		 total;		/* bytes that were taken */
};

/* Aligned for any member of a row; NULL with ENOMEM. */
void	*store_take(struct store *store, size_t size);
void	store_join(struct store *store, struct store *from);
void	store_free(struct store *store);

#endif
