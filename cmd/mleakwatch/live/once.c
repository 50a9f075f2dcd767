/* once.c: one sample, added to a file of earlier ones, and all judged. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/stall.h"
#include "live.h"
#include "mleakwatch/samples/statefile.h"

/*
 * Samples are told apart by milliseconds; a call that waited for the lock may
 * come within one of the call before.
 */
static void
moment_await(const struct session *session, double last_time)
{
	static const struct timespec	moment = { .tv_nsec = 2000000 };
	double				since;

	since = session_now(session) - last_time;
	if (since > -0.001 && since < 0.001)
		nanosleep(&moment, NULL);
}

/*
 * The verdicts go into the file with the samples, so that the next call knows
 * what was reported: nothing that did not reach the output.
 */
static void
once_append(struct session *session, struct statefile *statefile)
{
	bool	reported = out_flush(session->report->table.out) == 0;

	statefile_append_begin(statefile, &session->record);
	session_record_pending(session, reported);
	if (!statefile_append_end(statefile, &session->record))
		session->report->trouble = true;
}

static bool
process_has_ended(const struct session *session,
    const struct process *process)
{
	struct meminfo_stat	stat;

	if (process->live.status_fd != -1 || !session_is_of(session, process))
		return false;
	if (process->boot != 0 && session->boot != 0 &&
	    process->boot != session->boot)
		return true;
	if (process->keyed)
		return false;
	if (meminfo_stat_read(session->proc, (pid_t)process->pid,
	    &stat) == -1)
		return errno == ENOENT || errno == ESRCH;
	return stat.start_ticks != process->start;
}

static void
process_end_find(struct session *session, struct process *process)
{
	if (process->live.status_fd != -1 ||
	    !process_has_ended(session, process))
		return;
	process->ended = true;
	if (!process->keyed)
		process->live.oom_end = oom_end_between(session, process);
}

/* True where a process has ended or has too many samples. */
static bool
ended_find(struct session *session)
{
	uint64_t	  keep = (uint64_t)session->config->keep;
	struct process	**list = processes_list(session->processes);
	struct process	 *process;
	bool		  rewrite = false;
	size_t		  i;

	for (i = 0; (process = list[i]) != NULL; i++) {
		process_end_find(session, process);
		rewrite |= process->ended || process->series.count > keep;
	}
	free(list);
	return rewrite;
}

void
live_once(const struct config *config, struct processes *processes,
    struct report *report)
{
	struct statefile	*statefile = alloc(sizeof(*statefile));
	struct session		*session;
	bool			 rewrite;

	statefile_open(statefile, config->state, config->lock_timeout);
	statefile_read(statefile, processes);
	session = session_begin(config, processes, report);
	stall_watch(ANSWER_TROUBLE, STALL_TIME);
	session_pids(session);
	moment_await(session, statefile->last_time);
	session_search(session);
	session_poll(session);
	if (config->system)
		system_mark_gone(session);
	rewrite = ended_find(session);
	report_print(report);
	once_append(session, statefile);
	if (rewrite && !statefile_thin(statefile, (uint64_t)config->keep))
		report->trouble = true;
	session_end(session);
	statefile_close(statefile);
	free(statefile);
}
