/* held.c: pages of a file that cannot be dropped, since somebody maps them. */
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
 * Only what is resident already is mapped here: to touch the rest would read
 * it in.  By madvise and not by a look at a byte, which in a file that
 * somebody truncates meanwhile ends in SIGBUS.
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

/* Frame numbers, and with them kpageflags, are for CAP_SYS_ADMIN alone. */
static void
count_locked(const struct window *w, uint64_t entry,
    struct meminfo_held *out)
{
	uint64_t	flags, frame = entry & FRAME;

	if (w->kpageflags == -1 || frame == 0 ||
	    pread(w->kpageflags, &flags, sizeof(flags),
	    (off_t)(frame * sizeof(flags))) != sizeof(flags)) {
		out->locked = MEMINFO_ABSENT;
		return;
	}
	if (out->locked != MEMINFO_ABSENT &&
	    (flags & (UNEVICTABLE | MLOCKED)) != 0)
		out->locked += w->page;
}

static int
count_mapped(struct window *w, struct meminfo_held *out)
{
	size_t	size = w->count * sizeof(*w->entry), i;
	off_t	at = (off_t)((uintptr_t)w->map / w->page * sizeof(*w->entry));

	if (pread(w->pagemap, w->entry, size, at) != (ssize_t)size)
		return -1;
	for (i = 0; i < w->count; i++) {
		if (!(w->entry[i] & PRESENT))
			continue;
		if (!(w->entry[i] & ONLY_HERE))
			out->mapped += w->page;
		count_locked(w, w->entry[i], out);
	}
	return 0;
}

static int
window_read(struct window *w, int fd, uint64_t offset, size_t length,
    struct meminfo_held *out)
{
	int	result = -1;

	w->count = (length + w->page - 1) / w->page;
	w->map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, (off_t)offset);
	if (w->map == MAP_FAILED)
		return -1;
	/* Without it, touching a page may start to read others ahead. */
	madvise(w->map, length, MADV_RANDOM);
	if (mincore(w->map, length, w->resident) == 0 && populate(w) == 0)
		result = count_mapped(w, out);
	munmap(w->map, length);
	return result;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int
stride_read(struct window *w, int fd, uint64_t offset, uint64_t length,
    struct meminfo_held *out)
{
	uint64_t	part;

	for (; length > 0; offset += part, length -= part) {
		part = least(length, WINDOW_PAGES * (uint64_t)w->page);
		if (window_read(w, fd, offset, (size_t)part, out) == -1)
			return -1;
	}
	return 0;
}

/* A stride of which nothing is cached is passed over: files of holes. */
static int
range_read(struct window *w, int fd, uint64_t offset, uint64_t length,
    struct meminfo_held *out)
{
	struct meminfo_residency	residency;
	uint64_t			part;

	out->mapped = 0;
	out->locked = 0;
	for (; length > 0; offset += part, length -= part) {
		part = least(length, STRIDE);
		if (meminfo_residency_read(fd, offset, part,
		    &residency) == 0 && residency.cached == 0)
			continue;
		if (stride_read(w, fd, offset, part, out) == -1)
			return -1;
	}
	return 0;
}

int
meminfo_held_read(int fd, uint64_t offset, uint64_t length,
    struct meminfo_held *out)
{
	struct window	w;
	int		result;

	if (!meminfo_mincore_tells(fd)) {
		errno = EPERM;
		return -1;
	}
	if (meminfo_range_clamp(fd, &offset, &length) == -1)
		return -1;
	w.page = (size_t)meminfo_page_size();
	w.pagemap = meminfo_file_open(MEMINFO_HOST, "/proc/self/pagemap",
	    O_RDONLY);
	if (w.pagemap == -1)
		return -1;
	w.kpageflags = meminfo_file_open(MEMINFO_HOST, "/proc/kpageflags",
	    O_RDONLY);
	result = range_read(&w, fd, offset, length, out);
	if (w.kpageflags != -1)
		meminfo_file_close(w.kpageflags);
	meminfo_file_close(w.pagemap);
	return result;
}
