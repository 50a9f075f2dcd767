/* reader.c: descriptors that are closed together. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "internal.h"

/* glibc has it since 2.34, Linux since 5.9; musl has not. */
static int
range_close(int first, int last)
{
#if defined(__GLIBC__) && \
    (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
	return close_range((unsigned)first, (unsigned)last, 0);
#else
	return first == last ? close(first) : -1;
#endif
}

static void
run_close(int first, int last)
{
	if (range_close(first, last) == 0)
		return;
	for (; first <= last; first++)
		close(first);
}

void
meminfo_reader_end(struct meminfo_reader *reader)
{
	uint64_t	waiting = reader->waiting;
	int		saved = errno, fd = reader->base, first;

	for (; waiting != 0; waiting >>= 1, fd++) {
		if ((waiting & 1) == 0)
			continue;
		for (first = fd; (waiting & 2) != 0; fd++)
			waiting >>= 1;
		run_close(first, fd);
	}
	reader->waiting = 0;
	reader->count = 0;
	errno = saved;
}

void
meminfo_reader_close(struct meminfo_reader *reader, int fd)
{
	int	base = fd - fd % MEMINFO_READER_BATCH;

	if (reader == NULL) {
		meminfo_file_close(fd);
		return;
	}
	if (base != reader->base)
		meminfo_reader_end(reader);
	reader->base = base;
	reader->waiting |= (uint64_t)1 << (fd - base);
	reader->count++;
	if (reader->count >= reader->most)
		meminfo_reader_end(reader);
}
