/* loop.c: samples of living processes, again and again. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/descriptors.h"
#include "common/signals.h"
#include "common/stall.h"
#include "common/tick.h"
#include "live.h"

struct loop {
	struct session	*session;
	struct child	 child;
	struct tick	 tick;		/* between samples */
	struct tick	 every;		/* between verdicts */
	sigset_t	 signals;
	int64_t		 end;		/* CLOCK_MONOTONIC; 0: none */
	int64_t		 begun, ended;	/* CLOCK_MONOTONIC */
	int64_t		 shown;		/* the progress, last; 0: never */
	bool		 progress;
	unsigned	 samples;	/* polls, so far */
	int		 stops;		/* signals that asked to stop */
	bool		 stop;
};

/*
 * Signals are waited for, not caught, so that none comes at a bad moment.
 * Only a command needs those of the second half.
 */
static void
signals_block(struct loop *loop, sigset_t *before)
{
	static const int	number[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD,
				    SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT };
	size_t			count = COUNT_OF(number), i;

	if (loop->session->config->command == NULL)
		count = 3;
	sigemptyset(&loop->signals);
	for (i = 0; i < count; i++)
		if (number[i] == SIGCHLD || !signals_ignored(number[i]))
			sigaddset(&loop->signals, number[i]);
	sigprocmask(SIG_BLOCK, &loop->signals, before);
}

/*
 * A command that gets the signal mostly ends, and is then judged.  The second
 * signal gives the verdict at once and leaves the command running.
 */
static void
signal_take(struct loop *loop, const siginfo_t *info)
{
	int	number = info->si_signo;

	if (number == SIGCHLD) {
		child_reap(&loop->child);
		loop->stop |= loop->child.ended;
		loop->ended = tick_now();
		return;
	}
	if (loop->child.pid != 0)
		child_signal(&loop->child, info);
	if (number == SIGINT || number == SIGTERM || number == SIGHUP)
		loop->stop |= ++loop->stops > (loop->child.pid != 0);
}

/* The scan is made while the probes are in. */
static void
window_close(struct session *session)
{
	struct owners	*owners;
	struct process	*process = windows_close(session, &owners);

	if (process != NULL)
		windows_named(session, heap_scan(session, process, owners));
}

static void
windows_look(struct session *session, bool last)
{
	struct outcome	outcome;
	size_t		i;

	for (i = 0; i < session->count; i++) {
		if (!windows_want(session, session->alive[i], last))
			continue;
		outcome_make(&outcome, session->alive[i], session->config,
		    session->report->room);
		windows_judged(session, session->alive[i], &outcome);
	}
}

/*
 * A leak that has no names yet gets the time of one window: else all that was
 * watched would have to be watched again.
 */
static bool
windows_prolong(struct loop *loop)
{
	struct session	*session = loop->session;

	if (session->windows) {
		heaps_look_last(session);
		windows_look(session, true);
		session->windows = false;
	}
	if (!windows_open(session))
		return false;
	loop->end = tick_now() + SECOND / 100;
	return true;
}

static void
duration_ended(struct loop *loop)
{
	if (windows_prolong(loop))
		return;
	loop->end = 0;
	if (loop->child.pid == 0)
		loop->stop = true;
	else if (!loop->child.ended)
		kill(loop->child.pid, SIGTERM);
}

/*
 * Waits for the next sample's time, the end, or a signal that stops.  Where a
 * sample takes longer than the interval, signals and the end still count.
 */
static void
tick_await(struct loop *loop)
{
	struct timespec	ts;
	siginfo_t	info;
	int64_t		left, wait;
	bool		waited = false;

	do {
		if (loop->end != 0 && loop->end <= tick_now())
			duration_ended(loop);
		if (loop->stop)
			return;
		left = tick_left(&loop->tick);
		if (left == 0 && waited)
			return;
		waited = true;
		wait = loop->end != 0 && loop->end - tick_now() < left ?
		    loop->end - tick_now() : left;
		if (windows_due(loop->session))
			window_close(loop->session);
		wait = windows_wait(loop->session, wait);
		ts.tv_sec = wait > 0 ? (time_t)(wait / SECOND) : 0;
		ts.tv_nsec = wait > 0 ? (long)(wait % SECOND) : 0;
		if (sigtimedwait(&loop->signals, &info, &ts) > 0)
			signal_take(loop, &info);
	} while (left > 0 && !loop->stop);
}

static void
record_begin(struct session *session)
{
	const char	*name = session->config->record;

	session->record.clock = session->config->work_clock;
	if (name != NULL && !record_open(&session->record, name))
		exit(ANSWER_TROUBLE);
}

/* Hours of watching are not lost for a process that cannot be read. */
static int
report_so_far(void *argument)
{
	struct report	*report = argument;

	report_print(report);
	out_end(report->table.out);
	return ANSWER_TROUBLE;
}

