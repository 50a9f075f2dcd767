/* residency.c: what of a file is cached, by both calls, and what holds it. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deny.h"
#include "internal.h"
#include "unit.h"

#define PAGES 64

/* Not /tmp, which may be a tmpfs, whose pages nothing drops. */
static char	path[] = "build/residency-XXXXXX";
static int	fd;
static size_t	page;
static struct meminfo_residency	r;

/*
 * A page at a time, which makes small folios: those that mlock marks at once.
 * Large ones the kernel marks only when it would reclaim them (6.18).
 */
static void
fill(off_t at, size_t pages)
{
	char	*bytes = calloc(1, page);

	for (; pages > 0; pages--, at += (off_t)page)
		ck_assert_int_eq(pwrite(fd, bytes, page, at), (ssize_t)page);
	ck_assert_int_eq(fdatasync(fd), 0);
	free(bytes);
}

/*
 * The kernel may put any page out at any moment, but not these.  (mlock is a
 * function that sanitizers make do nothing, and without MADV_RANDOM pages
 * beside these would be read in.)
 */
static void
hold(off_t at, size_t pages)
{
	char	*map;

	map = mmap(NULL, pages * page, PROT_READ, MAP_SHARED, fd, at);
	ck_assert_ptr_ne(map, MAP_FAILED);
	ck_assert_int_eq(madvise(map, pages * page, MADV_RANDOM), 0);
	ck_assert_int_eq(mlock2(map, pages * page, 0), 0);
}

static void
setup(void)
{
	page = (size_t)meminfo_page_size();
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	fill(0, PAGES);
}

static void
teardown(void)
{
	close(fd);
	unlink(path);
}

typedef int residency_function(int, uint64_t, uint64_t,
    struct meminfo_residency *);

static residency_function *const function[] = {
	meminfo_residency_read, meminfo_residency_mincore
};

static uint64_t
cached(int which, uint64_t offset, uint64_t length)
{
	ck_assert_int_eq(function[which](fd, offset, length, &r), 0);
	return r.cached / page;
}

/* A page that somebody looks at is in use, and stays: it is dropped again. */
static void
drop(void)
{
	int	tries = 100;

	do {
		ck_assert_int_eq(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED),
		    0);
	} while (cached(1, 0, 0) != 0 && --tries > 0);
}

/* Pages that are to be dropped cannot be held: if some are gone, try again. */
START_TEST(what_is_read_is_cached_until_dropped)
{
	int	tries = 100;

	while (cached(_i, 0, 0) != PAGES && --tries > 0)
		fill(0, PAGES);
	ck_assert_int_gt(tries, 0);
	drop();
	ck_assert_uint_eq(cached(_i, 0, 0), 0);
}
END_TEST

START_TEST(a_range_counts_the_pages_that_it_touches)
{
	hold(0, PAGES);
	ck_assert_uint_eq(cached(_i, 0, 1), 1);
	ck_assert_uint_eq(cached(_i, page - 1, 2), 2);
	ck_assert_uint_eq(cached(_i, page, 0), PAGES - 1);
	ck_assert_uint_eq(cached(_i, 3 * page, 2 * page), 2);
	ck_assert_uint_eq(cached(_i, PAGES * page, page), 0);
	ck_assert_uint_eq(cached(_i, (PAGES - 1) * page, 100 * page), 1);
	ck_assert_uint_eq(cached(_i, (uint64_t)1 << 40, page), 0);
}
END_TEST

START_TEST(a_part_of_a_page_is_a_page)
{
	ck_assert_int_eq(ftruncate(fd, (off_t)page + 1), 0);
	hold(0, 2);
	ck_assert_uint_eq(cached(_i, 0, 0), 2);
	ck_assert_uint_eq(cached(_i, page, 0), 1);
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_uint_eq(cached(_i, 0, 0), 0);
}
END_TEST

/* A page behind 5 GiB of hole has an offset of more than 32 bits. */
START_TEST(large_files_are_whole)
{
	const uint64_t	far = UINT64_C(5) << 30;

	fill((off_t)far, 1);
	hold(0, PAGES);
	hold((off_t)far, 1);
	ck_assert_uint_eq(cached(_i, 0, 0), PAGES + 1);
	ck_assert_uint_eq(cached(_i, far, 0), 1);
	ck_assert_uint_eq(cached(_i, far - page, page), 0);
}
END_TEST

START_TEST(mincore_tells_no_more_than_it_knows)
{
	cached(1, 0, 0);
	ck_assert_uint_eq(r.dirty, MEMINFO_ABSENT);
	ck_assert_uint_eq(r.writeback, MEMINFO_ABSENT);
	ck_assert_uint_eq(r.evicted, MEMINFO_ABSENT);
}
END_TEST

