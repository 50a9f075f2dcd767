/* recognise.h: allocators that a process has and that cannot be read. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_RECOGNISE_H
#define HEAP_RECOGNISE_H

#include <sys/types.h>

/* Its name, or NULL where none is seen: "jemalloc", "Go", "32-bit". */
const char *recognise(pid_t pid);

#endif
