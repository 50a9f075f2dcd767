/* threads.h: how many threads share a work. */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>
#include <stdint.h>

/*
 * At least 1: as many as were asked for (0: as many as there are CPUs and as
 * pay, where one pays for so many items), and as there are descriptors for,
 * each thread opening so many files.
 */
size_t	threads_count(int64_t asked, size_t items, size_t items_per_thread,
	    size_t files_per_thread);

#endif
