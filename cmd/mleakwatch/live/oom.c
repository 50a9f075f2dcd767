/* oom.c: which processes the OOM killer ended. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
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

/* Seconds that the log's clock is behind Unix time. */
static double
oom_log_offset(const struct session *session)
{
	struct timespec	up;

	clock_gettime(CLOCK_MONOTONIC, &up);
	return session_now(session) - (double)up.tv_sec -
	    (double)up.tv_nsec / 1e9;
}

static void
oom_log_read(struct session *session)
{
	struct oom			*oom = &session->oom;
	double				 offset = oom_log_offset(session);
	struct meminfo_oom_event	 event;
	struct oom_killed		*killed;

	while (oom->log != NULL && meminfo_oom_next(oom->log, &event) == 1) {
		if (event.kind != MEMINFO_OOM_KILLED)
			continue;
		killed = &oom->killed[oom->killed_count++ % OOM_KILLED_KEPT];
		killed->pid = event.kill.pid;
		killed->time = event.time_usec == MEMINFO_ABSENT ?
		    (double)NAN : (double)event.time_usec / 1e6 + offset;
		memcpy(killed->comm, event.kill.comm, sizeof(killed->comm));
	}
}

/* The log names the pid as the first pid namespace has it. */
static const struct oom_killed *
oom_log_names(struct session *session, uint64_t pid)
{
	struct oom	*oom = &session->oom;
	size_t		 i;

	oom_log_read(session);
	for (i = 0; i < OOM_KILLED_KEPT && i < oom->killed_count; i++)
		if (oom->killed[i].pid == pid)
			return &oom->killed[i];
	return NULL;
}

/*
 * The log alone tells, by pid, name and time.  Its clock stands still while the
 * machine sleeps, so that a kill may seem later than it was, but not earlier.
 */
enum oom_end
oom_end_between(struct session *session, const struct process *process)
{
	struct oom			*oom = &session->oom;
	const struct oom_killed		*killed;

	if (oom->log != NULL && !oom->whole)
		oom->whole = lseek(oom->log->lines.fd, 0, SEEK_SET) != -1;
	killed = oom_log_names(session, process->pid);
	return killed != NULL &&
	    strcmp(killed->comm, process->comm) == 0 &&
	    killed->time >= process->to - OOM_LOOK_S ? OOM_KILLED : OOM_NONE;
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
	if (oom_log_names(session, process->pid) != NULL ||
	    (group && signal == SIGKILL))
		return OOM_KILLED;
	return group || system ? OOM_MAYBE : OOM_NONE;
}
