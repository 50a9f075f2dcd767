/* asleep.c: how long a task has slept in one piece. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asleep.h"

/* How often it has gone to sleep; false: it does not sleep, or none knows. */
static bool
asleep_switches(pid_t task, uint64_t *switches)
{
	static const char	state[] = "\nState:\t",
				count[] = "\nvoluntary_ctxt_switches:";
	char			path[32], text[8192];
	const char		*at;
	ssize_t			 length = -1;
	int			 fd;

	*switches = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)task);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		length = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (length == -1)
		return false;
	text[length] = '\0';
	at = strstr(text, state);
	if (at == NULL || strchr("SD", at[sizeof(state) - 1]) == NULL)
		return false;
	at = strstr(text, count);
	if (at != NULL)
		*switches = strtoull(at + sizeof(count) - 1, NULL, 10);
	return at != NULL;
}

int64_t
asleep_look(struct asleep *asleep, pid_t task, int64_t pause)
{
	uint64_t	switches;

	if (!asleep_switches(task, &switches) ||
	    switches != asleep->switches) {
		asleep->switches = switches;
		asleep->slept = 0;
	} else
		asleep->slept += pause;
	return asleep->slept;
}
