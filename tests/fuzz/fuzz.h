/* fuzz.h: what the fuzz targets share. */
/* SPDX-License-Identifier: MIT */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <meminfo.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for any input. */
#define HOLDS(condition) do { \
	if (!(condition)) \
		abort(); \
} while (0)

/* A figure is absent, or not more than any machine has. */
static inline int
fuzz_possible(uint64_t value, uint64_t most)
{
	return value == MEMINFO_ABSENT || value <= most;
}

#endif
