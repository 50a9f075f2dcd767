/* file.c: one file: how much of it is cached, and dropping that. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "files.h"
#include "worker.h"

#define TMPFS	0x01021994
#define RAMFS	0x858458f6

/* EPERM and EOPNOTSUPP are no failure: the kernel does not tell. */
static bool
residency_look(const struct mdropcache *m, int fd,
    struct meminfo_residency *out)
{
	if (meminfo_residency_read(fd, m->offset, m->length, out) == 0)
		return true;
	memset(out, 0xff, sizeof(*out));	/* absent */
	return false;
}

/* tmpfs and ramfs have no other place for their pages. */
static bool
file_is_memory(int fd)
{
	struct statfs	fs;

	return fstatfs(fd, &fs) == 0 && ((uint32_t)fs.f_type == TMPFS ||
	    (uint32_t)fs.f_type == RAMFS);
}

/* 1 if a large folio reaches over an end of the range, 0, or -1: not known. */
static int
range_cuts(const struct mdropcache *m, int fd)
{
	int	begin, end = 0;

	begin = meminfo_folio_crosses(fd, m->offset);
	if (begin != 1 && m->length > 0)
		end = meminfo_folio_crosses(fd, m->offset + m->length);
	return begin == 0 ? end : begin;
}

static void
stays_explain(const struct mdropcache *m, int fd, bool tried,
    struct file_row *row)
{
	struct meminfo_pinned	pinned;
	struct stays		stays = { .tried = tried };

	if (tried) {
		stays.memory = file_is_memory(fd);
		stays.cut = range_cuts(m, fd);
	}
	if (tried && !stays.memory && meminfo_pinned_read(fd, m->offset,
	    m->length, &pinned) == 0) {
		row->mapped = pinned.mapped;
		row->locked = pinned.locked;
	}
	stays_say(&stays, row);
}

/*
 * fdatasync needs no right to write on Linux.  A file system that cannot sync
 * one file is synced as a whole.  After a failure the kernel treats the pages
 * as clean, but they hold the only copy: they must not be dropped.
 */
static bool
file_sync(struct files *files, int fd, const char *path)
{
	if (fdatasync(fd) == 0)
		return true;
	if (errno != EINVAL && errno != EBADF && errno != EROFS &&
	    errno != ENOSYS) {
		worker_complain_errno(files, path);
		return false;
	}
	worker_notice(files, path);
	if (syncfs(fd) == 0)
		return true;
	worker_complain_errno(files, path);
	return false;
}

/*
 * Pages of an earlier write that failed are clean as well, if nobody was told
 * of the failure yet.  This asks without writing anything.  A file system
 * that cannot be asked is no error.
 */
static bool
file_was_written(struct files *files, int fd, const char *path)
{
	if (sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE) == 0 ||
	    errno == EINVAL || errno == ESPIPE || errno == ENOSYS)
		return true;
	worker_complain_errno(files, path);
	return false;
}

/*
 * Twice: pages that were read just now wait in lists of the processors, which
 * the first call empties only for the second one (6.18 needs one call).
 */
static void
file_drop(struct files *files, int fd, const char *path,
    struct meminfo_residency *after)
{
	const struct mdropcache	*m = files->m;
	int			 round, error;

	for (round = 0; round < 2; round++) {
		error = posix_fadvise(fd, (off_t)m->offset, (off_t)m->length,
		    POSIX_FADV_DONTNEED);
		if (error != 0) {
			errno = error;
			worker_complain_errno(files, path);
			break;
		}
		if (residency_look(m, fd, after) && after->cached ==
		    known_or_zero(after->dirty) +
		    known_or_zero(after->writeback))
			return;
	}
	residency_look(m, fd, after);
}

static void
row_drop(struct files *files, int fd, struct file_row *row)
{
	struct meminfo_residency	after = { 0, 0, 0, 0, 0 };
	bool				clean, safe = true;

	clean = row->dirty == 0 && row->writeback == 0;
	if (row->before > 0 && !files->m->no_sync)
		safe = clean ? file_was_written(files, fd, row->path) :
		    file_sync(files, fd, row->path);
	if (row->before > 0 && safe)
		file_drop(files, fd, row->path, &after);
	else if (row->before > 0)
		residency_look(files->m, fd, &after);
	row->after = after.cached;
	row->dirty = after.dirty;
	row->writeback = after.writeback;
	if (row->after == CELL_ABSENT || row->before == CELL_ABSENT)
		return;
	row->freed = row->before - row->after;
	if (row->after > 0)
		stays_explain(files->m, fd, safe, row);
	else
		row->mapped = row->locked = 0;
}

void
file_show(struct files *files, int fd, const char *path,
    const struct stat *st)
{
	struct meminfo_residency	before = { 0, 0, 0, 0, 0 };
	struct found			found = { .device = st->st_dev,
					    .inode = st->st_ino,
					    .links = st->st_nlink };
	struct file_row			row = { .kind = "file" };
	const struct mdropcache		*m = files->m;

	found.unknown = st->st_size > 0 && !residency_look(m, fd, &before);
	row.path = path;
	row.size = (uint64_t)st->st_size;
	row.before = before.cached;
	row.dirty = before.dirty;
	row.writeback = before.writeback;
	row.evicted = before.evicted;
	row.recently_evicted = before.recently_evicted;
	row.percent = row_percent(m, &row);
	row.after = row.freed = row.mapped = row.locked = CELL_ABSENT;
	if (m->drop && m->dry_run)
		row.dirty = row.writeback = CELL_ABSENT;
	else if (m->drop)
		row_drop(files, fd, &row);
	found.memory = files_are_kept(files) && file_is_memory(fd);
	found.row = row;
	worker_row(files, &found);
}
