/* file.c: a recorded curve: what counts, by time. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static int
columns(const char *header, int *time, int column[3])
{
	static const char *const	name[] = { "anon", "swap", "shmem" };
	char				copy[4096], *word, *rest;
	int				i, at = 0, found = 0;

	*time = column[0] = column[1] = column[2] = -1;
	snprintf(copy, sizeof copy, "%s", header);
	for (word = strtok_r(copy, "\t\n", &rest); word != NULL;
	    word = strtok_r(NULL, "\t\n", &rest), at++) {
		if (strcmp(word, "time") == 0)
			*time = at;
		for (i = 0; i < 3; i++)
			if (strcmp(word, name[i]) == 0) {
				column[i] = at;
				found++;
			}
	}
	return *time >= 0 ? found : 0;
}

int
samples_file(const char *path, double *when, double *bytes, int most)
{
	char	line[4096], *word, *rest;
	int	time, column[3], n = 0, at, i;
	FILE	*file = fopen(path, "r");

	if (file == NULL || fgets(line, sizeof line, file) == NULL ||
	    columns(line, &time, column) == 0) {
		fprintf(stderr, "leakbench: %s: not read\n", path);
		exit(2);
	}
	while (n < most && fgets(line, sizeof line, file) != NULL) {
		bytes[n] = 0;
		for (at = 0, word = strtok_r(line, "\t\n", &rest); word;
		    word = strtok_r(NULL, "\t\n", &rest), at++) {
			if (at == time)
				when[n] = strtod(word, NULL);
			for (i = 0; i < 3; i++)
				if (at == column[i] && *word != '-')
					bytes[n] += strtod(word, NULL);
		}
		n++;
	}
	fclose(file);
	return n;
}
