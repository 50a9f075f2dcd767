/* thin.c: a state file written anew, with fewer samples. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "statefile.h"

/*
 * One sample stays in each cell of time, so that old times are known as well
 * as new ones.  There are 3/4 as many cells as samples that may be kept: the
 * next rewrite is a quarter of them away.
 */
static size_t
cells_of(uint64_t keep)
{
	return (size_t)keep / 4 * 3;
}

/* True for the first sample of a cell, and for the newest one of all. */
static bool
thin_cell_claim(struct statefile *statefile, const struct process *process, double time)
{
	const struct series	 *series = &process->series;
	size_t			  cells = cells_of(statefile->keep), cell;
	unsigned char		**own = &statefile->cells[process->order], bit;

	if (*own == NULL) {
		*own = alloc(cells / 8 + 1);
		memset(*own, 0, cells / 8 + 1);
	}
	if (time >= series->last_time)
		return true;
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

/* Lines stay as they are, with the columns of other programs. */
static void
thin_take(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	struct statefile	*statefile = samples->to;
	const struct process	*process;

	process = processes_get(statefile->processes, sample);
	if (process->ended ||
	    (process->series.count > statefile->keep &&
	    !thin_cell_claim(statefile, process, sample->time)))
		return;
	if (!heading_is(&statefile->written, statefile->newest.line,
	    statefile->newest.length)) {
		out_bytes(&statefile->thinned, statefile->newest.line,
		    statefile->newest.length);
		heading_set(&statefile->written, statefile->newest.line,
		    statefile->newest.length);
	}
	out_bytes(&statefile->thinned, line, length);
}

static void
cells_free(struct statefile *statefile)
{
	uint32_t	i;

	for (i = 0; i < statefile->processes->made; i++)
		free(statefile->cells[i]);
	free(statefile->cells);
}

static bool
thinned_write(struct statefile *statefile, int fd)
{
	size_t		size = (statefile->processes->made + (size_t)1) *
			    sizeof(*statefile->cells);
	struct samples	samples;
	bool		read;

	statefile->cells = alloc(size);
	memset(statefile->cells, 0, size);
	out_begin(&statefile->thinned, fd);
	samples_begin(&samples, thin_take, statefile);
	samples.head = statefile_heading;
	read = lseek(statefile->fd, 0, SEEK_SET) == 0 &&
	    samples_read(&samples, statefile->fd);
	cells_free(statefile);
	/* A file without a heading is no file of samples. */
	if (statefile->written.line == NULL)
		out_text(&statefile->thinned, record_columns);
	return read && out_flush(&statefile->thinned) == 0 && fsync(fd) == 0;
}

static int
folder_open(const char *name)
{
	char	*copy = alloc(strlen(name) + 1), *slash;
	int	 fd;

	strcpy(copy, name);
	slash = strrchr(copy, '/');
	if (slash != NULL)
		slash[slash == copy] = '\0';
	fd = open(slash == NULL ? "." : copy,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	return fd;
}

/* A rename is on the disk only when its directory is. */
static bool
directory_sync(const char *name)
{
	int	fd = folder_open(name), result;

	if (fd == -1)
		return false;
	result = fsync(fd);
	close(fd);
	return result == 0;
}

#define NEW_MARK ".mleakwatch-"
#define NEW_RANDOM "XXXXXX"

static const char *
base_of(const char *name)
{
	const char	*slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

/* A long name is cut so that the other one is no longer than allowed. */
static size_t
base_length(const char *base)
{
	size_t	length = strlen(base);
	size_t	most = NAME_MAX - strlen(NEW_MARK NEW_RANDOM);

	return length < most ? length : most;
}

/*
 * Room for "STATE.mleakwatch-XXXXXX" in the state file's folder, where nobody
 * else's file is touched, whatever it is called.
 */
static char *
new_name(const char *name)
{
	const char	*base = base_of(name);
	size_t		 length = (size_t)(base - name) + base_length(base);
	size_t		 size = length + sizeof(NEW_MARK NEW_RANDOM);
	char		*text = alloc(size);

	snprintf(text, size, "%.*s" NEW_MARK NEW_RANDOM, (int)length, name);
	return text;
}

static bool
is_new_name(const char *entry, const char *base)
{
	size_t	length = base_length(base);

	return strncmp(entry, base, length) == 0 &&
	    strncmp(entry + length, NEW_MARK, strlen(NEW_MARK)) == 0 &&
	    strlen(entry + length) == strlen(NEW_MARK NEW_RANDOM);
}

/* Others may have filled the folder: no more of its entries are looked at. */
#define ENTRIES_MOST 100000

/*
 * A call that was killed while it wrote the file anew has left a part of it.
 * The lock of the state file is held: nobody else writes one.
 */
static void
leftovers_remove(const char *name)
{
	int		 fd = folder_open(name), left = ENTRIES_MOST;
	DIR		*folder = fd == -1 ? NULL : fdopendir(fd);
	struct dirent	*entry;
	struct stat	 st;

	if (folder == NULL) {
		if (fd != -1)
			close(fd);
		return;
	}
	while (left-- > 0 && (entry = readdir(folder)) != NULL)
		if (is_new_name(entry->d_name, base_of(name)) &&
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
		    0 && file_unsafe(&st) == NULL)
			unlinkat(fd, entry->d_name, 0);
	closedir(folder);
}

/*
 * Mode and group stay as they were; the owner is the caller.  A group that
 * may not be given gets no rights: they would go to another one.
 */
static bool
rights_copy(int fd, const struct stat *st)
{
	mode_t	mode = st->st_mode & 0777;

	if (fchown(fd, (uid_t)-1, st->st_gid) == -1)
		mode &= ~(mode_t)070;
	return fchmod(fd, mode) == 0;
}

/* Until the rename the old file is whole, afterwards the new one. */
static bool
replace(struct statefile *statefile, const char *name, int fd)
{
	if (!rights_copy(fd, &statefile->st) ||
	    !thinned_write(statefile, fd) ||
	    rename(name, statefile->name) == -1) {
		complain_errno(name);
		unlink(name);
		return false;
	}
	if (directory_sync(statefile->name))
		return true;
	complain_errno(statefile->name);
	return false;
}

bool
statefile_thin(struct statefile *statefile, uint64_t keep)
{
	char	*name = new_name(statefile->name);
	bool	 done = false;
	int	 fd;

	leftovers_remove(statefile->name);
	fd = mkostemp(name, O_CLOEXEC);
	statefile->keep = keep;
	if (fd == -1)
		complain_errno(name);
	else {
		done = replace(statefile, name, fd);
		close(fd);
	}
	free(name);
	return done;
}
