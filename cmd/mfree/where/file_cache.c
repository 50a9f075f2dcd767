/*
 * file_cache.c: the page cache, by the files that processes hold and by trees.
 *
 * A file is never opened where its file system may wait for a server, as FUSE
 * and network file systems do: the server may be another user's, and never
 * answer.  pidfd_getfd(2) (5.6) copies a descriptor without opening the file.
 * Files that are only mapped are opened on file systems that are known to be
 * local, of processes in our own user namespace: in others, an overlay may
 * have a FUSE file system below it.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/known.h"
#include "common/walk.h"
#include "mfree/where/detail.h"
#include "mfree/where/holders.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

/* Nothing waits: not for the other end of a FIFO, nor for a lease. */
#define FILE_FLAGS	(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * mincore(2) takes 13 s for each TiB, holes and all, and stands in where
 * cachestat(2) sees nothing: before 6.5, and on overlayfs.
 */
#define MINCORE_MOST	(UINT64_C(64) << 30)

#define MOUNTS_MAX	262144

const struct column file_cache_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "kind", -6, TEXT, "file, others, rest, total"),
	CELL(size, "cached", 11, BYTES, "pages of it in the page cache"),
	CELL(mem_pct, "%mem", 6, PERCENT, "share of MemTotal"),
	CELL(file_size, "file_size", 11, BYTES, "the file's size"),
	CELL(dirty, "dirty", 9, BYTES, "not written yet"),
	CELL(holders, "holders", 7, COUNT,
	    "processes that have it open or mapped"),
	CELL(pid, "pid", 7, COUNT, "one of them"),
	CELL(comm, "command", -15, TEXT, "its name"),
	CELL(name, "path", -1, TEXT, "the file"),
	{ .name = NULL }
};

struct cached_file {
	struct holder	 holder;	/* its size: bytes in the cache */
	uint64_t	 file_size;
	uint64_t	 dirty;
};

enum mount_kind {
	MOUNT_LOCAL = 1,
	MOUNT_OVERLAY
};

struct file_cache {
	struct detail	detail;
	struct inodes	files;		/* the number is that in cached + 1;
					   0: nothing of it is cached */
	struct grow	cached;		/* struct cached_file */
	struct grow	names;
	struct inodes	namespaces;	/* of mounts, that were read */
	struct inodes	mounts;		/* by id: enum mount_kind */
	struct inodes	memory;		/* devices of tmpfs and the like */
	uint64_t	own_users;	/* inode of our user namespace */
	bool		has_cachestat;
	bool		over;		/* more than HOLDERS_MAX */
	uint64_t	unknown;	/* files of which the kernel does not
					   tell what is cached */
	/* The process that is being scanned. */
	int		pidfd;		/* or -1 */
	bool		is_ours;	/* in our user namespace */
};

/* File systems whose reads wait for a disk at most. */
static const char *const	local_type[] = {
	"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "zfs",
	"vfat", "exfat", "ntfs3", "iso9660", "udf", "squashfs", "erofs",
	"jfs", "reiserfs", "nilfs2", "ubifs", "jffs2", "hfsplus", "minix",
	"ufs", "cramfs", "romfs",
};

/* Their pages are shmem or huge pages, and no file cache. */
static const char *const	memory_type[] = {
	"tmpfs", "devtmpfs", "ramfs", "hugetlbfs", "rootfs",
};

static bool
type_is_one(const char *type, const char *const *list, size_t count)
{
	size_t	i;

	for (i = 0; i < count; i++)
		if (strcmp(type, list[i]) == 0)
			return true;
	return false;
}

