/* reader.c: descriptors closed together, and no other ones. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "unit.h"

static int
a_file(void)
{
	int	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) != -1;
}

START_TEST(none_waits_unless_it_may)
{
	struct meminfo_reader	reader = { .most = (unsigned)_i };
	int			fd = a_file();

	meminfo_reader_close(&reader, fd);
	ck_assert(!is_open(fd));
	ck_assert_uint_eq(reader.count, 0);
}
END_TEST

START_TEST(they_wait_for_each_other)
{
	struct meminfo_reader	reader = { .most = 4 };
	int			fd[4], i;

	for (i = 0; i < 4; i++)
		fd[i] = a_file();
	/* In any order, as files that are opened first are closed last. */
	for (i = 3; i > 0; i--)
		meminfo_reader_close(&reader, fd[i]);
	ck_assert(is_open(fd[1]));
	meminfo_reader_close(&reader, fd[0]);
	for (i = 0; i < 4; i++)
		ck_assert(!is_open(fd[i]));
}
END_TEST

START_TEST(what_is_between_stays)
{
	struct meminfo_reader	reader = { .most = 9 };
	int			fd[7], i;

	for (i = 0; i < 7; i++)
		fd[i] = a_file();
	for (i = 0; i < 7; i++)
		if (i != 2 && i != 5)
			meminfo_reader_close(&reader, fd[i]);
	errno = EXDEV;
	meminfo_reader_end(&reader);
	ck_assert_int_eq(errno, EXDEV);
	for (i = 0; i < 7; i++)
		ck_assert_int_eq(is_open(fd[i]), i == 2 || i == 5);
	meminfo_reader_end(&reader);
	ck_assert(is_open(fd[2]));
}
END_TEST

/* Descriptors that are far from each other, at the ends of a word of bits. */
START_TEST(numbers_may_be_far_apart)
{
	static const int	far[] = { 63, 64, 127, 128, 129, 191, 500 };
	struct meminfo_reader	reader = { .most = 16 };
	size_t			i;

	for (i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		ck_assert_int_eq(fcntl(STDIN_FILENO, F_DUPFD, far[i]),
		    far[i]);
		meminfo_reader_close(&reader, far[i]);
	}
	meminfo_reader_end(&reader);
	for (i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		ck_assert(!is_open(far[i]));
	ck_assert(is_open(STDIN_FILENO));
}
END_TEST

UNIT_SUITE(
	LOOP(none_waits_unless_it_may, 2),
	TEST(they_wait_for_each_other),
	TEST(what_is_between_stays),
	TEST(numbers_may_be_far_apart))
