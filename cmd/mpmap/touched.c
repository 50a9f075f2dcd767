/* touched.c: --touched, which memory is used in a time. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/stall.h"
#include "mpmap.h"

static void
touched_complain(struct mpmap *mpmap, const struct targets *targets,
    pid_t pid)
{
	char	path[64], name[OPTIONS_PATH];
	bool	denied = errno == EACCES || errno == EPERM;

	if (!targets->named) {
		mpmap->denied += denied;
		return;
	}
	snprintf(path, sizeof(path), "/proc/%ld/clear_refs", (long)pid);
	options_path(&mpmap->options, path, name);
	if (errno == EOPNOTSUPP)
		options_complain(&mpmap->options, name,
		    "only a live /proc can be told to forget");
	else if (denied)
		options_complain(&mpmap->options, name,
		    "Permission denied (only its owner and root may)");
	else if (errno == ENOENT || errno == ESRCH) {
		mpmap->no_process = true;
		complain(name, strerror(ESRCH));
	} else
		options_complain_errno(&mpmap->options, name);
}

/* The mappings of a thread that lives, where the first one has ended. */
static int
thread_clear(struct mpmap *mpmap, pid_t pid)
{
	int	task = meminfo_tasks_open(mpmap->proc, pid), dir, result;

	if (task == -1)
		return -1;
	dir = meminfo_tasks_living(task);
	close(task);
	if (dir == -1)
		return -1;
	result = meminfo_referenced_clear(dir, 0);
	close(dir);
	return result;
}

static int
process_clear(struct mpmap *mpmap, pid_t pid)
{
	struct meminfo_stat	stat;
	bool			of_thread;
	int			result;

	of_thread = meminfo_proc_is_live(mpmap->proc) == 1 &&
	    meminfo_stat_read(mpmap->proc, pid, &stat) == 0 &&
	    stat.state == 'Z' && stat.threads > 1;
	if (!stall_begin(pid, "clear_refs"))
		return -1;
	result = of_thread ? thread_clear(mpmap, pid) :
	    meminfo_referenced_clear(mpmap->proc, pid);
	stall_end();
	return result;
}

/* A process whose marks remain would be told wrong: it is left out. */
static void
targets_clear(struct mpmap *mpmap, struct targets *targets)
{
	size_t	i, kept = 0;

	for (i = 0; i < targets->count; i++) {
		if (process_clear(mpmap, targets->pid[i]) == 0)
			targets->pid[kept++] = targets->pid[i];
		else
			touched_complain(mpmap, targets, targets->pid[i]);
	}
	targets->count = kept;
}

void
touched_wait(struct mpmap *mpmap, struct targets *targets)
{
	struct timespec	left = {
		(time_t)(mpmap->touched / 1000000000),
		(long)(mpmap->touched % 1000000000)
	};

	targets_clear(mpmap, targets);
	if (targets->count == 0)
		return;
	while (nanosleep(&left, &left) == -1 && errno == EINTR)
		continue;
}
