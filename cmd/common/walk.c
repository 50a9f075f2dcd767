/* walk.c: the files below a directory, however deep, by descriptors. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <meminfo.h>

#include "walk.h"

#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static void
close_quietly(int fd)
{
	int	saved = errno;

	if (fd != -1)
		close(fd);
	errno = saved;
}

static struct walk_level *
level_at(const struct walk *walk, size_t depth)
{
	return (struct walk_level *)(void *)walk->levels.bytes + depth;
}

static struct walk_level *
top(const struct walk *walk)
{
	return level_at(walk, walk->depth - 1);
}

static void
drop(struct walk *walk)
{
	walk->depth--;
	walk->levels.used -= sizeof(struct walk_level);
}

static void
levels_close(struct walk *walk)
{
	while (walk->depth > 0) {
		close_quietly(top(walk)->fd);
		drop(walk);
	}
}

/* The path of name in the topmost directory. */
static int
path_set(struct walk *walk, const char *name)
{
	size_t	length = walk->depth == 0 ? 0 : top(walk)->path_length;

	walk->path.used = length;
	if (length > 0 && walk->path.bytes[length - 1] != '/' &&
	    !grow_copy(&walk->path, "/", 1))
		return -1;
	if (!grow_copy(&walk->path, name, strlen(name) + 1))
		return -1;
	walk->path.used--;
	return 0;
}

/* The path of the topmost directory itself. */
static void
path_cut(struct walk *walk)
{
	walk->path.used = top(walk)->path_length;
	walk->path.bytes[walk->path.used] = '\0';
}

/* The directory open as fd, whose path is walk->path, becomes the topmost. */
static int
push(struct walk *walk, int fd, const struct stat *st)
{
	struct walk_level	*old, *level;

	level = grow_add(&walk->levels, sizeof(*level));
	if (level == NULL)
		return -1;
	*level = (struct walk_level){ fd, st->st_dev, st->st_ino,
	    walk->names.used, walk->path.used, false };
	walk->depth++;
	if (walk->depth > WALK_OPEN) {
		old = level_at(walk, walk->depth - 1 - WALK_OPEN);
		close_quietly(old->fd);
		old->fd = -1;
	}
	walk->start = 0;
	walk->end = 0;
	return 0;
}

int
walk_begin(struct walk *walk, const char *dir, bool one_device)
{
	struct stat	st;
	int		fd;

	memset(walk, 0, offsetof(struct walk, buffer));
	walk->one_device = one_device;
	fd = open(dir, DIRECTORY);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || path_set(walk, dir) == -1 ||
	    push(walk, fd, &st) == -1) {
		close_quietly(fd);
		return -1;
	}
	walk->device = st.st_dev;
	return 0;
}

/*
 * A directory that was moved meanwhile has another one above it.  No way
 * leads back from there, and the walk ends.
 */
static int
reopen(struct walk *walk, int below)
{
	struct walk_level	*level = top(walk);
	struct stat		 st;

	level->fd = openat(below, "..", DIRECTORY);
	if (level->fd != -1 && fstat(level->fd, &st) == 0 &&
	    st.st_dev == level->device && st.st_ino == level->inode)
		return 0;
	if (level->fd != -1)
		errno = ESTALE;
	levels_close(walk);
	return -1;
}

static int
pop(struct walk *walk)
{
	int	fd = top(walk)->fd, result = 0;

	drop(walk);
	if (walk->depth > 0)
		path_cut(walk);
	if (walk->depth > 0 && top(walk)->fd == -1)
		result = reopen(walk, fd);
	close_quietly(fd);
	return result;
}

/*
 * By its device, without asking the server of its file system, which may never
 * answer.  Files of overlayfs have the device of their layer (without xino),
 * and its directories have another: where devices differ, the mount decides.
 */
static bool
is_elsewhere(const struct walk *walk, int dir, const char *name)
{
	struct meminfo_file	file, above;

	if (!walk->one_device || meminfo_file_stat(dir, name,
	    AT_SYMLINK_NOFOLLOW, &file) == -1 || makedev(file.device_major,
	    file.device_minor) == walk->device)
		return false;
	return file.type == S_IFDIR || file.mount_id == MEMINFO_ABSENT ||
	    meminfo_file_stat(dir, "", AT_EMPTY_PATH, &above) == -1 ||
	    file.mount_id != above.mount_id;
}

