/* known.h: sums and differences of numbers of which one may not be known. */
/* SPDX-License-Identifier: MIT */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdint.h>

#include "column.h"

static inline uint64_t
known_or_zero(uint64_t value)
{
	return value >= CELL_EMPTY ? 0 : value;
}

/* Absent where either is. */
static inline uint64_t
known_plus(uint64_t a, uint64_t b)
{
	return a >= CELL_EMPTY || b >= CELL_EMPTY ? CELL_ABSENT : a + b;
}

/* b counts as 0 where it is absent. */
static inline uint64_t
known_add(uint64_t a, uint64_t b)
{
	return known_plus(a, known_or_zero(b));
}

/* Absent where either is; never below 0. */
static inline uint64_t
known_minus(uint64_t a, uint64_t b)
{
	if (a >= CELL_EMPTY || b >= CELL_EMPTY)
		return CELL_ABSENT;
	return a > b ? a - b : 0;
}

/* Absent where either is; may be below 0, as COLUMN_BYTES takes it. */
static inline uint64_t
known_change(uint64_t before, uint64_t after)
{
	return before >= CELL_EMPTY || after >= CELL_EMPTY ? CELL_ABSENT :
	    after - before;
}

/* A sum of the known ones; absent where neither is known. */
static inline uint64_t
known_sum(uint64_t a, uint64_t b)
{
	if (a >= CELL_EMPTY || b >= CELL_EMPTY)
		return a >= CELL_EMPTY ? b : a;
	return a + b;
}

#endif
