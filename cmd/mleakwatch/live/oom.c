/* oom.c: which processes the OOM killer ended. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"

/* Seconds between looks at /proc/vmstat. */
#define OOM_LOOK_S 1
/*
 * Seconds that a victim may still have figures of memory: it has to run once
 * to end, and a cgroup at its limit lets it wait.
 */
#define OOM_ENDS_S 10

static uint64_t
oom_kills(const struct session *session)
{
	struct meminfo_vmstat	vmstat;

	if (meminfo_vmstat_read(session->config->options.root, &vmstat) == -1)
		return MEMINFO_ABSENT;
	return vmstat.oom_kill;
}

/*
 * From the end of the log on.  Its times do not tell what is new: its clock
 * stands still while the machine sleeps.
 */
void
oom_begin(struct oom *oom)
{
	oom->log = alloc(sizeof(*oom->log));
	if (meminfo_oom_open(oom->log) == 0) {
		if (lseek(oom->log->lines.fd, 0, SEEK_END) != -1)
			return;
		meminfo_oom_close(oom->log);
	}
	free(oom->log);
	oom->log = NULL;
}

void
oom_close(struct oom *oom)
{
	if (oom->log == NULL)
		return;
	meminfo_oom_close(oom->log);
	free(oom->log);
}

void
oom_look(struct session *session)
{
	struct oom	*oom = &session->oom;
	double		 now = session_now(session);
	uint64_t	 kills;

	if (now < oom->next_look)
		return;
	kills = oom_kills(session);
	if (oom->next_look != 0 && kills != oom->kills)
		oom->rose = now;
	oom->kills = kills;
	oom->next_look = now + OOM_LOOK_S;
}

/* Has the OOM killer ended something since shortly before that time? */
static bool
oom_was_at_work(struct session *session, double time)
{
	struct oom	*oom = &session->oom;

	oom->next_look = oom->next_look == 0 ? 0 : 1;
	oom_look(session);
	return oom->rose >= time - OOM_ENDS_S;
}

/* The log names the pid as the first pid namespace has it. */
static bool
oom_log_names(struct oom *oom, uint64_t pid)
{
	struct meminfo_oom_event	event;
	size_t				i;

	while (oom->log != NULL && meminfo_oom_next(oom->log, &event) == 1)
		if (event.kind == MEMINFO_OOM_KILLED)
			oom->killed[oom->killed_count++ % OOM_KILLED_KEPT] =
			    event.kill.pid;
	for (i = 0; i < OOM_KILLED_KEPT && i < oom->killed_count; i++)
		if (oom->killed[i] == pid)
			return true;
	return false;
}

/* The signal that ended the command; 0: none, -1: another process. */
static int
command_signal(const struct session *session, uint64_t pid)
{
	const struct child	*child = session->child;
	siginfo_t		 info = { .si_pid = 0 };

	if (child == NULL || pid != (uint64_t)session->command)
		return -1;
	if (child->ended)
		return WIFSIGNALED(child->wait_status) ?
		    WTERMSIG(child->wait_status) : 0;
	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	    -1 || info.si_pid == 0)
		return -1;
	return info.si_code == CLD_EXITED ? 0 : info.si_status;
}

/*
 * A command tells whether SIGKILL ended it.  If its cgroup has counted a kill
 * as well, that was the OOM killer, also without the log.
 */
enum oom_end
oom_end_of(struct session *session, const struct process *process)
{
	int	signal = command_signal(session, process->pid);
	bool	group = headroom_oom_killed(session, process);
	bool	system = oom_was_at_work(session, process->to);

	if (signal != -1 && signal != SIGKILL)
		return OOM_NONE;
	/* oom_kill of vmstat is of 4.13: before it the log alone tells. */
	if (!group && !system && session->oom.kills != MEMINFO_ABSENT)
		return OOM_NONE;
	if (oom_log_names(&session->oom, process->pid) ||
	    (group && signal == SIGKILL))
		return OOM_KILLED;
	return group || system ? OOM_MAYBE : OOM_NONE;
}