static void
loop_begin(struct loop *loop)
{
	struct session		*session = loop->session;
	const struct config	*config = session->config;
	sigset_t		 before;

	/* Opening a file may take long: signals still end it. */
	record_begin(session);
	signals_block(loop, &before);
	if (config->command != NULL) {
		child_start(&loop->child, config->command, &before);
		session->command = loop->child.pid;
		session->child = &loop->child;
		session_admit(session, loop->child.pid);
		/* After the fork: the command has the limit as it was. */
		descriptors_raise();
	}
	/* After the fork: with a first thread glibc handles signal 33. */
	stall_watch(&(struct stall_way){ .status = ANSWER_TROUBLE,
	    .advice = "leave it out, or end it", .again = report_so_far,
	    .argument = session->report });
	session_pids(session);
	windows_begin(session);
	tick_begin(&loop->tick, config->interval);
	tick_begin(&loop->every, config->every > 0 ? config->every :
	    INT64_MAX / 4);
	loop->begun = tick_now();
	loop->progress = progress_wanted(config);
	if (config->duration > 0)
		loop->end = loop->begun + config->duration;
}

/* Twice a second at most: nobody reads faster. */
static void
loop_progress(struct loop *loop)
{
	int64_t	time = tick_now();

	if (!loop->progress || time - loop->shown < SECOND / 2)
		return;
	loop->shown = time;
	progress_show(loop->session, time - loop->begun);
}

static void
progress_end(const struct loop *loop)
{
	if (loop->progress)
		progress_clear();
}

static void
verdicts_so_far(const struct loop *loop)
{
	struct report	*report = loop->session->report;

	progress_end(loop);
	system_mark_gone(loop->session);
	heaps_look_last(loop->session);
	report_print(report);
	out_flush(report->table.out);
}

/* Says what a command that was too short to judge would have needed. */
static void
short_say(const struct loop *loop)
{
	char	text[128];
	double	ran = (double)(loop->ended - loop->begun) / SECOND;

	if (!loop->child.ended || loop->session->command_samples >=
	    SAMPLES_NEEDED)
		return;
	snprintf(text, sizeof(text), "ran for %.2f s: %" PRIu64 " sample%s, "
	    "a verdict takes %d", ran, loop->session->command_samples,
	    loop->session->command_samples == 1 ? "" : "s", SAMPLES_NEEDED);
	complain(loop->child.name, text);
}

/*
 * No process is left.  With a selection, go on until one has matched, or to
 * the end that -d sets.
 */
static bool
nothing_left(const struct loop *loop)
{
	const struct session	*session = loop->session;

	return loop->child.pid == 0 && session->count == 0 &&
	    !session->config->system &&
	    (!session->any ||
	    (session->seen > 0 && session->config->duration == 0));
}

/*
 * The interval is doubled, up to a second, each time that so many samples
 * were taken: a command that ends within a second is judged as well as one
 * that runs for a day.
 */
#define WIDEN_SAMPLES 512

static void
loop_widen(struct loop *loop)
{
	if (!loop->session->config->widen ||
	    ++loop->samples % WIDEN_SAMPLES != 0 ||
	    loop->tick.interval >= SECOND)
		return;
	loop->tick.interval *= 2;
	if (loop->tick.interval > SECOND)
		loop->tick.interval = SECOND;
}

/*
 * Processes that ended too soon to judge are not listed, unless they were
 * named: a shell starts a hundred a minute.
 */
static bool
is_listed(const struct session *session, const struct process *process,
    const struct outcome *outcome)
{
	bool	named = session->command != 0 ?
		    process->pid == (uint64_t)session->command :
		    !session->any;

	return outcome->result.reason != JUDGE_TOO_SHORT || named;
}

/* Its verdict is kept, its samples are not. */
static void
process_drop(struct session *session, struct process *process)
{
	struct outcome	outcome;

	windows_drop(session, process);
	outcome_make(&outcome, process, session->config,
	    session->report->room);
	if (session->command != 0 && process->pid ==
	    (uint64_t)session->command)
		session->command_samples = outcome.samples;
	if (!is_listed(session, process, &outcome))
		session->report->unjudged++;
	else if (outcome.samples > 0)
		report_ended(session->report, &outcome);
	processes_remove(session->processes, process);
}

/* The parts of a watch, each with what the one before has found. */
static void
loop_poll(struct session *session)
{
	size_t	i;

	session_search(session);
	session_poll(session);
	for (i = 0; i < session->gone_count; i++)
		process_drop(session, session->gone[i]);
	heaps_look(session);
	windows_look(session, false);
}

static void
loop_run(struct loop *loop)
{
	bool	every = loop->session->config->every > 0;

	do {
		loop_poll(loop->session);
		if (every && tick_left(&loop->every) == 0)
			verdicts_so_far(loop);
		loop_progress(loop);
		loop_widen(loop);
		if (nothing_left(loop))
			break;
		tick_await(loop);
	} while (!loop->stop);
	progress_end(loop);
}

void
live_watch(const struct config *config, struct processes *processes,
    struct report *report)
{
	struct session	*session = session_begin(config, processes, report);
	struct loop	 loop = { .session = session };

	loop_begin(&loop);
	loop_run(&loop);
	/* The end of the command is part of its verdict. */
	if (loop.child.ended)
		loop_poll(session);
	window_close(session);
	session_scan_last(session);
	heaps_look_last(session);
	colds_look_last(session);
	system_mark_gone(session);
	report_print(report);
	heaps_say(session);
	complain_count("", report->unjudged, "process",
	    "ended too soon to judge");
	short_say(&loop);
	session_no_memory(session);
	complain_count("", report->no_memory, "sample",
	    "without figures of memory");
	report->command_status = child_exit_status(&loop.child);
	windows_end(session);
	session_end(session);
}
