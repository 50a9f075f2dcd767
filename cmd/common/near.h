/* near.h: which word was meant by one that is spelt wrong. */
/* SPDX-License-Identifier: MIT */
#ifndef NEAR_H
#define NEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How many letters must be put in, taken out, changed or swapped with their
 * neighbour to make text the word; SIZE_MAX where either is too long.
 */
size_t	near_distance(const char *text, size_t length, const char *word);
/* Is that few enough for a text of that length to be a slip? */
bool	near_enough(size_t distance, size_t length);

#endif