static void
mount_note(struct file_cache *cache, const struct meminfo_mount *mount)
{
	uint64_t	*kind;
	bool		 added, overlay = strcmp(mount->type, "overlay") == 0;

	if (type_is_one(mount->type, memory_type, COUNT_OF(memory_type)))
		inodes_seen(&cache->memory, scan_device(mount->device_major,
		    mount->device_minor), 0);
	else if (overlay || type_is_one(mount->type, local_type,
	    COUNT_OF(local_type))) {
		kind = inodes_add(&cache->mounts, 0, mount->id, &added);
		if (kind != NULL)
			*kind = overlay ? MOUNT_OVERLAY : MOUNT_LOCAL;
	}
}

static uint64_t
namespace_inode(int process, const char *name)
{
	struct stat	st;

	return fstatat(process, name, &st, 0) == 0 ? st.st_ino : 0;
}

static void
mounts_read(struct file_cache *cache, int process)
{
	struct meminfo_mounts	it;
	struct meminfo_mount	mount;
	uint64_t		space = namespace_inode(process, "ns/mnt");

	if (space == 0 || inodes_seen(&cache->namespaces, 0, space) ||
	    cache->mounts.used > MOUNTS_MAX ||
	    meminfo_mounts_open_at(&it, process, 0) == -1)
		return;
	while (meminfo_mounts_next(&it, &mount) == 1)
		mount_note(cache, &mount);
	meminfo_mounts_close(&it);
}

static void
cache_process_take(void *context, int process, pid_t pid)
{
	struct file_cache	*cache = context;

	if (cache->pidfd != -1)
		close(cache->pidfd);
	cache->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	cache->is_ours = cache->own_users != 0 &&
	    namespace_inode(process, "ns/user") == cache->own_users;
	mounts_read(cache, process);
}

static enum mount_kind
mount_kind_of(const struct file_cache *cache, const struct meminfo_file *file)
{
	const uint64_t	*kind = inodes_find(&cache->mounts, 0,
			    file->mount_id);

	return kind == NULL ? 0 : (enum mount_kind)*kind;
}

/* A copy of the descriptor, or an opened file where that cannot wait. */
static int
scanned_open(const struct file_cache *cache, const struct scan_file *found,
    const struct meminfo_file *file)
{
	int	fd = -1;

	if (!found->mapped && cache->pidfd != -1)
		fd = (int)syscall(SYS_pidfd_getfd, cache->pidfd,
		    atoi(found->link + strlen("fd/")), 0);
	if (fd == -1 && cache->is_ours && mount_kind_of(cache, file) != 0)
		fd = openat(found->process, found->link, FILE_FLAGS);
	return fd;
}

/* NULL: nothing of it is cached, or there is no room for more. */
static struct cached_file *
cached_add(struct file_cache *cache, uint64_t *number,
    const struct meminfo_residency *residency,
    const struct meminfo_file *file, const char *name)
{
	struct cached_file	added = { .dirty = residency->dirty };
	static const char	end = '\0';

	if (residency->cached == 0)
		return NULL;
	added.holder.size = residency->cached;
	added.holder.name = cache->names.used;
	added.file_size = file->size;
	if (cache->cached.used / sizeof(added) >= HOLDERS_MAX ||
	    !grow_copy(&cache->names, name, strnlen(name, MEMINFO_PATH_MAX)) ||
	    !grow_copy(&cache->names, &end, 1) ||
	    !grow_copy(&cache->cached, &added, sizeof(added))) {
		cache->over = true;
		return NULL;
	}
	*number = cache->cached.used / sizeof(added);
	return (struct cached_file *)(void *)cache->cached.bytes +
	    (*number - 1);
}

static struct cached_file *
cached_file_read(struct file_cache *cache, int fd, uint64_t *number,
    const struct meminfo_file *file, const char *name)
{
	struct meminfo_residency	residency;
	uint64_t			length = 0;

	if ((!cache->has_cachestat ||
	    mount_kind_of(cache, file) == MOUNT_OVERLAY) &&
	    file->size > MINCORE_MOST)
		length = MINCORE_MOST;
	if (meminfo_residency_read(fd, 0, length, &residency) == 0)
		return cached_add(cache, number, &residency, file, name);
	cache->unknown++;
	return NULL;
}

