/*
 * below.c: files below a root directory, which somebody else may have made.
 *
 * A capture may hold links that lead out of it, FIFOs and hard links.  Linux
 * 5.6 resolves a path inside a directory by itself: openat2(2).  Older kernels
 * and containers that forbid the call (EPERM) get the walk below, component
 * by component, which never opens through a link and never opens "..".
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "internal.h"

/* linux/openat2.h is missing beside musl and before Linux 5.6. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

#define RESOLVE_NO_SYMLINKS	0x04
#define RESOLVE_IN_ROOT		0x10

#define PROC_MAGIC	0x9fa0		/* statfs(2): procfs */
#define CGROUP2_MAGIC	0x63677270	/* cgroup v2 */

_Static_assert(MEMINFO_HOST == AT_FDCWD, "MEMINFO_HOST is openat's AT_FDCWD");

struct below_how {
	uint64_t	flags;
	uint64_t	mode;
	uint64_t	resolve;
};

#define LINKS_MAX 40	/* as many as the kernel follows */
#define RETRIES 100

struct below_walk {
	int	top;				/* the directory */
	int	at;				/* where done leads, or top */
	bool	links;				/* may be followed */
	int	followed;
	char	done[MEMINFO_PATH_MAX];		/* no link, no ".." in it */
	char	rest[MEMINFO_PATH_MAX];
};

static void
below_move(struct below_walk *walk, int to)
{
	if (walk->at != walk->top)
		meminfo_file_close(walk->at);
	walk->at = to;
}

static void
below_restart(struct below_walk *walk)
{
	walk->done[0] = '\0';
	below_move(walk, walk->top);
}

/* Put path and a slash before what is left to walk. */
static int
below_prepend(struct below_walk *walk, const char *path)
{
	size_t	length = strlen(path), rest = strlen(walk->rest) + 1;

	if (length + 1 + rest > sizeof(walk->rest))
		return meminfo_fail(ENAMETOOLONG);
	memmove(walk->rest + length + 1, walk->rest, rest);
	memcpy(walk->rest, path, length);
	walk->rest[length] = '/';
	return 0;
}

/* The parent of the top is the top, as after chroot(2). */
static int
below_climb(struct below_walk *walk)
{
	char	*slash = strrchr(walk->done, '/');
	int	 result;

	if (slash != NULL)
		*slash = '\0';
	result = below_prepend(walk, walk->done);
	below_restart(walk);
	return result;
}

/* A link is read, not followed: its text is walked in its turn. */
static int
below_follow(struct below_walk *walk, const char *name)
{
	char	link[MEMINFO_PATH_MAX];
	ssize_t	length;
	int	error = errno;

	length = readlinkat(walk->at, name, link, sizeof(link) - 1);
	if (length == -1) {
		errno = error;
		return -1;
	}
	if (!walk->links || ++walk->followed > LINKS_MAX)
		return meminfo_fail(ELOOP);
	link[length] = '\0';
	if (below_prepend(walk, link) == -1)
		return -1;
	if (link[0] == '/')
		below_restart(walk);
	return 0;
}

/* Take the first name off the front of walk->rest; "." where none is left. */
static int
below_name(struct below_walk *walk, char name[NAME_MAX + 1])
{
	const char	*from = walk->rest + strspn(walk->rest, "/");
	size_t		 length = strcspn(from, "/");

	if (length > NAME_MAX)
		return meminfo_fail(ENAMETOOLONG);
	memcpy(name, from, length);
	memcpy(name + length, length == 0 ? "." : "", length == 0 ? 2 : 1);
	from += length;
	from += strspn(from, "/");
	memmove(walk->rest, from, strlen(from) + 1);
	return 0;
}

