/* files.c: which files: operands, a list, what is below directories. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/records.h"
#include "common/walk.h"
#include "files.h"
#include "worker.h"

/* O_NONBLOCK: never wait for the other end of a FIFO, nor for a lease. */
#define FILE_FLAGS \
	(O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)

static const char *
type_refused(mode_t mode)
{
	if (S_ISLNK(mode))
		return "a symbolic link, not followed";
	if (S_ISDIR(mode))
		return "a directory (-r is for these)";
	if (S_ISFIFO(mode))
		return "a FIFO, not a regular file";
	if (S_ISSOCK(mode))
		return "a socket, not a regular file";
	return "a device, not a regular file";
}

/* Another file may have got the name since it was looked at: look again. */
static void
file_opened(struct files *files, int fd, const char *path)
{
	struct stat	st;

	if (fstat(fd, &st) == -1)
		worker_complain_errno(files, path);
	else if (!S_ISREG(st.st_mode))
		worker_complain(files, path, type_refused(st.st_mode));
	else
		file_show(files, fd, path, &st);
}

static void
path_open(struct files *files, const char *path)
{
	int	fd = open(path, FILE_FLAGS);

	if (fd == -1) {
		worker_complain_errno(files, path);
		return;
	}
	file_opened(files, fd, path);
	close(fd);
}

/* A file that vanished or became a link was not asked for by name. */
static void
entry_open(struct files *files, const struct walk *walk,
    const struct walk_entry *entry)
{
	const char	*path = walk_path(walk);
	int		 fd;

	if (!entry->regular || walk_is_elsewhere(walk, entry))
		return;
	worker_mark(files, path);
	fd = openat(entry->dir, entry->name, FILE_FLAGS);
	if (fd == -1) {
		if (errno != ENOENT && errno != ELOOP)
			worker_complain_errno(files, path);
		return;
	}
	file_opened(files, fd, path);
	close(fd);
}

static void
directory_visit(void *context, const char *path)
{
	worker_mark(context, path);
}

static void
tree_take(struct files *files, const char *path)
{
	struct walk		*walk = malloc(sizeof(*walk));
	struct walk_entry	 entry;
	int			 more;

	if (walk == NULL) {
		worker_complain_errno(files, path);
		return;
	}
	if (walk_begin(walk, path, files->m->one_device) == -1)
		worker_complain_errno(files, path);
	walk->visit = directory_visit;
	walk->context = files;
	while ((more = walk_next(walk, &entry)) != 0)
		if (more == 1)
			entry_open(files, walk, &entry);
		else
			worker_complain_errno(files, walk_path(walk));
	walk_end(walk);
	free(walk);
}

void
found_take(struct files *files, struct found *found)
{
	struct file_row	*row = &found->row;
	bool		 kept = files_are_kept(files);

	files->unknown += found->unknown;
	if (kept)
		row_keep(files, row);
	else
		row_show(files, row);
	if (found->links > 1 && inodes_seen(&files->linked, found->device,
	    found->inode))
		return;
	total_add(files, row);
	/* Pages on tmpfs are shmem to the kernel, in no rest of the cache. */
	if (kept && found->memory)
		files->shmem += known_or_zero(row->before);
}

/* Opening a device may act on it: only regular files are opened. */
void
path_take(struct files *files, const char *path)
{
	struct stat	st;

	worker_mark(files, path);
	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		worker_complain_errno(files, path);
	else if (S_ISREG(st.st_mode))
		path_open(files, path);
	else if (S_ISDIR(st.st_mode) && files->m->recursive)
		tree_take(files, path);
	else
		worker_complain(files, path, type_refused(st.st_mode));
}

/* More in a row are no list: /dev/zero has no end of them. */
#define EMPTY_MOST 100

/* Names that wait while standard input has more of them. */
#define NAMES_MOST ((size_t)64 * 1024)

static void
names_look(struct files *files, struct grow *names)
{
	if (names->used > 0)
		worker_names(files, names);
	names->used = 0;
}

static void
name_add(struct files *files, struct grow *names, const char *name)
{
	if (!grow_copy(names, name, strlen(name) + 1))
		options_complain_errno(&files->m->options, name);
}

/* As records_next().  Nobody waits for a row while there is nothing to read. */
static int
name_next(struct files *files, struct grow *names, struct records *records,
    char **name, size_t *length)
{
	struct pollfd	input = { STDIN_FILENO, POLLIN, 0 };
	int		more;

	while (!records_take(records, name, length)) {
		if (names->used > NAMES_MOST || poll(&input, 1, 0) == 0)
			names_look(files, names);
		more = records_fill(records);
		if (more == 0)
			return records_rest(records, name, length);
		if (more == -1)
			return -1;
	}
	return 1;
}

/* False where there is no sense in reading on. */
static bool
list_fault(struct files *files)
{
	bool	over = errno != EMSGSIZE;

	options_complain(&files->m->options, "standard input",
	    !over ? strerror(ENAMETOOLONG) : errno == EFBIG ?
	    "no NUL in 16 MiB: names end in one with -0 (find -print0)" :
	    strerror(errno));
	return !over;
}

static void
files_list_take(struct files *files)
{
	struct records	 records;
	struct grow	 names = { NULL, 0, 0 };
	char		*name;
	size_t		 length;
	int		 more, empty = 0;

	records_begin(&records, STDIN_FILENO, '\0', RECORDS_PATH);
	while ((more = name_next(files, &names, &records, &name,
	    &length)) != 0) {
		if (more == -1 && !list_fault(files))
			break;
		empty = more != -1 && length == 0 ? empty + 1 : 0;
		if (empty > EMPTY_MOST) {
			options_complain(&files->m->options, "standard input",
			    "nothing but empty names: not a list of find "
			    "-print0");
			break;
		}
		if (more != -1)
			name_add(files, &names, name);
	}
	names_look(files, &names);
	grow_free(&names);
	records_free(&records);
}

static void
files_run(struct mdropcache *m, struct table *table)
{
	struct files	 files = { .m = m, .table = table };
	struct grow	 names = { NULL, 0, 0 };
	char *const	*operand;

	memset(&files.total, 0xff, sizeof(files.total));	/* absent */
	files.total.kind = "total";
	files.total.path = NULL;
	files.total.stays = NULL;
	files.total.percent = NAN;
	for (operand = m->operand; *operand != NULL; operand++)
		name_add(&files, &names, *operand);
	names_look(&files, &names);
	grow_free(&names);
	if (m->null)
		files_list_take(&files);
	total_show(&files);
	inodes_free(&files.linked);
}

const struct form list_form = {
	FORM_LIST, list_columns,
	"size,cached,cached_pct,dirty,writeback,evicted,path",
	"kind,size,cached,cached_pct,dirty,writeback,evicted,"
	"recently_evicted,path", files_run
};

const struct form drop_form = {
	FORM_DROP, drop_columns,
	"size,before,after,freed,stays,path",
	"kind,size,before,after,freed,dirty,writeback,mapped,locked,stays,"
	"path", files_run
};
