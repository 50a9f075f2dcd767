/* file.c: one file: how much of it is cached, and dropping that. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "files.h"

#define TMPFS	0x01021994
#define RAMFS	0x858458f6

/* EPERM and EOPNOTSUPP are no errors here, but no answers either. */
static bool
look(const struct mdropcache *m, int fd, struct meminfo_residency *out)
{
	if (meminfo_residency_read(fd, m->offset, m->length, out) == 0)
		return true;
	memset(out, 0xff, sizeof(*out));	/* absent */
	return false;
}

static void
word_add(struct file_row *row, const char *word)
{
	if (row->stays != NULL)
		strcat(row->why, ",");
	strcat(row->why, word);
	row->stays = row->why;
}

/* Its pages are all that there is of such a file. */
static bool
is_memory(int fd)
{
	struct statfs	fs;

	return fstatfs(fd, &fs) == 0 && ((uint32_t)fs.f_type == TMPFS ||
	    (uint32_t)fs.f_type == RAMFS);
}

static uint64_t
known(uint64_t value)
{
	return value == CELL_ABSENT ? 0 : value;
}

/* A range that cuts a large folio leaves it: 1 if so, 0, or -1 not known. */
static int
is_cut(const struct mdropcache *m, int fd)
{
	int	begin, end = 0;

	begin = meminfo_folio_crosses(fd, m->offset);
	if (begin != 1 && m->length > 0)
		end = meminfo_folio_crosses(fd, m->offset + m->length);
	return begin == 0 ? end : begin;
}

/*
 * Locked pages are always mapped ones.  Where some are mapped, others may
 * stay for being in one large folio with them.  Of tmpfs all stays, and
 * nothing of it is looked at.  What is left is in use, for a moment, but only
 * where all else is known not to be the reason.
 */
void
file_explain(const struct mdropcache *m, int fd, struct file_row *row)
{
	struct meminfo_pinned	pinned;
	int			cut = is_cut(m, fd);

	row->why[0] = '\0';
	if (is_memory(fd)) {
		word_add(row, "tmpfs");
		return;
	}
	if (known(row->dirty) > 0)
		word_add(row, "dirty");
	if (known(row->writeback) > 0)
		word_add(row, "writeback");
	if (meminfo_pinned_read(fd, m->offset, m->length, &pinned) == 0) {
		row->mapped = pinned.mapped;
		row->locked = pinned.locked;
	}
	if (known(row->locked) > 0)
		word_add(row, "locked");
	if (known(row->mapped) > known(row->locked))
		word_add(row, "mapped");
	if (cut == 1)
		word_add(row, "large folio");
	if (row->stays == NULL && row->dirty != CELL_ABSENT && cut == 0 &&
	    row->writeback != CELL_ABSENT && row->mapped != CELL_ABSENT)
		word_add(row, "in use");
}

/*
 * fdatasync needs no right to write on Linux.  A file system that cannot sync
 * one file is synced as a whole.  Where it fails, the pages are clean to the
 * kernel all the same, and hold what is nowhere else: they must not go.
 */
static bool
sync_file(struct files *files, int fd, const char *path)
{
	if (fdatasync(fd) == 0)
		return true;
	if (errno != EINVAL && errno != EBADF && errno != EROFS &&
	    errno != ENOSYS) {
		options_complain_errno(&files->m->options, path);
		return false;
	}
	if (!files->noticed)
		complain(path, "cannot be synced alone: its file system is");
	files->noticed = true;
	if (syncfs(fd) == 0)
		return true;
	options_complain_errno(&files->m->options, path);
	return false;
}

/*
 * Of a write that failed and that nobody was told of yet, pages are clean as
 * well, and hold what is nowhere else.  To ask for that costs no write; that
 * the file system cannot be asked is no error.
 */
static bool
was_written(struct files *files, int fd, const char *path)
{
	if (sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE) == 0 ||
	    errno == EINVAL || errno == ESPIPE || errno == ENOSYS)
		return true;
	options_complain_errno(&files->m->options, path);
	return false;
}

/*
 * Twice: pages that were read just now wait in lists of the processors, which
 * only a second call finds emptied (6.18 empties them by itself).
 */
static void
drop(struct files *files, int fd, const char *path,
    struct meminfo_residency *after)
{
	const struct mdropcache	*m = files->m;
	int			 round, error;

	for (round = 0; round < 2; round++) {
		error = posix_fadvise(fd, (off_t)m->offset, (off_t)m->length,
		    POSIX_FADV_DONTNEED);
		if (error != 0) {
			errno = error;
			options_complain_errno(&files->m->options, path);
			break;
		}
		if (look(m, fd, after) && after->cached ==
		    known(after->dirty) + known(after->writeback))
			return;
	}
	look(m, fd, after);
}

static void
row_drop(struct files *files, int fd, struct file_row *row)
{
	struct meminfo_residency	after = { 0, 0, 0, 0, 0 };
	bool				clean, safe = true;

	clean = row->dirty == 0 && row->writeback == 0;
	if (row->before > 0 && !files->m->no_sync)
		safe = clean ? was_written(files, fd, row->path) :
		    sync_file(files, fd, row->path);
	if (row->before > 0 && safe)
		drop(files, fd, row->path, &after);
	else if (row->before > 0)
		look(files->m, fd, &after);
	row->after = after.cached;
	row->dirty = after.dirty;
	row->writeback = after.writeback;
	if (row->after == CELL_ABSENT || row->before == CELL_ABSENT)
		return;
	row->freed = row->before - row->after;
	if (row->after > 0)
		file_explain(files->m, fd, row);
	else
		row->mapped = row->locked = 0;
}

/* Of the pages that the range touches. */
static double
percent(const struct mdropcache *m, const struct file_row *row)
{
	uint64_t	page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t	end = (row->size + page - 1) / page * page;

	if (row->before == CELL_ABSENT || end <= m->offset)
		return NAN;
	end -= m->offset;
	if (m->length > 0 && m->length < end)
		end = m->length;
	return row->before > end ? 100 :
	    100.0 * (double)row->before / (double)end;
}

void
file_show(struct files *files, int fd, const char *path,
    const struct stat *st)
{
	struct meminfo_residency	before = { 0, 0, 0, 0, 0 };
	struct file_row			row = { .kind = "file" };
	const struct mdropcache		*m = files->m;

	if (st->st_size > 0 && !look(m, fd, &before))
		files->unknown++;
	row.path = path;
	row.size = (uint64_t)st->st_size;
	row.before = before.cached;
	row.dirty = before.dirty;
	row.writeback = before.writeback;
	row.evicted = before.evicted;
	row.recently_evicted = before.recently_evicted;
	row.percent = percent(m, &row);
	row.after = row.freed = row.mapped = row.locked = CELL_ABSENT;
	if (m->drop && m->dry_run)
		row.dirty = row.writeback = CELL_ABSENT;
	else if (m->drop)
		row_drop(files, fd, &row);
	row_show(files, &row);
	if (st->st_nlink < 2 || !seen_before(&files->seen, st->st_dev,
	    st->st_ino))
		total_add(files, &row);
}
