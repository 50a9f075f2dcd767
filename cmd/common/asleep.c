/* asleep.c: how long a task has slept in one piece. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "asleep.h"

static bool
asleep_now(pid_t task)
{
	struct meminfo_status	status;
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	bool			now;

	now = proc != -1 && meminfo_status_read(proc, task, &status) == 0 &&
	    (status.state == 'S' || status.state == 'D');
	if (proc != -1)
		close(proc);
	return now;
}

/* How often it has gone to sleep, or absent. */
static uint64_t
asleep_switches(pid_t task)
{
	static const char	key[] = "voluntary_ctxt_switches";
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;
	uint64_t		switches = MEMINFO_ABSENT;
	char			path[32];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)task);
	if (meminfo_pairs_open(&it, MEMINFO_HOST, path) == -1)
		return MEMINFO_ABSENT;
	while (switches == MEMINFO_ABSENT &&
	    meminfo_pairs_next(&it, &pair) == 1)
		if (pair.key_length == sizeof(key) - 1 &&
		    memcmp(pair.key, key, pair.key_length) == 0)
			switches = pair.value;
	meminfo_pairs_close(&it);
	return switches;
}

int64_t
asleep_look(struct asleep *asleep, pid_t task, int64_t pause)
{
	uint64_t	switches = asleep_switches(task);

	if (switches == MEMINFO_ABSENT || switches != asleep->switches ||
	    !asleep_now(task)) {
		asleep->switches = switches;
		asleep->slept = 0;
	} else
		asleep->slept += pause;
	return asleep->slept;
}
