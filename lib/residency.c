/* residency.c: how much of a file is in the page cache. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "internal.h"

/* The number is the same everywhere since 5.1, except on alpha. */
#if defined(__alpha__)
#define CACHESTAT 561
#else
#define CACHESTAT 451
#endif

#define OVERLAYFS 0x794c7630

/* Pages in one mapping: a vector of 4 KiB, whatever the size of the file. */
#define WINDOW_PAGES 4096

struct cachestat_range {
	uint64_t offset;
	uint64_t length;
};

struct cachestat_pages {
	uint64_t cached;
	uint64_t dirty;
	uint64_t writeback;
	uint64_t evicted;
	uint64_t recently_evicted;
};

uint64_t
meminfo_page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

static int
by_cachestat(int fd, uint64_t offset, uint64_t length,
    struct meminfo_residency *out)
{
	struct cachestat_range	range = { offset, length };
	struct cachestat_pages	pages;
	uint64_t		page = meminfo_page_size();

	if (syscall(CACHESTAT, fd, &range, &pages, 0) == -1)
		return -1;
	out->cached = pages.cached * page;
	out->dirty = pages.dirty * page;
	out->writeback = pages.writeback * page;
	out->evicted = pages.evicted * page;
	out->recently_evicted = pages.recently_evicted * page;
	return 0;
}

/*
 * This is the kernel's own condition (can_do_mincore), as far as it shows. To
 * others, mincore says since 5.2 that every page is resident.
 */
bool
meminfo_mincore_tells(int fd)
{
	char		path[32];
	struct stat	st;
	int		flags = fcntl(fd, F_GETFL);

	if (flags != -1 && (flags & O_ACCMODE) != O_RDONLY)
		return true;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid())
		return true;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

static int
window_count(int fd, uint64_t offset, size_t length, uint64_t *pages)
{
	unsigned char	resident[WINDOW_PAGES];
	size_t		page = (size_t)meminfo_page_size(), i;
	void		*map;
	int		 result;

	map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, (off_t)offset);
	if (map == MAP_FAILED)
		return -1;
	result = mincore(map, length, resident);
	if (result == 0)
		for (i = 0; i < (length + page - 1) / page; i++)
			*pages += resident[i] & 1;
	munmap(map, length);
	return result;
}

/* The part of a range that begins on a page and ends in the file. */
int
meminfo_range_clamp(int fd, uint64_t *offset, uint64_t *length)
{
	uint64_t	page = meminfo_page_size(), end;
	struct stat	st;

	if (fstat(fd, &st) == -1)
		return -1;
	end = st.st_size > 0 ? (uint64_t)st.st_size : 0;
	if (*length != 0 && *offset < end && *length < end - *offset)
		end = *offset + *length;
	*offset -= *offset % page;
	*length = end > *offset ? end - *offset : 0;
	return 0;
}

int
meminfo_residency_mincore(int fd, uint64_t offset, uint64_t length,
    struct meminfo_residency *out)
{
	uint64_t	page = meminfo_page_size(), pages = 0, part;

	if (!meminfo_mincore_tells(fd))
		return meminfo_fail(EPERM);
	if (meminfo_range_clamp(fd, &offset, &length) == -1)
		return -1;
	for (; length > 0; offset += part, length -= part) {
		part = length < WINDOW_PAGES * page ? length :
		    WINDOW_PAGES * page;
		if (window_count(fd, offset, (size_t)part, &pages) == -1)
			return -1;
	}
	out->cached = pages * page;
	out->dirty = MEMINFO_ABSENT;
	out->writeback = MEMINFO_ABSENT;
	out->evicted = MEMINFO_ABSENT;
	out->recently_evicted = MEMINFO_ABSENT;
	return 0;
}

/*
 * On overlayfs, cachestat looks at the overlay's own mapping, which is always
 * empty (6.18). mincore looks at the file below, which has the pages.
 */
static bool
is_overlay(int fd)
{
	struct statfs	fs;

	return fstatfs(fd, &fs) == 0 && (uint32_t)fs.f_type == OVERLAYFS;
}

/*
 * A container's seccomp profile that does not know cachestat answers EPERM
 * even for one's own files. mincore itself looks at the caller.
 */
int
meminfo_residency_read(int fd, uint64_t offset, uint64_t length,
    struct meminfo_residency *out)
{
	if (by_cachestat(fd, offset, length, out) == -1) {
		if (errno != ENOSYS && errno != EPERM)
			return -1;
	} else if (out->cached > 0 || !is_overlay(fd))
		return 0;
	return meminfo_residency_mincore(fd, offset, length, out);
}
