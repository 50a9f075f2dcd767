/* progress.c: a line on a terminal that says how far a long work has got. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <unistd.h>

#include "progress.h"

bool
progress_seen(void)
{
	return isatty(STDERR_FILENO) == 1;
}

void
progress_put(const char *text)
{
	char	line[PROGRESS_WIDTH + PROGRESS_TEXT + 3];
	int	length;

	/* Blanks: not every terminal can erase a line. */
	length = snprintf(line, sizeof(line), "\r%*s\r%.*s", PROGRESS_WIDTH, "",
	    PROGRESS_TEXT, text);
	/* Nothing depends on it. */
	if (write(STDERR_FILENO, line, (size_t)length) == -1)
		return;
}