bool
walk_is_elsewhere(const struct walk *walk, const struct walk_entry *entry)
{
	return is_elsewhere(walk, entry->dir, entry->name);
}

static int
directory_open(struct walk *walk, const char *name)
{
	if (is_elsewhere(walk, top(walk)->fd, name)) {
		errno = ENOENT;
		return -1;
	}
	if (walk->visit != NULL)
		walk->visit(walk->context, walk->path.bytes);
	return openat(top(walk)->fd, name, DIRECTORY);
}

/* 1: went down; 0: not a directory of ours, or not any more; -1. */
static int
descend(struct walk *walk, const char *name)
{
	struct stat	st;
	int		fd;

	if (path_set(walk, name) == -1)
		return -1;
	fd = directory_open(walk, name);
	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR ||
		    errno == ELOOP ? 0 : -1;
	if (fstat(fd, &st) == -1)
		goto fail;
	if (walk->one_device && st.st_dev != walk->device) {
		close(fd);
		return 0;
	}
	if (push(walk, fd, &st) == -1)
		goto fail;
	return 1;
fail:
	close_quietly(fd);
	return -1;
}

/* The last of the names that wait belongs to the topmost level, if to any. */
static int
onward(struct walk *walk)
{
	size_t		 at = walk->names.used;
	struct walk_level *level = top(walk);

	if (at == level->waiting)
		return pop(walk);
	at--;
	while (at > level->waiting && walk->names.bytes[at - 1] != '\0')
		at--;
	walk->names.used = at;
	return descend(walk, walk->names.bytes + at) == -1 ? -1 : 0;
}

/* DT_UNKNOWN also for what is gone meanwhile. */
static int
type_of(int dir, const struct dirent64 *entry)
{
	struct meminfo_file	file;

	if (entry->d_type != DT_UNKNOWN || meminfo_file_stat(dir,
	    entry->d_name, AT_SYMLINK_NOFOLLOW, &file) == -1)
		return entry->d_type;
	return (int)IFTODT(file.type);
}

/* 1: a file; 0: what was to be passed over or noted; -1. */
static int
look_at(struct walk *walk, const struct dirent64 *found,
    struct walk_entry *entry)
{
	const char	*name = found->d_name;
	int		 type;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	type = type_of(top(walk)->fd, found);
	if (type == DT_DIR)
		return grow_copy(&walk->names, name, strlen(name) + 1) ?
		    0 : -1;
	if (path_set(walk, name) == -1)
		return -1;
	entry->dir = top(walk)->fd;
	entry->name = name;
	entry->regular = type == DT_REG;
	return 1;
}

/*
 * 1: there are entries in the buffer; 0: no more; -1.  A directory that was
 * reopened stands at its beginning again, and one that was removed is empty.
 */
static int
walk_refill(struct walk *walk)
{
	ssize_t	n;

	if (walk->start < walk->end)
		return 1;
	if (top(walk)->read)
		return 0;
	n = getdents64(top(walk)->fd, (void *)walk->buffer,
	    sizeof(walk->buffer));
	if (n > 0) {
		walk->start = 0;
		walk->end = (size_t)n;
		return 1;
	}
	top(walk)->read = true;
	path_cut(walk);
	return n == 0 || errno == ENOENT ? 0 : -1;
}

/*
 * All entries of a directory come before any of the directories in it, so
 * that none has to be read from where it was left.
 */
int
walk_next(struct walk *walk, struct walk_entry *entry)
{
	const struct dirent64	*found;
	int			 result;

	while (walk->depth > 0) {
		result = walk_refill(walk);
		if (result == 0)
			result = onward(walk);
		if (result == -1)
			return -1;
		if (walk->start == walk->end)
			continue;
		found = (const void *)(walk->buffer + walk->start);
		walk->start += found->d_reclen;
		result = look_at(walk, found, entry);
		if (result != 0)
			return result;
	}
	return 0;
}

const char *
walk_path(const struct walk *walk)
{
	return walk->path.bytes;
}

void
walk_end(struct walk *walk)
{
	levels_close(walk);
	grow_free(&walk->levels);
	grow_free(&walk->path);
	grow_free(&walk->names);
}
