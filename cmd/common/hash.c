/* hash.c: hashing of what others choose. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/auxv.h>

#include "hash.h"

/* AT_RANDOM is 16 bytes; without them, the golden ratio. */
uint64_t
hash_seed(void)
{
	const void	*random = (const void *)getauxval(AT_RANDOM);
	uint64_t	 seed = 0x9e3779b97f4a7c15;

	if (random != NULL)
		memcpy(&seed, random, sizeof(seed));
	return seed | 1;
}

/* FNV-1a, from a start that nobody knows. */
uint64_t
hash_bytes(const char *bytes, size_t length, uint64_t seed)
{
	uint64_t	value = seed;
	size_t		i;

	for (i = 0; i < length; i++)
		value = (value ^ (unsigned char)bytes[i]) * 0x100000001b3;
	return hash_mix(value, seed);
}
