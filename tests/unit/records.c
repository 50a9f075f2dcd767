/* records.c: records that end in a NUL or a newline. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

#include "common/records.h"

static struct records	names;

static void
begin(const char *bytes, size_t length)
{
	int	fd = memfd_create("names", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	records_begin(&names, fd, '\0', RECORDS_PATH);
}

static void
expect(const char *text)
{
	char	*name;
	size_t	 length;

	ck_assert(records_next(&names, &name, &length) == 1 ||
	    records_rest(&names, &name, &length));
	ck_assert_uint_eq(length, strlen(text));
	ck_assert_str_eq(name, text);
}

static void
expect_end(void)
{
	char	*name;
	size_t	 length;

	ck_assert_int_eq(records_next(&names, &name, &length), 0);
	ck_assert(!records_rest(&names, &name, &length));
	ck_assert_int_eq(records_next(&names, &name, &length), 0);
	records_free(&names);
}

START_TEST(names_may_hold_anything)
{
	static const char	list[] = "a\nb\0 \0\0\033[1m\0-f";

	begin(list, sizeof(list));
	expect("a\nb");
	expect(" ");
	expect("");
	expect("\033[1m");
	expect("-f");
	expect_end();
}
END_TEST

START_TEST(the_last_nul_may_be_missing)
{
	begin("one\0two", 7);
	expect("one");
	expect("two");
	expect_end();
}
END_TEST

START_TEST(nothing_is_no_name)
{
	begin("", 0);
	expect_end();
}
END_TEST

/* Names that lie across the ends of the buffer at every offset. */
START_TEST(names_cross_the_buffer)
{
	char	*list = malloc(700000);
	size_t	 length = 0, i;
	char	 name[16];

	for (i = 0; length < 600000; i++)
		length += (size_t)snprintf(list + length, 16, "n%zu", i) + 1;
	begin(list, length);
	while (i-- > 0) {
		static size_t	at;

		snprintf(name, sizeof(name), "n%zu", at++);
		expect(name);
	}
	expect_end();
	free(list);
}
END_TEST

START_TEST(a_name_too_long_is_passed_over)
{
	static const size_t	 size[] = { RECORDS_PATH, RECORDS_PATH + 1,
	    2 * RECORDS_PATH, 5 * RECORDS_PATH };
	size_t			 length = size[_i];
	char			*list = malloc(length + 8);
	char			*name;
	size_t			 read;

	memset(list, 'x', length);
	memcpy(list + length, "\0next", 6);
	begin(list, length + 6);
	ASSERT_FAILS(records_next(&names, &name, &read), EMSGSIZE);
	expect("next");
	expect_end();
	free(list);
}
END_TEST

/* It is said to be too long; then as much again is passed over. */
START_TEST(a_record_without_an_end)
{
	char	*name;
	size_t	 length;
	int	 fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return;
	records_begin(&names, fd, '\n', RECORDS_PATH);
	ASSERT_FAILS(records_next(&names, &name, &length), EMSGSIZE);
	ASSERT_FAILS(records_next(&names, &name, &length), EFBIG);
	ASSERT_FAILS(records_next(&names, &name, &length), EFBIG);
	records_free(&names);
	close(fd);
}
END_TEST

START_TEST(the_longest_name_that_fits)
{
	static char	text[RECORDS_PATH];

	memset(text, 'x', sizeof(text) - 1);
	begin(text, sizeof(text));
	expect(text);
	expect_end();
}
END_TEST

START_TEST(a_list_that_cannot_be_read)
{
	char	*name;
	size_t	 length;
	int	 fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	records_begin(&names, fd, '\0', RECORDS_PATH);
	ASSERT_FAILS(records_next(&names, &name, &length), EISDIR);
	ck_assert(!records_rest(&names, &name, &length));
	records_free(&names);
	close(fd);
}
END_TEST

/* A part of a file, as several threads read one. */
START_TEST(a_part_of_a_file)
{
	begin("one\0two\0three\0four", 18);
	names.at = 4;
	names.stop = 16;
	expect("two");
	expect("three");
	expect("fo");
	expect_end();
}
END_TEST

START_TEST(a_text_of_lines)
{
	char	*line;
	size_t	 length;

	records_text(&names, "a\n\nbc", 5, '\n');
	ck_assert_int_eq(records_next(&names, &line, &length), 1);
	ck_assert_uint_eq(length, 1);
	ck_assert_int_eq(records_next(&names, &line, &length), 1);
	ck_assert_uint_eq(length, 0);
	ck_assert_int_eq(records_next(&names, &line, &length), 0);
	ck_assert_uint_eq(names.number, 2);
	ck_assert(records_rest(&names, &line, &length));
	ck_assert_uint_eq(length, 2);
	ck_assert_mem_eq(line, "bc", 2);
	records_free(&names);
}
END_TEST

UNIT_SUITE(
	TEST(names_may_hold_anything),
	TEST(the_last_nul_may_be_missing),
	TEST(nothing_is_no_name),
	TEST(names_cross_the_buffer),
	LOOP(a_name_too_long_is_passed_over, 4),
	TEST(a_record_without_an_end),
	TEST(the_longest_name_that_fits),
	TEST(a_list_that_cannot_be_read),
	TEST(a_part_of_a_file),
	TEST(a_text_of_lines))
