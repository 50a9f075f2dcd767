/* threads.h: how many threads share a work. */
/* SPDX-License-Identifier: MIT */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>
#include <stdint.h>

/*
 * As many threads as were asked for.  With 0, as many as there are CPUs, and
 * no more than items / items_per_thread: fewer items do not pay for a thread.
 * At least 1, and no more than there are descriptors for.
 */
size_t	threads_count(int64_t asked, size_t items, size_t items_per_thread,
	    size_t files_per_thread);

#endif
