/*
 * windows.c: within a watch, windows in which the calls that allocate are
 * watched: --stacks.
 *
 * One opens when the verdict would be a leak of lost blocks, and a scan closes
 * it.  It is as long as it takes to lose 30 blocks at the rate that the scans
 * have seen.  A thread takes the calls, so that samples go on.
 */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/tick.h"
#include "live.h"
#include "mleakwatch/heap/owners.h"

struct window {
	struct process	*process;
	struct owners	 owners;
	int64_t		 length;	/* nanoseconds */
	int64_t		 end;		/* CLOCK_MONOTONIC; 0: it is opening */
	double		 began;		/* as session_now() */
	bool		 closing;	/* its probes go; .process may have */
};

/* Seconds.  The cost is looked at ten times a second. */
#define WINDOW_LEAST	0.2
/* Without a TIME: a tenth of the time watched, within these bounds. */
#define WINDOW_LONG	10
#define WINDOW_LONGEST	60
#define WINDOW_SHARE	10
/* After one that took t, none of that process for 10 t. */
#define WINDOW_WAIT	10
/* Until 30 blocks have a name; those without a block or a scan count too. */
#define WINDOWS_MOST	8

static void
window_complain(const struct process *process, const char *reason)
{
	char	name[48];

	snprintf(name, sizeof(name), "%" PRIu64 ": --stacks", process->pid);
	complain(name, reason);
}

/* Says it before the wait, not after. */
void
windows_begin(struct session *session)
{
	const char	*reason;

	if (session->config->scan.stacks == 0)
		return;
	reason = stacks_impossible();
	if (reason != NULL)
		complain("--stacks", reason);
	session->windows = reason == NULL;
}

static struct lost_by *
window_lost_by(struct session *session, struct heap_history *history)
{
	struct lost_by	*lost_by = history->lost_by;

	if (lost_by != NULL)
		return lost_by;
	lost_by = alloc_zeros(1, sizeof(*lost_by));
	lost_by->next = session->lost_by;
	session->lost_by = lost_by;
	history->lost_by = lost_by;
	return lost_by;
}

/* Is there anything to name, and has that not been done? */
static bool
window_may_open(const struct session *session, const struct process *process)
{
	const struct heap_history	*history = process->live.heap;
	const struct lost_by		*lost_by;

	if (!session->windows || session->window != NULL || history == NULL ||
	    history->count < 2 || history->failures > 0 || history->renamed ||
	    process->series.count < SAMPLES_NEEDED)
		return false;
	lost_by = history->lost_by;
	return history->scan[history->count - 1].lost >
	    history->scan[0].lost &&
	    (lost_by == NULL || (lost_by->named < LOST_BY_ENOUGH &&
	    lost_by->windows < WINDOWS_MOST));
}

/* Nanoseconds; more where blocks stay in use for longer than a window. */
static int64_t
window_length(const struct session *session, const struct process *process,
    const struct heap_growth *growth)
{
	const struct scan_options	*options = &session->config->scan;
	const struct lost_by		*lost_by = process->live.heap->lost_by;
	double	most = (process->to - process->from) / WINDOW_SHARE, length;

	if (most < WINDOW_LONG)
		most = WINDOW_LONG;
	if (most > WINDOW_LONGEST)
		most = WINDOW_LONGEST;
	if (options->stacks_timed)
		most = (double)options->stacks / SECOND;
	length = growth->lost_blocks > 0 ? LOST_BY_ENOUGH *
	    growth->seconds / growth->lost_blocks : most;
	if (lost_by != NULL)
		length *= (double)((uint64_t)1 << lost_by->windows);
	if (length < WINDOW_LEAST)
		length = WINDOW_LEAST;
	return (int64_t)((length < most ? length : most) * SECOND);
}