/* The number of a file that was met before, or of a new one (*added). */
static uint64_t *
cached_file_number(struct file_cache *cache, const struct meminfo_file *file,
    bool *added)
{
	uint64_t	device = scan_device(file->device_major,
			    file->device_minor);

	if (file->type != S_IFREG || file->size == 0 || cache->over ||
	    inodes_find(&cache->memory, device, 0) != NULL)
		return NULL;
	return inodes_add(&cache->files, device, file->inode, added);
}

/* By the name of fd itself.  In maps some bytes of a path are numbers. */
static bool
has_path(int fd, const struct scan_file *found)
{
	char	link[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return found->mapped || scan_link_is(AT_FDCWD, link, found->path) != 0;
}

/* The process may have closed it meanwhile, and opened another. */
static bool
is_same_file(int fd, const struct scan_file *found,
    const struct meminfo_file *file)
{
	struct meminfo_file	now;

	return meminfo_file_stat(fd, "", AT_EMPTY_PATH, &now) == 0 &&
	    now.inode == file->inode &&
	    now.device_major == file->device_major &&
	    now.device_minor == file->device_minor && has_path(fd, found);
}

static struct cached_file *
scanned_read(struct file_cache *cache, const struct scan_file *found,
    uint64_t *number, const struct meminfo_file *file)
{
	struct cached_file	*cached = NULL;
	int			 fd = scanned_open(cache, found, file);

	if (fd == -1)
		return NULL;
	if (is_same_file(fd, found, file))
		cached = cached_file_read(cache, fd, number, file,
		    found->path);
	close(fd);
	return cached;
}

static bool
cache_file_take(void *context, const struct scan_file *found)
{
	struct file_cache	*cache = context;
	struct meminfo_file	 file;
	struct cached_file	*cached = NULL;
	uint64_t		*number;
	bool			 added;

	if (scan_file_stat(found, &file) == -1 ||
	    (number = cached_file_number(cache, &file, &added)) == NULL)
		return true;
	if (added)
		cached = scanned_read(cache, found, number, &file);
	else if (*number != 0)
		cached = (struct cached_file *)(void *)cache->cached.bytes +
		    (*number - 1);
	if (cached != NULL)
		holder_count(&cached->holder, found->pid);
	return true;
}

/* A file that vanished meanwhile was not asked for by name. */
static void
entry_read(struct file_cache *cache, const struct walk *walk,
    const struct walk_entry *entry)
{
	const char		*path = walk_path(walk);
	struct meminfo_file	 file;
	uint64_t		*number;
	bool			 added;
	int			 fd;

	if (!entry->regular || walk_is_elsewhere(walk, entry) ||
	    meminfo_file_stat(entry->dir, entry->name, AT_SYMLINK_NOFOLLOW,
	    &file) == -1 ||
	    (number = cached_file_number(cache, &file, &added)) == NULL ||
	    !added)
		return;
	fd = openat(entry->dir, entry->name, FILE_FLAGS | O_NOFOLLOW);
	if (fd == -1) {
		if (errno != ENOENT && errno != ELOOP)
			options_complain_errno(&cache->detail.mfree->options,
			    path);
		return;
	}
	cached_file_read(cache, fd, number, &file, path);
	close(fd);
}

static void
tree_read(struct file_cache *cache, const char *dir)
{
	struct options		*options = &cache->detail.mfree->options;
	struct walk		*walk = malloc(sizeof(*walk));
	struct walk_entry	 entry;
	int			 more;

	if (walk == NULL) {
		options_complain_errno(options, dir);
		return;
	}
	/* On one file system: / is neither /proc nor another disk. */
	if (walk_begin(walk, dir, true) == -1)
		options_complain_errno(options, dir);
	else
		while ((more = walk_next(walk, &entry)) != 0)
			if (more == 1)
				entry_read(cache, walk, &entry);
			else
				options_complain_errno(options,
				    walk_path(walk));
	walk_end(walk);
	free(walk);
}

/*
 * An empty file in memory tells two things.  Only cachestat(2) knows of dirty
 * pages; and memfd's tmpfs is the kernel's own, in no list of mounts.
 */
static void
memfd_ask(struct file_cache *cache)
{
	struct meminfo_residency	residency;
	struct stat			st;
	int				fd = memfd_create("mfree", MFD_CLOEXEC);

	if (fd == -1)
		return;
	cache->has_cachestat =
	    meminfo_residency_read(fd, 0, 0, &residency) == 0 &&
	    residency.dirty != MEMINFO_ABSENT;
	if (fstat(fd, &st) == 0)
		inodes_seen(&cache->memory, scan_device(major(st.st_dev),
		    minor(st.st_dev)), 0);
	close(fd);
}

static void
cache_scan(struct file_cache *cache)
{
	const struct mfree	*mfree = cache->detail.mfree;
	struct holder_scan		 scan = { .mfree = cache->detail.mfree,
				    .context = cache };
	size_t			 i;

	cache->pidfd = -1;
	memfd_ask(cache);
	cache->own_users = namespace_inode(AT_FDCWD, "/proc/self/ns/user");
	for (i = 0; i < mfree->tree_count; i++)
		tree_read(cache, mfree->tree[i]);
	scan.process = cache_process_take;
	scan_run(&scan);
	scan.file = cache_file_take;
	scan_run(&scan);
	if (cache->pidfd != -1)
		close(cache->pidfd);
}

static void
cache_say(const struct file_cache *cache)
{
	struct options	*options = &cache->detail.mfree->options;

	if (cache->over)
		options_complain(options, "files",
		    "more than can be listed: some are in the rest");
	options->partly |= complain_count("", cache->unknown, "file", "the "
	    "kernel does not tell what is cached of files that are not yours");
}

static void
cached_rows_add(struct file_cache *cache)
{
	const struct cached_file	*file = (void *)cache->cached.bytes;
	size_t	count = cache->cached.used / sizeof(*file);

	for (; count > 0; count--, file++) {
		struct detail_row	row = detail_row_empty("file");

		row.size = file->holder.size;
		row.file_size = file->file_size;
		row.dirty = file->dirty;
		row.holders = file->holder.processes;
		if (file->holder.pid != 0)
			row.pid = (uint64_t)file->holder.pid;
		row.name = cache->names.bytes + file->holder.name;
		detail_add(&cache->detail, &row);
	}
}

static void
cache_free(struct file_cache *cache)
{
	detail_free(&cache->detail);
	inodes_free(&cache->files);
	inodes_free(&cache->namespaces);
	inodes_free(&cache->mounts);
	inodes_free(&cache->memory);
	grow_free(&cache->cached);
	grow_free(&cache->names);
}

static bool
file_cache_show(struct mfree *mfree, struct table *table)
{
	struct file_cache	cache = { .detail = { .mfree = mfree } };
	struct meminfo_system	system;
	bool			read;

	cache_scan(&cache);
	cache_say(&cache);
	read = detail_system(&cache.detail, &system);
	if (read) {
		cache.detail.whole = system.cached;
		if (system.shmem != MEMINFO_ABSENT)
			cache.detail.whole = known_change(system.shmem,
			    system.cached);
		cached_rows_add(&cache);
		detail_show(&cache.detail, table);
	}
	cache_free(&cache);
	return read;
}

const struct figure_view file_cache_view = {
	.option = "--where=file_cache", .opened = true,
	.columns = file_cache_columns,
	.text_list = "kind,size,file_size,holders,pid,comm,name",
	.tsv_list = "kind,size,mem_pct,file_size,dirty,holders,pid,comm,name",
	.show = file_cache_show
};
