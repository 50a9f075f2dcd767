/* files.c: which files: operands, a list, what is below directories. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/records.h"
#include "common/walk.h"
#include "files.h"

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

/*
 * Files of overlayfs have the device of their layer (without xino), and its
 * directories have another: where devices differ, the mount decides.
 */
static bool
file_is_elsewhere(const struct files *files, int dir, int fd,
    const struct stat *st)
{
	uint64_t	above, here;

	if (!files->one_device || st->st_dev == files->device)
		return false;
	return meminfo_mount_id(dir, &above) == -1 ||
	    meminfo_mount_id(fd, &here) == -1 || above != here;
}

/*
 * Another file may have got the name since it was looked at, so look again.
 * dir is the directory in which it was found, or AT_FDCWD if it was named.
 */
static void
file_opened(struct files *files, int dir, int fd, const char *path)
{
	struct stat	st;

	if (fstat(fd, &st) == -1)
		options_complain_errno(&files->m->options, path);
	else if (!S_ISREG(st.st_mode))
		options_complain(&files->m->options, path,
		    type_refused(st.st_mode));
	else if (!file_is_elsewhere(files, dir, fd, &st))
		file_show(files, fd, path, &st);
}

static void
path_open(struct files *files, const char *path)
{
	int	fd = open(path, FILE_FLAGS);

	if (fd == -1) {
		options_complain_errno(&files->m->options, path);
		return;
	}
	file_opened(files, AT_FDCWD, fd, path);
	close(fd);
}

/* A file that vanished or became a link was not asked for by name. */
static void
entry_open(struct files *files, const struct walk_entry *entry,
    const char *path)
{
	int	fd;

	if (!entry->regular)
		return;
	fd = openat(entry->dir, entry->name, FILE_FLAGS);
	if (fd == -1) {
		if (errno != ENOENT && errno != ELOOP)
			options_complain_errno(&files->m->options, path);
		return;
	}
	file_opened(files, entry->dir, fd, path);
	close(fd);
}

static void
tree_take(struct files *files, const char *path)
{
	struct walk		*walk = malloc(sizeof(*walk));
	struct walk_entry	 entry;
	int			 more;

	if (walk == NULL) {
		options_complain_errno(&files->m->options, path);
		return;
	}
	if (walk_begin(walk, path, files->m->one_device) == -1)
		options_complain_errno(&files->m->options, path);
	files->one_device = files->m->one_device;
	files->device = walk->device;
	while ((more = walk_next(walk, &entry)) != 0)
		if (more == 1)
			entry_open(files, &entry, walk_path(walk));
		else
			options_complain_errno(&files->m->options,
			    walk_path(walk));
	files->one_device = false;
	walk_end(walk);
	free(walk);
}

/* Opening a device may act on it: only regular files are opened. */
static void
path_take(struct files *files, const char *path)
{
	struct stat	st;

	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		options_complain_errno(&files->m->options, path);
	else if (S_ISREG(st.st_mode))
		path_open(files, path);
	else if (S_ISDIR(st.st_mode) && files->m->recursive)
		tree_take(files, path);
	else
		options_complain(&files->m->options, path,
		    type_refused(st.st_mode));
}

/* More in a row are no list: /dev/zero has no end of them. */
#define EMPTY_MOST 100

static void
files_list_take(struct files *files)
{
	struct records	 names;
	char		*name;
	size_t		 length;
	bool		 over = false;
	int		 more, empty = 0;

	records_begin(&names, STDIN_FILENO, '\0', RECORDS_PATH);
	while (!over && ((more = records_next(&names, &name, &length)) != 0 ||
	    records_rest(&names, &name, &length))) {
		empty = more != -1 && length == 0 ? empty + 1 : 0;
		if (empty > EMPTY_MOST) {
			options_complain(&files->m->options, "standard input",
			    "nothing but empty names: not a list of find "
			    "-print0");
			break;
		}
		if (more != -1) {
			path_take(files, name);
			continue;
		}
		over = errno != EMSGSIZE;
		options_complain(&files->m->options, "standard input",
		    !over ? strerror(ENAMETOOLONG) : errno == EFBIG ?
		    "no NUL in 16 MiB: names end in one with -0 (find "
		    "-print0)" : strerror(errno));
	}
	records_free(&names);
}

static void
files_run(struct mdropcache *m, struct table *table)
{
	struct files	 files = { .m = m, .table = table };
	char *const	*operand;

	memset(&files.total, 0xff, sizeof(files.total));	/* absent */
	files.total.kind = "total";
	files.total.path = NULL;
	files.total.stays = NULL;
	files.total.percent = NAN;
	for (operand = m->operand; *operand != NULL; operand++)
		path_take(&files, *operand);
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
