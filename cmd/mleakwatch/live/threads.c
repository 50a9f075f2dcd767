/* threads.c: a process whose first thread has ended. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "live.h"

/* A zombie of one thread is a process that has ended. */
bool
threads_live_on(char state, uint64_t threads)
{
	if (state == 'Z')
		return threads != MEMINFO_ABSENT && threads > 1;
	return state != 'X';
}

/* False where the thread has ended, too. */
static bool
thread_read(int task, pid_t tid, struct meminfo_status *status)
{
	return meminfo_status_read(task, tid, status) == 0 &&
	    status->state != 'Z' && status->state != 'X' &&
	    status->rss != MEMINFO_ABSENT;
}

static bool
thread_find(int task, pid_t *tid, struct meminfo_status *status)
{
	struct meminfo_pids	it;
	bool			found = false;

	if (meminfo_pids_open(&it, task) == -1)
		return false;
	while (!found && meminfo_pids_next(&it, tid) == 1)
		found = thread_read(task, *tid, status);
	meminfo_pids_close(&it);
	return found;
}

int
threads_status(const struct session *session, pid_t pid, pid_t *tid,
    struct meminfo_status *status)
{
	char	name[32];
	int	task;

	snprintf(name, sizeof(name), "%ld/task", (long)pid);
	task = openat(session->proc, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (task != -1 && !thread_find(task, tid, status)) {
		close(task);
		task = -1;
	}
	return task;
}
