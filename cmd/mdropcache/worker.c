/*
 * worker.c: files are looked at in a process of its own.
 *
 * Any user can serve a file system (FUSE).  A process that opens a file of it
 * waits for its server, which may never answer, and cannot be ended.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "child.h"
#include "common/records.h"
#include "common/tick.h"
#include "worker.h"

/* The kernel's own limit for a task that hangs (hung_task_timeout_secs). */
#define ANSWER_TIME ((int64_t)120 * SECOND)
/* So many workers are left behind at most. */
#define HUNG_MAX 10

enum frame_kind {
	FRAME_ROW,
	FRAME_FAILED,
	FRAME_NOTICE,
	FRAME_NEXT			/* that name is done */
};

/* Followed by a path and a reason, each with its NUL. */
struct frame {
	enum frame_kind	kind;
	size_t		path;		/* bytes */
	size_t		reason;
	struct found	found;
};

/* Each write to the pipe costs as much as a look at a file. */
#define FRAMES_SIZE ((size_t)32 * 1024)

/* Shared by both, so that nothing is lost where the worker hangs. */
struct worker_mark {
	char	path[RECORDS_PATH];	/* looked at; cut off */
	size_t	used;
	char	frames[FRAMES_SIZE];	/* not written to the pipe yet */
};

/* The main process's view of a worker. */
struct watched {
	struct child	child;
	const char	*name;		/* it is at that one */
	struct grow	text;		/* frames, the last one not complete */
};

static void
frames_write(struct files *files, const void *bytes, size_t length)
{
	if (write(files->worker, bytes, length) != (ssize_t)length)
		_exit(1);
}

static void
frames_flush(struct files *files)
{
	frames_write(files, files->mark->frames, files->mark->used);
	files->mark->used = 0;
}

static void
frame_add(struct files *files, const void *bytes, size_t length)
{
	struct worker_mark	*mark = files->mark;

	if (length > sizeof(mark->frames) - mark->used)
		frames_flush(files);
	if (length > sizeof(mark->frames)) {
		frames_write(files, bytes, length);
		return;
	}
	memcpy(mark->frames + mark->used, bytes, length);
	mark->used += length;
}

static void
frame_send(struct files *files, enum frame_kind kind,
    const struct found *found, const char *path, const char *reason)
{
	struct frame	frame;

	memset(&frame, 0, sizeof(frame));
	frame.kind = kind;
	frame.path = strlen(path) + 1;
	frame.reason = strlen(reason) + 1;
	if (found != NULL)
		frame.found = *found;
	frame_add(files, &frame, sizeof(frame));
	frame_add(files, path, frame.path);
	frame_add(files, reason, frame.reason);
}

void
worker_mark(struct files *files, const char *path)
{
	text_cut(files->mark->path, path, sizeof(files->mark->path));
}

void
worker_row(struct files *files, const struct found *found)
{
	frame_send(files, FRAME_ROW, found, found->row.path, "");
}

void
worker_complain(struct files *files, const char *path, const char *reason)
{
	frame_send(files, FRAME_FAILED, NULL, path, reason);
}

void
worker_complain_errno(struct files *files, const char *path)
{
	worker_complain(files, path, strerror(errno));
}

void
worker_notice(struct files *files, const char *path)
{
	frame_send(files, FRAME_NOTICE, NULL, path,
	    "cannot be synced alone: its file system is");
}

static void
worker_run(int fd, void *context)
{
	struct files	*files = context;
	const char	*name;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != files->parent)
		return;
	files->worker = fd;
	for (name = files->from; name < files->to; name += strlen(name) + 1) {
		path_take(files, name);
		frame_send(files, FRAME_NEXT, NULL, "", "");
	}
	frames_flush(files);
}

/* --- in the main process -------------------------------------------------- */

static void
frame_take(struct files *files, struct watched *watched, struct frame *frame,
    const char *path)
{
	const char	*reason = path + frame->path;

	switch (frame->kind) {
	case FRAME_ROW:
		frame->found.row.path = path;
		if (frame->found.row.stays != NULL)
			frame->found.row.stays = frame->found.row.why;
		found_take(files, &frame->found);
		break;
	case FRAME_FAILED:
		options_complain(&files->m->options, path, reason);
		break;
	case FRAME_NOTICE:
		if (!files->noticed)
			complain(path, reason);
		files->noticed = true;
		break;
	case FRAME_NEXT:
		watched->name += strlen(watched->name) + 1;
		break;
	}
}

