/* pinned.c: pages of a file that cannot be dropped: mapped, in large folios. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

/* /proc/PID/pagemap: an entry of 64 bits a page, proc_pid_pagemap(5) */
#define PRESENT		((uint64_t)1 << 63)
#define ONLY_HERE	((uint64_t)1 << 56)	/* mapped only here, 4.2 */
#define FRAME		(((uint64_t)1 << 55) - 1)

/* /proc/kpageflags: the bits of include/linux/kernel-page-flags.h */
#define TAIL		((uint64_t)1 << 16)
#define UNEVICTABLE	((uint64_t)1 << 18)
#define MLOCKED		((uint64_t)1 << 33)

#define WINDOW_PAGES 512
#define STRIDE ((uint64_t)1 << 30)

struct window {
	int		 pagemap;	/* /proc/self/pagemap */
	int		 kpageflags;	/* -1: not for us */
	size_t		 page;
	size_t		 count;		/* of pages */
	char		*map;
	unsigned char	 resident[WINDOW_PAGES];
	uint64_t	 entry[WINDOW_PAGES];
};

/*
 * Map only pages that are resident already: to touch others would read them
 * in. madvise does it, because a look at a byte ends in SIGBUS if somebody
 * truncates the file meanwhile.
 */
static int
populate(const struct window *w)
{
	size_t	i, begin;

	for (i = 0; i < w->count; i++) {
		if (!(w->resident[i] & 1))
			continue;
		begin = i;
		while (i + 1 < w->count && (w->resident[i + 1] & 1))
			i++;
		if (madvise(w->map + begin * w->page,
		    (i + 1 - begin) * w->page, MADV_POPULATE_READ) == -1 &&
		    errno != EFAULT)
			return -1;
	}
	return 0;
}

/* Only CAP_SYS_ADMIN gets frame numbers, and with them kpageflags. */
static int
flags_read(const struct window *w, uint64_t entry, uint64_t *flags)
{
	uint64_t	frame = entry & FRAME;

	if (w->kpageflags != -1 && frame != 0 &&
	    pread(w->kpageflags, flags, sizeof(*flags),
	    (off_t)(frame * sizeof(*flags))) == sizeof(*flags))
		return 0;
	return meminfo_fail(EPERM);
}

static void
count(const struct window *w, struct meminfo_pinned *out)
{
	uint64_t	flags;
	size_t		i;

	for (i = 0; i < w->count; i++) {
		if (!(w->entry[i] & PRESENT))
			continue;
		if (!(w->entry[i] & ONLY_HERE))
			out->mapped += w->page;
		if (flags_read(w, w->entry[i], &flags) == -1)
			out->locked = MEMINFO_ABSENT;
		else if (out->locked != MEMINFO_ABSENT &&
		    (flags & (UNEVICTABLE | MLOCKED)) != 0)
			out->locked += w->page;
	}
}

static int
entries_read(struct window *w)
{
	size_t	size = w->count * sizeof(*w->entry);
	off_t	at = (off_t)((uintptr_t)w->map / w->page * sizeof(*w->entry));

	return pread(w->pagemap, w->entry, size, at) == (ssize_t)size ? 0 : -1;
}

/*
 * Read the entries of the pages in a range; those that are cached are mapped
 * for it.
 */
static int
window_read(struct window *w, int fd, uint64_t offset, size_t length)
{
	int	result = -1;

	w->count = (length + w->page - 1) / w->page;
	w->map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, (off_t)offset);
	if (w->map == MAP_FAILED)
		return -1;
	/* Without it, touching a page may start to read others ahead. */
	madvise(w->map, length, MADV_RANDOM);
	if (mincore(w->map, length, w->resident) == 0 && populate(w) == 0)
		result = entries_read(w);
	munmap(w->map, length);
	return result;
}

static int
stride_read(struct window *w, int fd, uint64_t offset, uint64_t length,
    struct meminfo_pinned *out)
{
	uint64_t	part;

	for (; length > 0; offset += part, length -= part) {
		part = meminfo_smaller(length,
		    WINDOW_PAGES * (uint64_t)w->page);
		if (window_read(w, fd, offset, (size_t)part) == -1)
			return -1;
		count(w, out);
	}
	return 0;
}

/* Skip a stride of which nothing is cached, as in files of holes. */
static int
range_read(struct window *w, int fd, uint64_t offset, uint64_t length,
    struct meminfo_pinned *out)
{
	struct meminfo_residency	residency;
	uint64_t			part;

	out->mapped = 0;
	out->locked = 0;
	for (; length > 0; offset += part, length -= part) {
		part = meminfo_smaller(length, STRIDE);
		if (meminfo_residency_read(fd, offset, part,
		    &residency) == 0 && residency.cached == 0)
			continue;
		if (stride_read(w, fd, offset, part, out) == -1)
			return -1;
	}
	return 0;
}

static int
window_open(struct window *w, int fd)
{
	if (!meminfo_mincore_tells(fd))
		return meminfo_fail(EPERM);
	w->page = (size_t)meminfo_page_size();
	w->pagemap = meminfo_file_open(MEMINFO_HOST, "/proc/self/pagemap",
	    O_RDONLY);
	if (w->pagemap == -1)
		return -1;
	w->kpageflags = meminfo_file_open(MEMINFO_HOST, "/proc/kpageflags",
	    O_RDONLY);
	return 0;
}

static void
window_close(const struct window *w)
{
	if (w->kpageflags != -1)
		meminfo_file_close(w->kpageflags);
	meminfo_file_close(w->pagemap);
}

int
meminfo_pinned_read(int fd, uint64_t offset, uint64_t length,
    struct meminfo_pinned *out)
{
	struct window	w;
	int		result;

	if (meminfo_range_clamp(fd, &offset, &length) == -1 ||
	    window_open(&w, fd) == -1)
		return -1;
	result = range_read(&w, fd, offset, length, out);
	window_close(&w);
	return result;
}

int
meminfo_folio_crosses(int fd, uint64_t offset)
{
	struct window	w;
	uint64_t	length = 1, flags;
	int		result = -1;

	if (meminfo_range_clamp(fd, &offset, &length) == -1)
		return -1;
	if (length == 0 || offset == 0)
		return 0;
	if (window_open(&w, fd) == -1)
		return -1;
	if (window_read(&w, fd, offset, w.page) == 0) {
		if (!(w.entry[0] & PRESENT))
			result = 0;
		else if (flags_read(&w, w.entry[0], &flags) == 0)
			result = (flags & TAIL) != 0;
	}
	window_close(&w);
	return result;
}