static void
window_open(struct session *session, struct process *process,
    const struct heap_growth *growth)
{
	struct window	*window = alloc_zeros(1, sizeof(*window));

	window->process = process;
	window->began = session_now(session);
	window->length = window_length(session, process, growth);
	window_lost_by(session, process->live.heap)->windows++;
	session->window = window;
	window->closing = !owners_begin(&window->owners,
	    (pid_t)process->pid, &session->config->scan);
	if (window->closing)
		window_complain(process, window->owners.stacks.why);
}

/* A verdict takes a third of a millisecond: one each eighth of the time. */
bool
windows_want(struct session *session, struct process *process, bool last)
{
	struct heap_history	*history = process->live.heap;

	if (!window_may_open(session, process))
		return false;
	if (!last && (process->series.count < history->next_judged ||
	    session_now(session) < history->next_window))
		return false;
	history->next_judged = process->series.count +
	    process->series.count / 8;
	return true;
}

void
windows_judged(struct session *session, struct process *process,
    const struct outcome *outcome)
{
	if (outcome->result.verdict == JUDGE_LEAK &&
	    outcome->reachability == REACHABILITY_LOST)
		window_open(session, process, &outcome->heap);
}

bool
windows_open(const struct session *session)
{
	return session->window != NULL && !session->window->closing;
}

/* Waits for its thread. */
static void
window_free(struct session *session)
{
	owners_free(&session->window->owners);
	free(session->window);
	session->window = NULL;
}

struct process *
windows_close(struct session *session, struct owners **owners)
{
	struct window	*window = session->window;

	if (!windows_open(session))
		return NULL;
	window->closing = true;
	if (window->end == 0) {
		stacks_stop(&window->owners.stacks);
		return NULL;
	}
	*owners = &window->owners;
	return window->process;
}

void
windows_named(struct session *session, bool named)
{
	struct window	*window = session->window;
	double		 now = session_now(session);
	char		 why[STACKS_WHY + 16];

	if (!named && stacks_unsure(&window->owners.stacks, why)) {
		strcat(why, ": none is named");
		window_complain(window->process, why);
	}
	window->process->live.heap->next_window =
	    now + WINDOW_WAIT * (now - window->began);
}

/* The probes are in, or could not be set. */
static void
window_opened(struct window *window)
{
	enum stacks_state	state = stacks_state(&window->owners.stacks);

	if (state == STACKS_WATCHING || state == STACKS_OVER)
		window->end = tick_now() + window->length;
	if (state < STACKS_DRAINED)
		return;
	window->closing = true;
	window_complain(window->process, window->owners.stacks.why);
	window->process->live.heap->lost_by->windows = WINDOWS_MOST;
}

/* Its process has ended: there is nothing to scan. */
static void
window_drop(struct window *window)
{
	window_complain(window->process, "it ended while its calls were "
	    "watched: none is named");
	window->closing = true;
	stacks_stop(&window->owners.stacks);
}

bool
windows_due(struct session *session)
{
	struct window	*window = session->window;

	if (window == NULL)
		return false;
	if (!window->closing && stacks_gone(&window->owners.stacks))
		window_drop(window);
	if (window->closing) {
		if (!window->owners.stacks.threaded ||
		    stacks_state(&window->owners.stacks) == STACKS_CLOSED)
			window_free(session);
		return false;
	}
	if (window->end != 0)
		return tick_now() >= window->end ||
		    stacks_state(&window->owners.stacks) >= STACKS_OVER;
	window_opened(window);
	return false;
}

/* Looks often: calls that cost too much are to end at once. */
int64_t
windows_wait(const struct session *session, int64_t left)
{
	return session->window == NULL || left < OWNERS_PAUSE ? left :
	    OWNERS_PAUSE;
}

void
windows_drop(struct session *session, const struct process *process)
{
	struct window	*window = session->window;

	if (window != NULL && !window->closing && window->process == process)
		window_drop(window);
}

void
windows_end(struct session *session)
{
	struct lost_by	*lost_by;

	if (session->window != NULL)
		window_free(session);
	while ((lost_by = session->lost_by) != NULL) {
		session->lost_by = lost_by->next;
		lost_by_free(lost_by);
	}
}