/* To whom the kernel does not tell: an answer would be a lie. */
START_TEST(others_are_not_told)
{
	struct meminfo_pinned	pinned;
	int			other;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	other = open(path, O_RDONLY);
	ck_assert_int_eq(seteuid(65534), 0);
	ASSERT_FAILS(meminfo_residency_mincore(other, 0, 0, &r), EPERM);
	ASSERT_FAILS(meminfo_pinned_read(other, 0, 0, &pinned), EPERM);
	ck_assert_int_eq(seteuid(0), 0);
	close(other);
}
END_TEST

START_TEST(a_pipe_has_no_pages)
{
	int	ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(meminfo_residency_read(ends[0], 0, 0, &r) == 0 &&
	    r.cached > 0, 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* Like a container whose seccomp profile does not know cachestat(2). */
START_TEST(cachestat_is_forbidden)
{
	int	other = open(path, O_RDONLY);

	hold(0, PAGES / 2);
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	if (!unit_deny(451, EPERM))
		return;
	ck_assert_int_eq(meminfo_residency_read(fd, 0, PAGES / 2 * page, &r),
	    0);
	ck_assert_uint_eq(r.cached, PAGES / 2 * page);
	ck_assert_uint_eq(r.dirty, MEMINFO_ABSENT);
	if (geteuid() == 0 && seteuid(65534) == 0) {
		ASSERT_FAILS(meminfo_residency_read(other, 0, 0, &r), EPERM);
		ck_assert_int_eq(seteuid(0), 0);
	}
	close(other);
}
END_TEST

START_TEST(unmapped_pages_are_not_pinned)
{
	struct meminfo_pinned	pinned;

	if (meminfo_pinned_read(fd, 0, 0, &pinned) == -1)
		return;		/* before 5.14, or no /proc/self/pagemap */
	ck_assert_uint_eq(pinned.mapped, 0);
	ck_assert(pinned.locked == 0 || pinned.locked == MEMINFO_ABSENT);
}
END_TEST

/* MAP_LOCKED: mlock is a function that sanitizers make do nothing. */
START_TEST(mapped_pages_are_pinned)
{
	struct meminfo_pinned	 pinned;
	char			*map;

	map = mmap(NULL, PAGES * page, PROT_READ, MAP_SHARED | MAP_LOCKED,
	    fd, 0);
	ck_assert_ptr_ne(map, MAP_FAILED);
	if (meminfo_pinned_read(fd, 0, 0, &pinned) == -1)
		return;
	ck_assert_uint_eq(pinned.mapped, PAGES * page);
	if (pinned.locked != MEMINFO_ABSENT)
		ck_assert_uint_eq(pinned.locked, PAGES * page);
	munmap(map, PAGES * page);
	ck_assert_int_eq(meminfo_pinned_read(fd, 0, 0, &pinned), 0);
	ck_assert_uint_eq(pinned.mapped, 0);
}
END_TEST

/* Frame numbers are for root. */
START_TEST(a_page_is_a_folio_that_nothing_cuts)
{
	ck_assert_int_eq(meminfo_folio_crosses(fd, 0), 0);
	ck_assert_int_eq(meminfo_folio_crosses(fd, (uint64_t)1 << 40), 0);
	if (meminfo_folio_crosses(fd, page) != 0)
		ASSERT_FAILS(meminfo_folio_crosses(fd, page), EPERM);
	drop();
	ck_assert_int_eq(meminfo_folio_crosses(fd, page), 0);
}
END_TEST

/* To look must not read the file in. */
START_TEST(looking_at_what_is_pinned_caches_nothing)
{
	struct meminfo_pinned	pinned;

	drop();
	if (meminfo_pinned_read(fd, 0, 0, &pinned) == -1)
		return;
	ck_assert_uint_eq(pinned.mapped, 0);
	ck_assert_uint_eq(cached(0, 0, 0), 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
	ck_assert_int_eq(meminfo_pinned_read(fd, 0, 0, &pinned), 0);
	ck_assert_uint_eq(cached(0, 0, 0), 0);
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, setup, teardown),
	LOOP(what_is_read_is_cached_until_dropped, 2),
	LOOP(a_range_counts_the_pages_that_it_touches, 2),
	LOOP(a_part_of_a_page_is_a_page, 2),
	LOOP(large_files_are_whole, 2),
	TEST(mincore_tells_no_more_than_it_knows),
	TEST(others_are_not_told),
	TEST(a_pipe_has_no_pages),
	TEST(cachestat_is_forbidden),
	TEST(unmapped_pages_are_not_pinned),
	TEST(mapped_pages_are_pinned),
	TEST(a_page_is_a_folio_that_nothing_cuts),
	TEST(looking_at_what_is_pinned_caches_nothing))
