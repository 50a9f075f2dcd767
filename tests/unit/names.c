/* names.c: lists of names that end in NUL. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

#include "common/names.h"

static struct names names;

static void
begin(const char *bytes, size_t length)
{
	int	fd = memfd_create("names", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	names_begin(&names, fd);
}

static void
expect(const char *text)
{
	const char	*name;

	ck_assert_int_eq(names_next(&names, &name), 1);
	ck_assert_str_eq(name, text);
}

static void
expect_end(void)
{
	const char	*name;

	ck_assert_int_eq(names_next(&names, &name), 0);
	ck_assert_int_eq(names_next(&names, &name), 0);
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
	char	*list = malloc(3 * NAMES_BUFFER);
	size_t	 length = 0, i;
	char	 name[16];

	for (i = 0; length < 2 * NAMES_BUFFER; i++)
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
	static const size_t	 size[] = { NAMES_BUFFER - 1, NAMES_BUFFER,
	    NAMES_BUFFER + 1, 5 * NAMES_BUFFER };
	size_t			 length = size[_i];
	char			*list = malloc(length + 8);
	const char		*name;

	memset(list, 'x', length);
	memcpy(list + length, "\0next", 6);
	begin(list, length + 6);
	ASSERT_FAILS(names_next(&names, &name), ENAMETOOLONG);
	expect("next");
	expect_end();
	free(list);
}
END_TEST

START_TEST(the_longest_name_that_fits)
{
	static char	text[NAMES_BUFFER - 1];

	memset(text, 'x', sizeof(text) - 1);
	begin(text, sizeof(text));
	expect(text);
	expect_end();
}
END_TEST

START_TEST(a_broken_list_is_an_error_once)
{
	const char	*name;

	names_begin(&names, -1);
	ASSERT_FAILS(names_next(&names, &name), EBADF);
	ck_assert_int_eq(names_next(&names, &name), 0);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("names");
	TCase	*tc = tcase_create("names");

	tcase_add_test(tc, names_may_hold_anything);
	tcase_add_test(tc, the_last_nul_may_be_missing);
	tcase_add_test(tc, nothing_is_no_name);
	tcase_add_test(tc, names_cross_the_buffer);
	tcase_add_loop_test(tc, a_name_too_long_is_passed_over, 0, 4);
	tcase_add_test(tc, the_longest_name_that_fits);
	tcase_add_test(tc, a_broken_list_is_an_error_once);
	suite_add_tcase(suite, tc);
	return suite;
}
