/* roots.h: where a program's pointers begin. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_ROOTS_H
#define HEAP_ROOTS_H

#include "heap.h"

/*
 * Hands each stretch of memory that is a root to take().  false: no memory
 * of our own.
 */
bool	roots_each(const struct heap *heap,
	    void (*take)(void *context, uint64_t start, uint64_t end),
	    void *context);

#endif
