/* state.c: a file of samples that grows by one a call, and is bounded. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live.h"
#include "samples.h"

struct state {
	struct mleakwatch	*watch;
	const char		*name;
	int			 fd;
	struct stat		 st;
	struct watching		 watching;
	/* For thinning: the cell of time in which a process was kept last. */
	int64_t			*cell;
	struct record		 thinned;
};

static _Noreturn void
refuse(const char *name, const char *reason)
{
	complain(name, reason);
	exit(ANSWER_TROUBLE);
}

/* Whoever could plant a file here must not have us write to it, or read it. */
static void
state_check(const struct state *state)
{
	if (!S_ISREG(state->st.st_mode))
		refuse(state->name, "not a regular file");
	if (state->st.st_uid != geteuid())
		refuse(state->name, "belongs to another user");
	if (state->st.st_nlink > 1)
		refuse(state->name, "has another name as well");
}

/*
 * Whoever waited for the lock may have got that of a file which the one
 * before has replaced.
 */
static bool
state_lock(struct state *state)
{
	struct stat	named;

	state->fd = open(state->name, O_RDWR | O_CREAT | O_APPEND |
	    O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (state->fd == -1)
		refuse(state->name, errno == ELOOP ? "is a symbolic link" :
		    strerror(errno));
	while (flock(state->fd, LOCK_EX) == -1)
		if (errno != EINTR)
			refuse(state->name, strerror(errno));
	if (fstat(state->fd, &state->st) == 0 &&
	    lstat(state->name, &named) == 0 &&
	    named.st_dev == state->st.st_dev &&
	    named.st_ino == state->st.st_ino) {
		state_check(state);
		return true;
	}
	close(state->fd);
	return false;
}

/* A line that a crash has cut in half goes, and no more than that. */
static void
tail_cut(struct state *state)
{
	char	text[4096];
	off_t	end = state->st.st_size, from;
	ssize_t	n, i;

	while (end > 0) {
		from = end > (off_t)sizeof(text) ?
		    end - (off_t)sizeof(text) : 0;
		n = pread(state->fd, text, (size_t)(end - from), from);
		if (n != (ssize_t)(end - from))
			refuse(state->name, "cannot be read");
		for (i = n; i > 0 && text[i - 1] != '\n'; i--)
			continue;
		end = from + i;
		if (i > 0)
			break;
	}
	if (end != state->st.st_size && ftruncate(state->fd, end) == -1)
		refuse(state->name, strerror(errno));
	state->st.st_size = end;
}

static void
take(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	struct state	*state = samples->to;

	(void)line;
	(void)length;
	process_take(processes_get(&state->watch->processes, sample), sample);
}

static void
state_read(struct state *state)
{
	struct samples	samples;

	samples_begin(&samples, take, state);
	if (!samples_read(&samples, state->fd))
		refuse(state->name, strerror(errno));
	if (state->st.st_size > 0 && !samples.headed)
		refuse(state->name, "is no file of samples");
}

/* What does not fit is taken back, so that no half of a line stays. */
static void
state_append(struct state *state)
{
	struct watching	*watching = &state->watching;
	struct record	*record = &watching->record;

	record->name = state->name;
	out_begin(&record->out, state->fd);
	if (state->st.st_size == 0)
		record_header(record);
	watching_pids(watching);
	watching_sample(watching);
	if (record->name != NULL && fdatasync(state->fd) == 0)
		return;
	if (record->name != NULL)
		complain_errno(state->name);
	state->watch->trouble = true;
	if (ftruncate(state->fd, state->st.st_size) == -1)
		complain_errno(state->name);
}

/* --- thinning --- */

static bool
has_ended(const struct state *state, const struct process *process)
{
	struct meminfo_stat	stat;

	if (process->live.status != -1 ||
	    strcmp(process->host, state->watching.host) != 0)
		return false;
	if (meminfo_stat_read(state->watching.proc, (pid_t)process->pid,
	    &stat) == -1)
		return errno == ENOENT || errno == ESRCH;
	return stat.start_ticks != process->start;
}

/* True where somebody has ended or has too many samples. */
static bool
ended_find(struct state *state)
{
	struct mleakwatch	 *watch = state->watch;
	struct process		**list = processes_list(&watch->processes);
	struct process		 *process;
	bool			  rewrite = false;
	size_t			  i;

	for (i = 0; (process = list[i]) != NULL; i++) {
		if (process->live.status == -1)
			process->ended |= has_ended(state, process);
		rewrite |= process->ended ||
		    process->series.count > (uint64_t)watch->keep;
	}
	free(list);
	return rewrite;
}

/*
 * One sample in each cell of time, three quarters as many as may be kept: old
 * times stay as well known as new ones, and a quarter of all calls rewrites
 * nothing.
 */
static void
thin(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	struct state	*state = samples->to;
	struct process	*process;
	double		 keep = (double)state->watch->keep, span;
	int64_t		 cell, *last;

	(void)line;
	(void)length;
	process = processes_get(&state->watch->processes, sample);
	last = &state->cell[process->order];
	if (process->ended)
		return;
	if ((double)process->series.count > keep) {
		span = process->series.last_time - process->series.start;
		cell = (int64_t)((sample->time - process->series.start) /
		    span * (keep * 0.75));
		if (cell <= *last)
			return;
		*last = cell;
	}
	record_sample(&state->thinned, sample);
}

static bool
thinned_write(struct state *state, int fd)
{
	struct samples	samples;
	uint64_t	i;

	state->cell = allocate(NULL,
	    (size_t)(state->watch->processes.made + 1) *
	    sizeof(*state->cell));
	for (i = 0; i < state->watch->processes.made; i++)
		state->cell[i] = -1;
	out_begin(&state->thinned.out, fd);
	record_header(&state->thinned);
	samples_begin(&samples, thin, state);
	if (lseek(state->fd, 0, SEEK_SET) == -1 ||
	    !samples_read(&samples, state->fd))
		return false;
	free(state->cell);
	return out_flush(&state->thinned.out) == 0 && fsync(fd) == 0;
}

/* The new name is on the disk only when its directory is. */
static bool
directory_sync(const char *name)
{
	char		*copy = strdup(name), *slash;
	int		 fd, result;

	if (copy == NULL)
		return false;
	slash = strrchr(copy, '/');
	if (slash != NULL)
		slash[slash == copy] = '\0';
	fd = open(slash == NULL ? "." : copy,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd == -1)
		return false;
	result = fsync(fd);
	close(fd);
	return result == 0;
}

/* Until the rename the old file is whole; after it the new one is. */
static void
state_rewrite(struct state *state)
{
	size_t	 size = strlen(state->name) + sizeof(".new");
	char	*name = allocate(NULL, size);
	int	 fd;

	snprintf(name, size, "%s.new", state->name);
	unlink(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    state->st.st_mode & 0777);
	if (fd == -1 || !thinned_write(state, fd) ||
	    rename(name, state->name) == -1) {
		complain_errno(name);
		state->watch->trouble = true;
		unlink(name);
	} else if (!directory_sync(state->name)) {
		complain_errno(state->name);
		state->watch->trouble = true;
	}
	if (fd != -1)
		close(fd);
	free(name);
}

void
state_watch(struct mleakwatch *watch)
{
	struct state	state = { .watch = watch, .name = watch->state };
	bool		rewrite;

	while (!state_lock(&state))
		continue;
	tail_cut(&state);
	state_read(&state);
	watching_begin(&state.watching, watch);
	state_append(&state);
	rewrite = ended_find(&state);
	verdicts_show(watch);
	if (rewrite)
		state_rewrite(&state);
	watching_end(&state.watching);
	close(state.fd);
}
