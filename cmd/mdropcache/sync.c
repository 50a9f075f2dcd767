/* sync.c: write all that is dirty to disk, without being stuck with it. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/descriptors.h"
#include "common/progress.h"
#include "common/signals.h"
#include "common/tick.h"
#include "disks.h"
#include "mdropcache.h"

#define PROGRESS (SECOND / 5)

struct sync_child {
	pid_t		pid;
	int		fd;		/* a struct synced comes at the end */
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

/*
 * The child may outlive this process for as long as the disk hangs.  It keeps
 * no descriptor, so that a reader of our output sees its end, and a lock that
 * a script holds is free.
 */
static _Noreturn void
sync_child_run(int done)
{
	struct synced	synced;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	descriptors_close(done);
	disks_sync(&synced);
	_exit(write(done, &synced, sizeof(synced)) == sizeof(synced) ? 0 : 1);
}

static bool
sync_child_start(struct sync_child *child)
{
	int	ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		return false;
	child->pid = fork();
	if (child->pid == 0)
		sync_child_run(ends[1]);
	close(ends[1]);
	child->fd = ends[0];
	if (child->pid == -1)
		close(ends[0]);
	return child->pid != -1;
}

/* A child that hangs is not waited for: SIGKILL acts once the disk answers. */
static void
child_end(struct sync_child *child, bool done)
{
	close(child->fd);
	if (!done)
		kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, done ? 0 : WNOHANG);
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
child_pause(const struct sync_child *child)
{
	int64_t	left = INT64_MAX;

	if (child->deadline > 0)
		left = child->deadline - tick_now();
	if (left < 0)
		left = 0;
	return child->progress && left > PROGRESS ? PROGRESS : left;
}

/* 1: it is done; 0: not yet; -1: the child ended without it. */
static int
child_wait(const struct sync_child *child, int64_t pause, struct synced *synced)
{
	struct pollfd	 poll = { child->fd, POLLIN, 0 };
	struct timespec	 ts = { (time_t)(pause / SECOND),
	    (long)(pause % SECOND) };

	if (ppoll(&poll, 1, pause == INT64_MAX ? NULL : &ts,
	    &child->mask) <= 0)
		return 0;
	return read(child->fd, synced, sizeof(*synced)) == sizeof(*synced) ?
	    1 : -1;
}

/* The sync did not come to its end. */
static void
sync_unfinished(struct mdropcache *m, int state)
{
	char	reason[96];

	if (caught != 0)
		options_complain(&m->options, "sync",
		    "interrupted; nothing was dropped");
	else if (state == -1)
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

static bool
child_watch(struct mdropcache *m, const struct sync_child *child)
{
	struct synced	synced = { .error = 0 };
	int64_t		pause;
	int		state = 0;

	/* The last look is after the deadline: it may be long since reached. */
	do {
		pause = child_pause(child);
		state = child_wait(child, pause, &synced);
		if (child->progress && state == 0)
			sync_progress_show(m);
	} while (state == 0 && caught == 0 && pause > 0);
	if (child->progress)
		progress_put("");
	if (state != 1 || caught != 0)
		sync_unfinished(m, state);
	else if (synced.error != 0)
		sync_failed(m, &synced);
	else
		return true;
	return false;
}

static bool
sync_guarded(struct mdropcache *m, struct sync_child *child)
{
	bool	done;

	if (!sync_child_start(child)) {
		options_complain_errno(&m->options, "sync");
		return false;
	}
	if (m->sync_timeout > 0)
		child->deadline = tick_now() + m->sync_timeout;
	done = child_watch(m, child);
	child_end(child, done);
	return done;
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
	done = sync_guarded(m, &child);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	if (caught != 0)
		raise(caught);
	sigprocmask(SIG_SETMASK, &child.mask, NULL);
	return done;
}
