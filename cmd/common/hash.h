/* hash.h: hashing of what others choose. */
/* SPDX-License-Identifier: MIT */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * A number that differs from run to run, and is odd.  Keys that others choose
 * are hashed with it: nobody can choose many that meet in one slot.
 */
uint64_t hash_seed(void);
/* All bits of the result depend on all of the value, and on the seed. */
static inline uint64_t
hash_mix(uint64_t value, uint64_t seed)
{
	value *= seed;
	return value ^ value >> 32;
}

uint64_t hash_bytes(const char *bytes, size_t length, uint64_t seed);

#endif
