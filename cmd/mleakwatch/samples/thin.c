/* thin.c: a state written anew, with fewer samples. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state.h"

static void
heading_set(struct heading *heading, const char *line, size_t length)
{
	heading->line = allocate(heading->line, length);
	memcpy(heading->line, line, length);
	heading->length = length;
}

bool
heading_is(const struct heading *heading, const char *line, size_t length)
{
	return heading->line != NULL && heading->length == length &&
	    memcmp(heading->line, line, length) == 0;
}

void
state_heading(struct samples *samples, const char *line, size_t length)
{
	struct state	*state = samples->to;

	heading_set(&state->newest, line, length);
}

/*
 * One sample in each cell of time, three quarters as many as may be kept: old
 * times stay as well known as new ones, and a quarter of all calls rewrites
 * nothing.
 */
#define CELLS(keep) ((size_t)(keep) / 4 * 3)

/* True where it is the first one of its cell. */
static bool
cell_take(struct state *state, const struct process *process, double time)
{
	const struct series	*series = &process->series;
	size_t			 cells = CELLS(state->watch->keep), cell;
	unsigned char		**own = &state->cells[process->order], bit;

	if (*own == NULL) {
		*own = allocate(NULL, cells / 8 + 1);
		memset(*own, 0, cells / 8 + 1);
	}
	cell = (size_t)((time - series->start) /
	    (series->last_time - series->start) * (double)cells);
	if (cell > cells)
		return false;
	bit = (unsigned char)(1 << cell % 8);
	if (((*own)[cell / 8] & bit) != 0)
		return false;
	(*own)[cell / 8] |= bit;
	return true;
}

/* Lines are kept as they are, with columns that are not ours. */
static void
thin(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	struct state		*state = samples->to;
	const struct process	*process;

	process = processes_get(&state->watch->processes, sample);
	if (process->ended ||
	    (process->series.count > (uint64_t)state->watch->keep &&
	    !cell_take(state, process, sample->time)))
		return;
	if (!heading_is(&state->written, state->newest.line,
	    state->newest.length)) {
		out_bytes(&state->thinned, state->newest.line,
		    state->newest.length);
		heading_set(&state->written, state->newest.line,
		    state->newest.length);
	}
	out_bytes(&state->thinned, line, length);
}

static void
cells_free(struct state *state)
{
	uint32_t	i;

	for (i = 0; i < state->watch->processes.made; i++)
		free(state->cells[i]);
	free(state->cells);
}

static bool
thinned_write(struct state *state, int fd)
{
	size_t		size = (state->watch->processes.made + (size_t)1) *
			    sizeof(*state->cells);
	struct samples	samples;
	bool		read;

	state->cells = allocate(NULL, size);
	memset(state->cells, 0, size);
	out_begin(&state->thinned, fd);
	samples_begin(&samples, thin, state);
	samples.head = state_heading;
	read = lseek(state->fd, 0, SEEK_SET) == 0 &&
	    samples_read(&samples, state->fd);
	cells_free(state);
	/* A file without one is none of samples. */
	if (state->written.line == NULL)
		out_text(&state->thinned, record_columns);
	return read && out_flush(&state->thinned) == 0 && fsync(fd) == 0;
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
void
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