static void
frames_take(struct files *files, struct watched *watched)
{
	struct grow	*text = &watched->text;
	struct frame	 frame;
	size_t		 at = 0, length;

	while (text->used - at >= sizeof(frame)) {
		memcpy(&frame, text->bytes + at, sizeof(frame));
		length = sizeof(frame) + frame.path + frame.reason;
		if (text->used - at < length)
			break;
		frame_take(files, watched, &frame,
		    text->bytes + at + sizeof(frame));
		at += length;
	}
	memmove(text->bytes, text->bytes + at, text->used - at);
	text->used -= at;
}

/* False where no more comes. */
static bool
worker_read(struct files *files, struct watched *watched)
{
	static const size_t	 most = 65536;
	char			*to = grow_add(&watched->text, most);
	ssize_t			 n = -1;

	if (to == NULL) {
		options_complain_errno(&files->m->options, watched->name);
		return false;
	}
	do
		n = read(watched->child.fd, to, most);
	while (n == -1 && errno == EINTR);
	watched->text.used -= most - (size_t)(n > 0 ? n : 0);
	frames_take(files, watched);
	return n > 0;
}

/* It was the server, or the kernel for want of memory. */
static void
worker_ended(struct files *files, const struct watched *watched, bool hangs)
{
	struct options	*options = &files->m->options;
	const char	*path = files->mark->path;
	char		 reason[96];

	snprintf(reason, sizeof(reason), "no answer from its file system in "
	    "%g s", (double)files->answer_time / SECOND);
	options_complain(options, path[0] == '\0' ? watched->name : path,
	    hangs ? reason : "the process that looked at it was ended");
	if (path[0] != '\0' && strcmp(path, watched->name) != 0)
		options_complain(options, watched->name, "not looked at to "
		    "its end (-x leaves other file systems out)");
}

/* The worker's time is up, which is not so while it works or we stand still. */
static bool
worker_hangs(struct files *files, struct watched *watched)
{
	struct pollfd	poll_fd = { watched->child.fd, POLLIN, 0 };
	int64_t		pause = files->answer_time / 4;
	int		n;

	if (pause > SECOND)
		pause = SECOND;
	for (;;) {
		n = poll(&poll_fd, 1, (int)(pause / 1000000) + 1);
		if (n > 0)
			return false;
		if (n == 0 && asleep_look(&watched->child.asleep,
		    watched->child.pid, pause) >=
		    files->answer_time)
			return true;
	}
}

/* The names up to where the worker came, if that is not to their end. */
static const char *
worker_watch(struct files *files, const char *from, const char *to)
{
	struct watched	watched = { .name = from };
	bool		hangs = false;

	files->from = from;
	files->to = to;
	files->parent = getpid();
	files->mark->path[0] = '\0';
	files->mark->used = 0;
	if (!child_start(&watched.child, worker_run, files)) {
		options_complain_errno(&files->m->options, "fork");
		return to;
	}
	while (watched.name < to) {
		hangs = worker_hangs(files, &watched);
		if (hangs || !worker_read(files, &watched))
			break;
	}
	if (hangs && grow_copy(&watched.text, files->mark->frames,
	    files->mark->used))
		frames_take(files, &watched);
	child_end(&watched.child, watched.name == to);
	grow_free(&watched.text);
	if (watched.name == to)
		return to;
	files->hung += hangs;
	worker_ended(files, &watched, hangs);
	return watched.name + strlen(watched.name) + 1;
}

static bool
worker_begin(struct files *files)
{
	if (files->mark == NULL)
		files->mark = child_share(sizeof(*files->mark));
	files->answer_time = files->m->sync_timeout > 0 ?
	    files->m->sync_timeout : ANSWER_TIME;
	return files->mark != NULL;
}

void
worker_names(struct files *files, const struct grow *names)
{
	const char	*at = names->bytes, *end = at + names->used;

	if (!worker_begin(files)) {
		options_complain_errno(&files->m->options, at);
		return;
	}
	while (at < end && files->hung < HUNG_MAX)
		at = worker_watch(files, at, end);
	if (at < end)
		options_complain(&files->m->options, at, "not looked at, nor "
		    "what follows: too many did not answer");
}
