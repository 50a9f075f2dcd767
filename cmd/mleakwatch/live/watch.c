/* watch.c: living processes, sample after sample. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/tick.h"
#include "live.h"

struct course {
	struct watching	 watching;
	struct child	 child;
	struct tick	 beat;
	struct tick	 every;
	sigset_t	 signals;
	int64_t		 end;		/* CLOCK_MONOTONIC; 0: none */
	int64_t		 begun;		/* CLOCK_MONOTONIC */
	int64_t		 shown;		/* the progress, last; 0: never */
	bool		 progress;
	int		 asked;		/* to stop, so many times */
	bool		 stop;
};

/*
 * Signals are waited for, not caught: none can come at a bad moment.  Those
 * of the second half are only for a command to have.
 */
static void
signals_block(struct course *course, sigset_t *before)
{
	static const int	number[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD,
				    SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT };
	size_t			count = COUNT_OF(number), i;

	if (course->watching.watch->command == NULL)
		count = 3;
	sigemptyset(&course->signals);
	for (i = 0; i < count; i++)
		sigaddset(&course->signals, number[i]);
	sigprocmask(SIG_BLOCK, &course->signals, before);
}

/*
 * A command ends by itself once it has the signal, and is then judged; one
 * that does not is left alone when asked for a second time.
 */
static void
signal_take(struct course *course, const siginfo_t *info)
{
	int	number = info->si_signo;

	if (number == SIGCHLD) {
		child_reap(&course->child);
		course->stop |= course->child.ended;
		return;
	}
	if (course->child.pid != 0)
		child_signal(&course->child, info);
	if (number == SIGINT || number == SIGTERM || number == SIGHUP)
		course->stop |= ++course->asked > (course->child.pid != 0);
}

static void
duration_ended(struct course *course)
{
	course->end = 0;
	if (course->child.pid == 0)
		course->stop = true;
	else if (!course->child.ended)
		kill(course->child.pid, SIGTERM);
}

/*
 * Until the next beat, the end, or a signal that ends it.  Where samples take
 * longer than a beat there is nothing to wait for, but signals and the end.
 */
static void
beat_wait(struct course *course)
{
	struct timespec	ts;
	siginfo_t	info;
	int64_t		left, wait;
	bool		waited = false;

	do {
		if (course->end != 0 && course->end <= tick_now())
			duration_ended(course);
		if (course->stop)
			return;
		left = tick_left(&course->beat);
		if (left == 0 && waited)
			return;
		waited = true;
		wait = course->end != 0 && course->end - tick_now() < left ?
		    course->end - tick_now() : left;
		ts.tv_sec = wait > 0 ? (time_t)(wait / SECOND) : 0;
		ts.tv_nsec = wait > 0 ? (long)(wait % SECOND) : 0;
		if (sigtimedwait(&course->signals, &info, &ts) > 0)
			signal_take(course, &info);
	} while (left > 0 && !course->stop);
}

static void
course_begin(struct course *course)
{
	struct mleakwatch	*watch = course->watching.watch;
	sigset_t		 before;

	signals_block(course, &before);
	if (watch->record != NULL &&
	    !record_open(&course->watching.record, watch->record)) {
		complain_errno(watch->record);
		exit(ANSWER_TROUBLE);
	}
	if (watch->command != NULL) {
		child_start(&course->child, watch->command, &before);
		course->watching.command = course->child.pid;
		watching_admit(&course->watching, course->child.pid);
	}
	watching_pids(&course->watching);
	tick_begin(&course->beat, watch->interval);
	tick_begin(&course->every, watch->every > 0 ? watch->every :
	    INT64_MAX / 4);
	course->begun = tick_now();
	course->progress = progress_wanted(watch);
	if (watch->duration > 0)
		course->end = course->begun + watch->duration;
}

/* Twice a second at most: nobody reads faster. */
static void
progress(struct course *course)
{
	int64_t	time = tick_now();

	if (!course->progress || time - course->shown < SECOND / 2)
		return;
	course->shown = time;
	progress_show(&course->watching, time - course->begun);
}

static void
progress_end(const struct course *course)
{
	if (course->progress)
		progress_clear();
}

static void
verdicts_on_the_way(const struct course *course)
{
	struct mleakwatch	*watch = course->watching.watch;

	progress_end(course);
	verdicts_show(watch);
	out_flush(watch->table.out);
}

static void
unjudged_say(const struct mleakwatch *watch)
{
	char	text[64];

	if (watch->unjudged == 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " ended too soon to judge",
	    watch->unjudged);
	complain("processes", text);
}

void
live_watch(struct mleakwatch *watch)
{
	struct course	course = { .stop = false };

	watching_begin(&course.watching, watch);
	course_begin(&course);
	for (;;) {
		watching_sample(&course.watching);
		if (watch->every > 0 && tick_left(&course.every) == 0)
			verdicts_on_the_way(&course);
		progress(&course);
		/* All have ended; who waits for some to be born has said
		   for how long, or sees one first. */
		if (course.child.pid == 0 && course.watching.count == 0 &&
		    (!course.watching.selection.any ||
		    (course.watching.seen > 0 && watch->duration == 0)))
			break;
		beat_wait(&course);
		if (course.stop)
			break;
	}
	progress_end(&course);
	/* That it has ended by itself is part of how it is judged. */
	if (course.child.ended)
		watching_sample(&course.watching);
	watching_last_look(&course.watching);
	verdicts_show(watch);
	unjudged_say(watch);
	watching_end(&course.watching);
}
