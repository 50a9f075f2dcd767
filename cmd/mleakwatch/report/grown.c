/* grown.c: in which kinds of mappings memory grew. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "report.h"

double
mapping_growth(const struct mappings *mappings, int kind)
{
	return (double)mappings->last[kind] - mappings->first[kind];
}

static int
mapping_largest(const double grown[MAPPING_KINDS])
{
	int	i, found = 0;

	for (i = 1; i < MAPPING_KINDS; i++)
		if (grown[i] > grown[found])
			found = i;
	return found;
}

size_t
mappings_text(char text[MAPPINGS_TEXT], const struct mappings *mappings)
{
	static const char *const	name[MAPPING_KINDS] = {
		[MAPPING_HEAP] = "[heap]",
		[MAPPING_ANON] = "anonymous",
		[MAPPING_STACK] = "[stack]",
		[MAPPING_SHMEM] = "shmem",
		[MAPPING_FILE] = "files",
		[MAPPING_HUGETLB] = "hugetlb"
	};
	double				grown[MAPPING_KINDS], sum = 0;
	size_t				length = 0;
	int				i;

	for (i = 0; i < MAPPING_KINDS; i++) {
		grown[i] = mapping_growth(mappings, i);
		if (grown[i] > 0)
			sum += grown[i];
	}
	text[0] = '\0';
	while (i = mapping_largest(grown), sum > 0 &&
	    grown[i] >= 0.005 * sum) {
		length += (size_t)snprintf(text + length,
		    MAPPINGS_TEXT - length, "%s%s %.0f %%",
		    length == 0 ? "" : ", ", name[i], 100 * grown[i] / sum);
		grown[i] = 0;
	}
	return length;
}
