/* state.c: a file of samples that grows by one a call, and is bounded. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "state.h"

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
	if (sample->time > state->last)
		state->last = sample->time;
	process_take(processes_get(&state->watch->processes, sample), sample);
}

static void
state_read(struct state *state)
{
	struct samples	samples;

	samples_begin(&samples, take, state);
	samples.head = state_heading;
	if (!samples_read(&samples, state->fd))
		refuse(state->name, strerror(errno));
	if (state->st.st_size > 0 && !samples.headed)
		refuse(state->name, "is no file of samples");
	processes_settle(&state->watch->processes);
}

/*
 * Samples are told apart by milliseconds, and whoever waited for the lock may
 * be as quick.
 */
static void
moment_await(const struct state *state)
{
	static const struct timespec	moment = { .tv_nsec = 2000000 };
	double				since = watching_now() - state->last;

	if (since > -0.001 && since < 0.001)
		nanosleep(&moment, NULL);
}

/* What does not fit is taken back, so that no half of a line stays. */
static void
state_append(struct state *state)
{
	struct watching	*watching = &state->watching;
	struct record	*record = &watching->record;

	record->name = state->name;
	out_begin(&record->out, state->fd);
	/* Others may have begun it, with columns of their own. */
	if (!heading_is(&state->newest, record_columns,
	    strlen(record_columns)))
		out_text(&record->out, record_columns);
	watching_pids(watching);
	moment_await(state);
	watching_sample(watching);
	if (record->name != NULL && fdatasync(state->fd) == 0)
		return;
	if (record->name != NULL)
		complain_errno(state->name);
	state->watch->trouble = true;
	if (ftruncate(state->fd, state->st.st_size) == -1)
		complain_errno(state->name);
}

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
	free(state.newest.line);
	free(state.written.line);
	close(state.fd);
}
