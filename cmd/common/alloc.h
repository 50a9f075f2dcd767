/* alloc.h: memory, or the end of the command. */
/* SPDX-License-Identifier: MIT */
#ifndef ALLOC_H
#define ALLOC_H

#include <stddef.h>

/* The status that alloc_resize() exits with; EXIT_PARTLY until it is set. */
void	alloc_failure(int status);
/* Exits with a message. */
_Noreturn void alloc_failed(void);
/* Like realloc(3), but exits with a message where there is no memory. */
void	*alloc_resize(void *old, size_t size);
/* The same of a new block. */
void	*alloc(size_t size);
/* The same, all zero. */
void	*alloc_zeros(size_t count, size_t size);
/* The same at a multiple of the alignment, which divides the size. */
void	*alloc_aligned(size_t alignment, size_t size);
/* A copy of length bytes with a NUL behind them. */
char	*alloc_text(const char *text, size_t length);

#endif
