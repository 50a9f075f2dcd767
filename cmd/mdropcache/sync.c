/* sync.c: write all that is dirty to disk, without being stuck with it. */
/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/progress.h"
#include "common/signals.h"
#include "common/tick.h"
#include "child.h"
#include "disks.h"
#include "mdropcache.h"

#define PROGRESS (SECOND / 5)

/* A mount that is not open after that is left out; a disk spins up in 15. */
#define MUTE_TIME ((int64_t)30 * SECOND)

enum sync_state {
	SYNC_WAITS,
	SYNC_DONE,
	SYNC_ENDED,		/* without a result */
	SYNC_MUTE		/* a mount does not answer */
};

struct sync_child {
	struct disks_mark *mark;
	int64_t		mute_time;	/* nanoseconds */
	struct child	child;		/* a struct synced comes at the end */
	int64_t		deadline;	/* 0: none */
	bool		progress;
	sigset_t	mask;		/* while waiting */
};

static volatile sig_atomic_t	caught;

static void
signal_note(int signal)
{
	caught = signal;
}

static void
sync_child_run(int done, void *context)
{
	struct synced	synced;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	disks_sync(context, &synced);
	_exit(write(done, &synced, sizeof(synced)) == sizeof(synced) ? 0 : 1);
}

static void
sync_progress_show(struct mdropcache *m)
{
	static const struct size_format	human = { 0, false, true };
	struct meminfo_system		system;
	char				dirty[SIZE_TEXT], text[PROGRESS_TEXT];

	if (meminfo_system_read(m->options.root, &system) == -1 ||
	    system.dirty == MEMINFO_ABSENT ||
	    system.writeback == MEMINFO_ABSENT)
		return;
	size_text(dirty, (int64_t)(system.dirty + system.writeback), &human);
	snprintf(text, sizeof(text), "mdropcache: sync, %s still dirty",
	    dirty);
	progress_put(text);
}

/* Nanoseconds to sleep; 0: the time is up, and only a look is left. */
static int64_t
sync_pause(const struct sync_child *child)
{
	int64_t	left, pause = child->progress ? PROGRESS : SECOND;

	if (pause > child->mute_time / 4)
		pause = child->mute_time / 4;
	if (child->deadline == 0)
		return pause;
	left = child->deadline - tick_now();
	if (left < 0)
		return 0;
	return left < pause ? left : pause;
}

static enum sync_state
sync_wait(struct sync_child *child, int64_t pause, struct synced *synced)
{
	struct pollfd	 poll = { child->child.fd, POLLIN, 0 };
	struct timespec	 ts = { (time_t)(pause / SECOND),
	    (long)(pause % SECOND) };

	if (ppoll(&poll, 1, &ts, &child->mask) > 0)
		return read(poll.fd, synced, sizeof(*synced)) ==
		    sizeof(*synced) ? SYNC_DONE : SYNC_ENDED;
	if (child->mark->point[0] == '\0')
		return SYNC_WAITS;
	return asleep_look(&child->child.asleep, child->child.pid, pause) >=
	    child->mute_time ? SYNC_MUTE : SYNC_WAITS;
}

/* The sync did not come to its end. */
static void
sync_unfinished(struct mdropcache *m, enum sync_state state)
{
	char	reason[96];

	if (caught != 0)
		options_complain(&m->options, "sync",
		    "interrupted; nothing was dropped");
	else if (state == SYNC_ENDED)
		options_complain(&m->options, "sync",
		    "ended without a result; nothing was dropped");
	else {
		snprintf(reason, sizeof(reason),
		    "not done in %g s; nothing was dropped",
		    (double)m->sync_timeout / SECOND);
		options_complain(&m->options, "sync", reason);
	}
}

static void
sync_failed(struct mdropcache *m, const struct synced *synced)
{
	char	subject[sizeof(synced->where) + 16], reason[128];

	snprintf(subject, sizeof(subject), "sync of %s", synced->where);
	snprintf(reason, sizeof(reason), "%s; nothing was dropped",
	    strerror(synced->error));
	options_complain(&m->options,
	    synced->where[0] == '\0' ? "sync" : subject, reason);
}

static enum sync_state
sync_watch(struct mdropcache *m, struct sync_child *child)
{
	struct synced	synced = { .error = 0 };
	int64_t		pause;
	enum sync_state	state = SYNC_WAITS;

	/* The last look is after the deadline: it may be long since reached. */
	do {
		pause = sync_pause(child);
		state = sync_wait(child, pause, &synced);
		if (child->progress && state == SYNC_WAITS)
			sync_progress_show(m);
	} while (state == SYNC_WAITS && caught == 0 && pause > 0);
	if (child->progress)
		progress_put("");
	if (caught == 0 && state == SYNC_MUTE)
		return state;
	if (state != SYNC_DONE || caught != 0)
		sync_unfinished(m, state);
	else if (synced.error != 0)
		sync_failed(m, &synced);
	else
		return SYNC_DONE;
	return SYNC_ENDED;
}

/* Its pages are written as far as it answers sync(2). */
static bool
mute_note(struct mdropcache *m, struct disks_mark *mark)
{
	char	point[sizeof(mark->point)];

	memcpy(point, mark->point, sizeof(point));
	options_complain(&m->options, point, "does not answer: not asked "
	    "whether a write failed");
	if (mark->mutes == DISKS_MUTE_MAX)
		return false;
	mark->mute[mark->mutes++] = mark->id;
	return true;
}

static bool
sync_guarded(struct mdropcache *m, struct sync_child *child)
{
	enum sync_state	state;

	child->mute_time = MUTE_TIME;
	if (m->sync_timeout > 0) {
		child->deadline = tick_now() + m->sync_timeout;
		if (child->mute_time > m->sync_timeout / 2)
			child->mute_time = m->sync_timeout / 2;
	}
	do {
		child->mark->point[0] = '\0';
		if (!child_start(&child->child, sync_child_run,
		    child->mark)) {
			options_complain_errno(&m->options, "sync");
			return false;
		}
		state = sync_watch(m, child);
		child_end(&child->child, state == SYNC_DONE);
	} while (state == SYNC_MUTE && mute_note(m, child->mark));
	return state == SYNC_DONE;
}

static bool
sync_marked(struct mdropcache *m, struct sync_child *child)
{
	child->mark = child_share(sizeof(*child->mark));
	if (child->mark != NULL)
		return sync_guarded(m, child);
	options_complain_errno(&m->options, "sync");
	return false;
}

/*
 * The signals are blocked except while waiting, so that none is missed
 * between a look at caught and the sleep.  At the end the signal is raised
 * again: the command then ends by it, as its sender expects.
 */
bool
sync_system(struct mdropcache *m)
{
	struct sync_child		child = { .progress = progress_seen() };
	struct sigaction	interrupt, terminate;
	sigset_t		block;
	bool			done;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &child.mask);
	sigaction(SIGINT, NULL, &interrupt);
	sigaction(SIGTERM, NULL, &terminate);
	signals_catch(SIGINT, signal_note);
	signals_catch(SIGTERM, signal_note);
	done = sync_marked(m, &child);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	if (caught != 0)
		raise(caught);
	sigprocmask(SIG_SETMASK, &child.mask, NULL);
	return done;
}