/* Walk one name further: a descriptor at the end, -2 on the way, -1. */
static int
below_step(struct below_walk *walk, int flags)
{
	char	name[NAME_MAX + 1];
	size_t	used;
	bool	last;
	int	fd;

	if (below_name(walk, name) == -1)
		return -1;
	if (strcmp(name, "..") == 0)
		return below_climb(walk) == -1 ? -1 : -2;
	last = walk->rest[0] == '\0';
	fd = openat(walk->at, name, O_NOFOLLOW | O_CLOEXEC |
	    (last ? flags : O_PATH | O_DIRECTORY));
	if (fd == -1 && (errno == ELOOP || errno == ENOTDIR))
		return below_follow(walk, name) == -1 ? -1 : -2;
	if (fd == -1 || last)
		return fd;
	below_move(walk, fd);
	used = strlen(walk->done);
	if (strcmp(name, ".") != 0 && meminfo_format(walk->done + used,
	    sizeof(walk->done) - used, "/%s", name) == -1)
		return -1;
	return -2;
}

static int
below_walk_open(int dir, const char *path, int flags, bool links)
{
	struct below_walk	walk = { .top = dir, .at = dir,
				    .links = links };
	int			fd;

	if (meminfo_format(walk.rest, sizeof(walk.rest), "%s", path) == -1)
		return -1;
	do {
		fd = below_step(&walk, flags);
	} while (fd == -2);
	below_move(&walk, dir);
	return fd;
}

/* EAGAIN: somebody renamed a directory while ".." was resolved. */
static int
below_kernel_open(int dir, const char *path, int flags, bool links)
{
	struct below_how	how = { 0 };
	int			fd, i = 0;

	how.flags = (unsigned)(flags | O_CLOEXEC);
	/* openat2 refuses what O_PATH would ignore. */
	if ((flags & O_PATH) == 0)
		how.flags |= O_NONBLOCK | O_NOCTTY | O_LARGEFILE;
	how.resolve = links ? RESOLVE_IN_ROOT : RESOLVE_NO_SYMLINKS;
	do {
		fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	} while (fd == -1 && errno == EAGAIN && ++i < RETRIES);
	return fd;
}

/*
 * EPERM may be the kernel's own answer, which the walk then repeats. A live
 * procfs needs no walk: these paths meet no link in it.
 */
int
meminfo_below_open(int dir, const char *path, int flags, bool links)
{
	struct statfs	fs;
	int		fd;

	fd = below_kernel_open(dir, path, flags, links);
	if (fd != -1 || (errno != ENOSYS && errno != EPERM))
		return fd;
	if (fstatfs(dir, &fs) == 0 && fs.f_type == PROC_MAGIC)
		return openat(dir, path, flags | O_CLOEXEC);
	return below_walk_open(dir, path, flags | O_NONBLOCK | O_NOCTTY,
	    links);
}

/*
 * Only a file of the kernel's may be written, or a regular file that has no
 * other name.
 */
static int
below_writable(int fd)
{
	struct statfs	fs;
	struct stat	st;

	if (fstatfs(fd, &fs) == -1 || fstat(fd, &st) == -1)
		return -1;
	if (fs.f_type == PROC_MAGIC || fs.f_type == CGROUP2_MAGIC)
		return 0;
	if (S_ISREG(st.st_mode) && st.st_nlink == 1)
		return 0;
	return meminfo_fail(S_ISREG(st.st_mode) ? EMLINK : EINVAL);
}

int
meminfo_below_write(int dir, const char *path)
{
	int	fd = meminfo_below_open(dir, path, O_WRONLY, false);

	if (fd == -1 || below_writable(fd) == 0)
		return fd;
	meminfo_file_close(fd);
	return -1;
}

int
meminfo_root_open(const char *dir)
{
	return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/*
 * openat ignores its directory for an absolute path: this machine needs no
 * descriptor. Any other root may hold whatever somebody put there.
 */
int
meminfo_file_open(int root, const char *path, int flags)
{
	if (root == MEMINFO_HOST)
		return openat(root, path, flags | O_CLOEXEC);
	return meminfo_below_open(root, path + strspn(path, "/"), flags, true);
}

int
meminfo_root_file(int root, const char *path)
{
	return meminfo_file_open(root, path, O_RDONLY);
}

ssize_t
meminfo_file_read(int root, const char *path, char *buffer, size_t size)
{
	int	fd = meminfo_file_open(root, path, O_RDONLY);
	ssize_t	n;

	if (fd == -1)
		return -1;
	n = meminfo_text_take(fd, buffer, size, false);
	meminfo_file_close(fd);
	if (n != (ssize_t)size)
		return n;
	return meminfo_fail(EBADMSG);
}
