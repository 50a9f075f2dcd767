/* oom.c: which processes the OOM killer ended. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "live.h"

/* Seconds between looks at /proc/vmstat. */
#define OOM_LOOK_S 1

static uint64_t
oom_kills(const struct session *session)
{
	struct meminfo_vmstat	vmstat;

	if (meminfo_vmstat_read(session->config->options.root, &vmstat) == -1)
		return MEMINFO_ABSENT;
	return vmstat.oom_kill;
}

void
oom_look(struct session *session)
{
	double	now = session_now(session);
	bool	first = session->oom.next_look == 0;

	if (now < session->oom.next_look)
		return;
	session->oom.next_look = now + OOM_LOOK_S;
	/* A look may fall between a kill and the next sample, which tells the
	   end: what counts is the look before that. */
	session->oom.kills_before = session->oom.kills_last;
	session->oom.kills_last = oom_kills(session);
	if (first)
		session->oom.kills_before = session->oom.kills_last;
}

/*
 * The log names the pid as the first pid namespace has it.  It is compared
 * from the end of the log that was there when the watching began.
 */
static bool
oom_log_names(const struct session *session, uint64_t pid)
{
	struct meminfo_oom		*it = alloc(sizeof(*it));
	struct meminfo_oom_event	 event;
	double				 begun;
	bool				 found = false;

	if (meminfo_oom_open(it) == -1) {
		free(it);
		return false;
	}
	begun = session->oom.begun_up * 1e6;
	while (meminfo_oom_next(it, &event) == 1)
		found |= event.kind == MEMINFO_OOM_KILLED &&
		    event.kill.pid == pid &&
		    event.time_usec != MEMINFO_ABSENT &&
		    (double)event.time_usec >= begun;
	meminfo_oom_close(it);
	free(it);
	return found;
}

enum oom_end
oom_end_of(const struct session *session, const struct process *process)
{
	uint64_t	kills = oom_kills(session);

	if (kills == MEMINFO_ABSENT ||
	    session->oom.kills_before == MEMINFO_ABSENT ||
	    kills <= session->oom.kills_before)
		return OOM_NONE;
	return oom_log_names(session, process->pid) ? OOM_KILLED : OOM_MAYBE;
}
