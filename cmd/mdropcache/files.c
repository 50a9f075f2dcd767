/* files.c: which files: operands, a list, what is below directories. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/names.h"
#include "common/walk.h"
#include "files.h"

/* Nothing waits: not for the other end of a FIFO, nor for a lease. */
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
 * Where the devices differ, the mount decides: on overlayfs the files of each
 * layer have a device of their own (without xino), and its directories one.
 */
static bool
is_elsewhere(const struct files *files, int dir, int fd,
    const struct stat *st)
{
	uint64_t	above, here;

	if (!files->one_device || st->st_dev == files->device)
		return false;
	return meminfo_mount_id(dir, &above) == -1 ||
	    meminfo_mount_id(fd, &here) == -1 || above != here;
}

/*
 * Looked at once more when open: it may be another by now.  dir has it, where
 * it was found and not named.
 */
static void
opened(struct files *files, int dir, int fd, const char *path)
{
	struct stat	st;

	if (fstat(fd, &st) == -1)
		options_complain_errno(&files->m->options, path);
	else if (!S_ISREG(st.st_mode))
		options_complain(&files->m->options, path,
		    type_refused(st.st_mode));
	else if (!is_elsewhere(files, dir, fd, &st))
		file_show(files, fd, path, &st);
}

static void
named_file(struct files *files, const char *path)
{
	int	fd = open(path, FILE_FLAGS);

	if (fd == -1) {
		options_complain_errno(&files->m->options, path);
		return;
	}
	opened(files, AT_FDCWD, fd, path);
	close(fd);
}

/* Below a directory, what vanished or is a link is nothing that was named. */
static void
found_file(struct files *files, const struct walk_entry *entry,
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
	opened(files, entry->dir, fd, path);
	close(fd);
}

static void
directory(struct files *files, const char *path)
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
			found_file(files, &entry, walk_path(walk));
		else
			options_complain_errno(&files->m->options,
			    walk_path(walk));
	files->one_device = false;
	walk_end(walk);
	free(walk);
}

/* Only what is sure to be a file is opened: to open a device may act on it. */
static void
named(struct files *files, const char *path)
{
	struct stat	st;

	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		options_complain_errno(&files->m->options, path);
	else if (S_ISREG(st.st_mode))
		named_file(files, path);
	else if (S_ISDIR(st.st_mode) && files->m->recursive)
		directory(files, path);
	else
		options_complain(&files->m->options, path,
		    type_refused(st.st_mode));
}

static void
listed(struct files *files)
{
	struct names	 names;
	const char	*name;
	bool		 over;
	int		 more;

	names_begin(&names, STDIN_FILENO);
	while ((more = names_next(&names, &name)) != 0) {
		if (more == 1) {
			named(files, name);
			continue;
		}
		over = errno != ENAMETOOLONG;
		options_complain_errno(&files->m->options, "standard input");
		if (over)
			return;
	}
}

static void
run(struct mdropcache *m, struct table *table)
{
	struct files	 files = { .m = m, .table = table };
	char *const	*operand;

	memset(&files.total, 0xff, sizeof(files.total));	/* absent */
	files.total.kind = "total";
	files.total.path = NULL;
	files.total.stays = NULL;
	files.total.percent = NAN;
	for (operand = m->operand; *operand != NULL; operand++)
		named(&files, *operand);
	if (m->null)
		listed(&files);
	total_show(&files);
	free(files.seen.slot);
}

const struct form list_form = {
	FORM_LIST, list_columns,
	"size,cached,cached_pct,dirty,writeback,evicted,path",
	"kind,size,cached,cached_pct,dirty,writeback,evicted,"
	"recently_evicted,path", run
};

const struct form drop_form = {
	FORM_DROP, drop_columns,
	"size,before,after,freed,stays,path",
	"kind,size,before,after,freed,dirty,writeback,mapped,locked,stays,"
	"path", run
};
