/* process.c: several files of one process, and of no other. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/*
 * The directory belongs to the effective uid of any process. A file belongs to
 * root if the process is not dumpable, as daemons are that have given up root.
 */
static int
owner_read(int at, pid_t pid, uint64_t *owner)
{
	char		path[MEMINFO_PROCESS_PATH];
	struct stat	st;

	meminfo_process_path(path, pid, "");
	path[strcspn(path, "/")] = '\0';
	if (fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) == -1)
		return -1;
	*owner = st.st_uid;
	return 0;
}

#define SOURCE(want, name) { want, #name, meminfo_##name##_take, \
	offsetof(struct meminfo_process, name) }

static const struct source {
	unsigned	 want;
	const char	*file;
	int		 (*take)(int, void *);
	size_t		 offset;	/* of what it takes */
} source[] = {
	SOURCE(MEMINFO_STATM, statm),
	SOURCE(MEMINFO_STAT, stat),
	SOURCE(MEMINFO_STATUS, status),
};

static void *
process_member(const struct source *from, struct meminfo_process *out)
{
	return (char *)out + from->offset;
}

/*
 * No rollup: the process has no memory (ESRCH), it may not be read, or the
 * kernel or the capture lacks the file (ENOENT). The other files tell whether
 * the process has gone.
 */
static int
process_rollup_read(int at, pid_t pid, struct meminfo_process *out,
    struct meminfo_reader *reader)
{
	if (meminfo_rollup_read(at, pid, &out->rollup, reader) == 0)
		out->rollup_error = 0;
	else if (errno == EACCES || errno == EPERM)
		out->rollup_error = EACCES;
	else if (errno == ESRCH || errno == ENOENT)
		out->rollup_error = errno;
	else
		return -1;
	return 0;
}

static int
file_failed(struct meminfo_reader *reader, const char *file)
{
	if (reader != NULL)
		reader->file = file;
	return -1;
}

static int
others_read(const struct source *first, unsigned want, int at, pid_t pid,
    struct meminfo_process *out, struct meminfo_reader *reader)
{
	size_t	i;

	if ((want & MEMINFO_OWNER) != 0 &&
	    owner_read(at, pid, &out->owner) == -1)
		return -1;
	if ((want & MEMINFO_ROLLUP) != 0 &&
	    process_rollup_read(at, pid, out, reader) == -1)
		return file_failed(reader, "smaps_rollup");
	for (i = 0; i < COUNT_OF(source); i++)
		if ((want & source[i].want) != 0 && &source[i] != first &&
		    meminfo_process_take(at, pid, source[i].file,
		    source[i].take, process_member(&source[i], out),
		    reader) == -1)
			return file_failed(reader, source[i].file);
	return 0;
}

static const struct source *
first_of(unsigned want)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(source); i++)
		if ((want & source[i].want) != 0)
			return &source[i];
	return NULL;
}

/*
 * None of the wanted files tells whether there still is a process. Its
 * directory holds it; if the rollup tells nothing, ask for the name of another
 * file.
 */
static int
process_rollup_alone_read(int dir, unsigned want, struct meminfo_process *out,
    struct meminfo_reader *reader)
{
	int	fd;

	if (others_read(NULL, want, dir, 0, out, reader) == -1)
		return -1;
	if (out->rollup_error != ESRCH && out->rollup_error != ENOENT)
		return 0;
	fd = meminfo_process_file(dir, 0, "stat");
	if (fd == -1)
		return -1;
	meminfo_reader_close(reader, fd);
	return 0;
}

static int
without_source_read(int at, pid_t pid, unsigned want,
    struct meminfo_process *out, struct meminfo_reader *reader)
{
	int	dir = at, result;

	if ((want & MEMINFO_ROLLUP) == 0)
		return others_read(NULL, want, at, pid, out, reader);
	if (pid != 0)
		dir = meminfo_process_open(at, pid);
	if (dir == -1)
		return -1;
	result = process_rollup_alone_read(dir, want, out, reader);
	if (pid != 0)
		meminfo_reader_close(reader, dir);
	return result;
}

static bool
is_without_memory(unsigned want, const struct meminfo_process *process)
{
	if ((want & MEMINFO_STATM) != 0)
		return process->statm.size_pages == 0;
	return (want & MEMINFO_STATUS) != 0 &&
	    !meminfo_status_has_memory(&process->status);
}

/* A known state spares the look for other threads. */
static bool
may_have_threads(unsigned want, const struct meminfo_process *process)
{
	if ((want & MEMINFO_STAT) != 0)
		return process->stat.state == 'Z' && process->stat.threads > 1;
	if ((want & MEMINFO_STATUS) != 0)
		return process->status.state == 'Z' &&
		    process->status.threads > 1;
	return true;
}

/* Only the memory figures in a thread's status belong to the process. */
static void
status_memory_copy(const struct meminfo_status *from, struct meminfo_status *to)
{
	memcpy((char *)to + offsetof(struct meminfo_status, peak_size),
	    (const char *)from + offsetof(struct meminfo_status, peak_size),
	    offsetof(struct meminfo_status, threads) -
	    offsetof(struct meminfo_status, peak_size));
	to->wrong = from->wrong;
}

static int
process_thread_read(int dir, unsigned want, struct meminfo_process *out)
{
	struct meminfo_status	status;

	if ((want & MEMINFO_STATM) != 0 &&
	    meminfo_statm_read(dir, 0, &out->statm) == -1)
		return -1;
	if ((want & MEMINFO_STATUS) == 0)
		return 0;
	if (meminfo_status_read(dir, 0, &status) == -1)
		return -1;
	status_memory_copy(&status, &out->status);
	return 0;
}

/*
 * The memory of a process whose first thread has ended, read through a thread
 * that lives on.  fd is the file that was opened first: if it can still be
 * read, the thread is one of the same process.
 */
static int
living_read(int fd, int at, pid_t pid, unsigned want,
    struct meminfo_process *out)
{
	char	c;
	int	dir, result;

	out->other_thread = 0;
	if (!is_without_memory(want, out) || !may_have_threads(want, out))
		return 0;
	dir = meminfo_living_open(at, pid);
	if (dir == -1)
		return 0;
	out->other_thread = 1;
	result = process_thread_read(dir, want, out);
	meminfo_file_close(dir);
	if (result == 0 && pread(fd, &c, 1, 0) == -1)
		return -1;
	return result;
}

/*
 * The file that is opened first is read last. As long as it can be read, the
 * process holds its pid, and everything opened in between was its own.
 */
int
meminfo_process_read(int at, pid_t pid, unsigned want,
    struct meminfo_process *out, struct meminfo_reader *reader)
{
	const struct source	*first = first_of(want);
	int			 fd, result;

	file_failed(reader, NULL);
	if (first == NULL)
		return without_source_read(at, pid, want, out, reader);
	fd = meminfo_process_file(at, pid, first->file);
	if (fd == -1)
		return file_failed(reader, first->file);
	result = others_read(first, want, at, pid, out, reader);
	if (result == 0 && first->take(fd, process_member(first, out)) == -1)
		result = file_failed(reader, first->file);
	if (result == 0)
		result = living_read(fd, at, pid, want, out);
	meminfo_reader_close(reader, fd);
	return result;
}
