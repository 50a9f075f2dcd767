/* once.c: one sample, added to a file of earlier ones, and all judged. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
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

static void
ended_find(struct session *session, struct process *const *list)
{
	for (; *list != NULL; list++)
		process_end_find(session, *list);
}

/* Samples that stay where a process has so many at most. */
static uint64_t
samples_kept(struct process *const *list, uint64_t keep)
{
	uint64_t	count = 0;

	for (; *list != NULL; list++)
		if (!(*list)->ended)
			count += (*list)->series.count < keep ?
			    (*list)->series.count : keep;
	return count;
}

static uint64_t
samples_count(struct process *const *list)
{
	uint64_t	count = 0;

	for (; *list != NULL; list++)
		count += (*list)->series.count;
	return count;
}

/*
 * Any user may start thousands of processes: all keep fewer samples where the
 * file has grown too large.
 */
static uint64_t
keep_find(const struct config *config, struct process *const *list,
    uint64_t size)
{
	uint64_t	low = 0, high = (uint64_t)config->keep, middle, most;

	if (size <= config->max_state)
		return high;
	most = (uint64_t)((double)samples_count(list) /
	    (double)size * (double)config->max_state);
	while (low < high) {
		middle = high - (high - low) / 2;
		if (samples_kept(list, middle) <= most)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

static void
keep_say(const struct config *config, uint64_t keep)
{
	char	text[128];

	if (keep == (uint64_t)config->keep)
		return;
	snprintf(text, sizeof(text), "is larger than --max-state: thinned to "
	    "%" PRIu64 " samples of a process", keep);
	complain(config->state, text);
}

/* Where processes have ended or have too many samples. */
static bool
state_thin(struct statefile *statefile, const struct config *config,
    struct process *const *list)
{
	uint64_t	keep = keep_find(config, list,
			    statefile_size(statefile));

	if (samples_kept(list, keep) == samples_count(list))
		return true;
	keep_say(config, keep);
	return statefile_thin(statefile, keep);
}

void
live_once(const struct config *config, struct processes *processes,
    struct report *report)
{
	struct statefile	*statefile = alloc(sizeof(*statefile));
	struct session		*session;
	struct process		**list;

	statefile_open(statefile, config->state, config->lock_timeout);
	statefile_read(statefile, processes);
	session = session_begin(config, processes, report);
	stall_watch(&(struct stall_way){ .status = ANSWER_TROUBLE,
	    .advice = "leave it out, or end it" });
	session_pids(session);
	moment_await(session, statefile->last_time);
	session_search(session);
	session_poll(session);
	if (config->system)
		system_mark_gone(session);
	list = processes_list(processes);
	ended_find(session, list);
	report_print(report);
	once_append(session, statefile);
	if (!state_thin(statefile, config, list))
		report->trouble = true;
	free(list);
	session_end(session);
	statefile_close(statefile);
	free(statefile);
}
