/* near.c: which word was meant by one that is spelt wrong. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "near.h"

#define NEAR_MAX 32	/* the longest option has 19 letters */

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment: Levenshtein's distance, and swaps cost one. */
size_t
near_distance(const char *text, size_t length, const char *word)
{
	unsigned char	cost[NEAR_MAX + 1][NEAR_MAX + 1];
	size_t		width = strlen(word), i, j, best;

	if (length > NEAR_MAX || width > NEAR_MAX)
		return SIZE_MAX;
	for (i = 0; i <= length; i++)
		cost[i][0] = (unsigned char)i;
	for (j = 0; j <= width; j++)
		cost[0][j] = (unsigned char)j;
	for (i = 1; i <= length; i++)
		for (j = 1; j <= width; j++) {
			best = cost[i - 1][j - 1] + (size_t)!same_letter(
			    text[i - 1], word[j - 1]);
			best = lesser(best, cost[i - 1][j] + 1U);
			best = lesser(best, cost[i][j - 1] + 1U);
			if (i > 1 && j > 1 &&
			    same_letter(text[i - 1], word[j - 2]) &&
			    same_letter(text[i - 2], word[j - 1]))
				best = lesser(best, cost[i - 2][j - 2] + 1U);
			cost[i][j] = (unsigned char)best;
		}
	return cost[length][width];
}

/* A short word may have one slip, a longer one two. */
bool
near_enough(size_t distance, size_t length)
{
	return distance < length && distance <= (length < 6 ? 1U : 2U);
}
