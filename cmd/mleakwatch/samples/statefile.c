/* statefile.c: a file of samples that grows by one a call. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "common/signals.h"
#include "common/tick.h"
#include "statefile.h"

/* ANSWER_TROUBLE of mleakwatch.h */
static _Noreturn void
refuse(const char *name, const char *reason)
{
	complain(name, reason);
	exit(2);
}

/* Another user may hold the lock: check before waiting for it. */
static void
statefile_check(struct statefile *statefile)
{
	const char	*reason;

	if (fstat(statefile->fd, &statefile->st) == -1)
		refuse(statefile->name, strerror(errno));
	reason = file_unsafe(&statefile->st);
	if (reason != NULL)
		refuse(statefile->name, reason);
}

/* flock(2) has no time limit of its own. */
static void
lock_await(const struct statefile *statefile, int64_t timeout)
{
	static const struct timespec	pause = { .tv_nsec = 10000000 };
	int64_t				end = tick_now() + timeout;

	while (flock(statefile->fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			refuse(statefile->name, strerror(errno));
		if (tick_now() >= end)
			refuse(statefile->name,
			    "locked by another process (--lock-timeout)");
		nanosleep(&pause, NULL);
	}
}

/* False where a call that had the lock before has replaced the file. */
static bool
statefile_lock(struct statefile *statefile, int64_t timeout)
{
	struct stat	named;

	statefile->fd = open(statefile->name, O_RDWR | O_CREAT | O_APPEND |
	    O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (statefile->fd == -1)
		refuse(statefile->name, errno == ELOOP ?
		    "is a symbolic link" : strerror(errno));
	statefile_check(statefile);
	lock_await(statefile, timeout);
	if (lstat(statefile->name, &named) == 0 &&
	    named.st_dev == statefile->st.st_dev &&
	    named.st_ino == statefile->st.st_ino) {
		statefile_check(statefile);
		return true;
	}
	close(statefile->fd);
	return false;
}

/* A crash may have cut the last line in half: that line alone goes. */
static void
tail_cut(struct statefile *statefile)
{
	char	text[4096];
	off_t	end = statefile->st.st_size, from;
	ssize_t	n, i;

	while (end > 0) {
		from = end > (off_t)sizeof(text) ?
		    end - (off_t)sizeof(text) : 0;
		n = pread(statefile->fd, text, (size_t)(end - from), from);
		if (n != (ssize_t)(end - from))
			refuse(statefile->name, "cannot be read");
		for (i = n; i > 0 && text[i - 1] != '\n'; i--)
			continue;
		end = from + i;
		if (i > 0)
			break;
	}
	if (end != statefile->st.st_size &&
	    ftruncate(statefile->fd, end) == -1)
		refuse(statefile->name, strerror(errno));
	statefile->st.st_size = end;
}

void
statefile_open(struct statefile *statefile, const char *name,
    int64_t timeout)
{
	memset(statefile, 0, sizeof(*statefile));
	statefile->name = name;
	/* ulimit -f: no half of a line stays. */
	signals_survive(SIGXFSZ);
	while (!statefile_lock(statefile, timeout))
		continue;
	tail_cut(statefile);
}

bool
heading_is(const struct heading *heading, const char *line, size_t length)
{
	return heading->line != NULL && heading->length == length &&
	    memcmp(heading->line, line, length) == 0;
}

void
heading_set(struct heading *heading, const char *line, size_t length)
{
	heading->line = alloc_resize(heading->line, length);
	memcpy(heading->line, line, length);
	heading->length = length;
}

void
statefile_heading(struct samples *samples, const char *line, size_t length)
{
	struct statefile	*statefile = samples->to;

	heading_set(&statefile->newest, line, length);
}

static void
statefile_take(struct samples *samples, const struct sample *sample,
    const char *line, size_t length)
{
	struct statefile	*statefile = samples->to;

	(void)line;
	(void)length;
	if (sample->time > statefile->last_time)
		statefile->last_time = sample->time;
	process_add(statefile->processes,
	    processes_get(statefile->processes, sample), sample);
}

void
statefile_read(struct statefile *statefile, struct processes *processes)
{
	struct samples	samples;

	statefile->processes = processes;
	samples_begin(&samples, statefile_take, statefile);
	samples.head = statefile_heading;
	if (!samples_read(&samples, statefile->fd))
		refuse(statefile->name, strerror(errno));
	if (statefile->st.st_size > 0 && !samples.headed)
		refuse(statefile->name, "is no file of samples");
}

void
statefile_append_begin(struct statefile *statefile, struct record *record)
{
	record->name = statefile->name;
	out_begin(&record->out, statefile->fd);
	/* The file may have begun with columns of another program. */
	if (!heading_is(&statefile->newest, record_columns,
	    strlen(record_columns)))
		out_text(&record->out, record_columns);
}

bool
statefile_append_end(struct statefile *statefile, struct record *record)
{
	if (record->name != NULL && fdatasync(statefile->fd) == 0)
		return true;
	if (record->name != NULL)
		complain_errno(statefile->name);
	/* No half of a line stays. */
	if (ftruncate(statefile->fd, statefile->st.st_size) == -1)
		complain_errno(statefile->name);
	return false;
}

uint64_t
statefile_size(const struct statefile *statefile)
{
	struct stat	st;

	return fstat(statefile->fd, &st) == -1 ? 0 : (uint64_t)st.st_size;
}

void
statefile_close(struct statefile *statefile)
{
	free(statefile->newest.line);
	free(statefile->written.line);
	close(statefile->fd);
}
