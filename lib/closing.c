/* closing.c: descriptors that are closed many at once. */
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
meminfo_closing_end(struct meminfo_closing *closing)
{
	uint64_t	waiting = closing->waiting;
	int		saved = errno, fd = closing->base, first;

	for (; waiting != 0; waiting >>= 1, fd++) {
		if ((waiting & 1) == 0)
			continue;
		for (first = fd; (waiting & 2) != 0; fd++)
			waiting >>= 1;
		run_close(first, fd);
	}
	closing->waiting = 0;
	closing->count = 0;
	errno = saved;
}

void
meminfo_closing_add(struct meminfo_closing *closing, int fd)
{
	int	base = fd - fd % MEMINFO_CLOSING_MAX;

	if (closing == NULL) {
		meminfo_file_close(fd);
		return;
	}
	if (base != closing->base)
		meminfo_closing_end(closing);
	closing->base = base;
	closing->waiting |= (uint64_t)1 << (fd - base);
	closing->count++;
	if (closing->count >= closing->most)
		meminfo_closing_end(closing);
}
