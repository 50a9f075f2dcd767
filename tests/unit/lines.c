/* lines.c: lines of texts and files, words, numbers. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"
#include "unit.h"

static int
file_of(const char *text)
{
	char	path[] = "/tmp/unit-lines-XXXXXX";
	int	fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	unlink(path);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Lines of a file, through a buffer of that size, joined by '|'. */
static void
joined(const char *text, size_t size, char *out)
{
	struct meminfo_lines	lines;
	struct meminfo_line	line;
	char			buffer[64] = "";
	int			more;

	meminfo_lines_fd(&lines, file_of(text), buffer, size);
	*out = '\0';
	while ((more = meminfo_lines_next(&lines, &line)) == 1) {
		strncat(out, line.text, line.length);
		strcat(out, line.whole ? "|" : "~");
	}
	ck_assert_int_eq(more, 0);
	ck_assert_int_eq(meminfo_lines_next(&lines, &line), 0);
	meminfo_lines_close(&lines);
}

static const struct {
	const char	*text, *expected;
	size_t		 size;
} file_case[] = {
	{ "", "", 8 },
	{ "\n", "|", 8 },
	{ "a\n\nbc\n", "a||bc|", 8 },
	{ "a\nno end", "a|no end~", 8 },
	{ "1234567\n", "1234567|", 8 },
	{ "12345678\nx\n", "12345678~x|", 8 },
	{ "12345678901234567890\nx\ny", "12345678~x|y~", 8 },
	{ "12345678", "12345678~", 8 },
	{ "1234567890", "12345678~", 8 },
	{ "abc\n123456789012\n", "abc|12345678~", 8 },
	{ "aaaa\nbbbbb\ncccccc\nd\n", "aaaa|bbbbb|cccccc|d|", 8 },
};

START_TEST(file_lines)
{
	char	out[128];

	joined(file_case[_i].text, file_case[_i].size, out);
	ck_assert_str_eq(out, file_case[_i].expected);
}
END_TEST

START_TEST(an_endless_file_is_left)
{
	struct meminfo_lines	lines;
	struct meminfo_line	line;
	char			buffer[8];

	meminfo_lines_fd(&lines, file_of("a\nb\nc\nd\ne\nf\n"), buffer, 4);
	lines.left = 8;
	while (meminfo_lines_next(&lines, &line) == 1)
		ck_assert_int_ne(*line.text, 'e');
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_int_eq(meminfo_lines_next(&lines, &line), 0);
	meminfo_lines_close(&lines);
}
END_TEST

START_TEST(text_lines)
{
	struct meminfo_lines	lines;
	struct meminfo_line	line;

	meminfo_lines_text(&lines, "a\nbc", 4);
	ck_assert_int_eq(meminfo_lines_next(&lines, &line), 1);
	ck_assert(line.length == 1 && line.whole);
	ck_assert_int_eq(meminfo_lines_next(&lines, &line), 1);
	ck_assert(line.length == 2 && !line.whole);
	ck_assert_int_eq(meminfo_lines_next(&lines, &line), 0);
}
END_TEST

START_TEST(errno_survives_the_close)
{
	struct meminfo_lines	lines;
	char			buffer[8];

	ck_assert_int_eq(meminfo_lines_open(&lines, MEMINFO_HOST,
	    "/proc/meminfo", buffer, sizeof(buffer)), 0);
	errno = EBADMSG;
	meminfo_lines_close(&lines);
	ck_assert_int_eq(errno, EBADMSG);
}
END_TEST

static int
number(const char *text, uint64_t *out)
{
	const struct meminfo_word	word = { text, strlen(text) };

	return meminfo_word_number(&word, out);
}

START_TEST(numbers)
{
	uint64_t	value;

	ck_assert_int_eq(number("0", &value), 0);
	ck_assert_uint_eq(value, 0);
	ck_assert_int_eq(number("18446744073709551615", &value), 0);
	ck_assert_uint_eq(value, UINT64_MAX);
	ASSERT_FAILS(number("18446744073709551616", &value), EBADMSG);
	ASSERT_FAILS(number("99999999999999999999999", &value), EBADMSG);
	ASSERT_FAILS(number("", &value), EBADMSG);
	ASSERT_FAILS(number("+1", &value), EBADMSG);
	ASSERT_FAILS(number("-1", &value), EBADMSG);
	ASSERT_FAILS(number("1x", &value), EBADMSG);
}
END_TEST

START_TEST(words)
{
	struct meminfo_word	rest = { " ab\tc  ", 7 }, word;

	ck_assert(meminfo_word_next(&rest, &word));
	ck_assert(meminfo_word_is(&word, "ab"));
	ck_assert(!meminfo_word_is(&word, "a"));
	ck_assert(!meminfo_word_is(&word, "abc"));
	ck_assert(meminfo_word_next(&rest, &word));
	ck_assert(meminfo_word_is(&word, "c"));
	ck_assert(!meminfo_word_next(&rest, &word));
}
END_TEST

START_TEST(small_files_are_whole_or_an_error)
{
	char	buffer[4096];

	ck_assert_int_gt(meminfo_file_read(MEMINFO_HOST, "/proc/uptime",
	    buffer, sizeof(buffer)), 3);
	ASSERT_FAILS(meminfo_file_read(MEMINFO_HOST, "/proc/uptime", buffer, 3),
	    EBADMSG);
	ASSERT_FAILS(meminfo_file_read(MEMINFO_HOST, "/proc/none", buffer, 3),
	    ENOENT);
}
END_TEST

UNIT_SUITE(
	EACH(file_lines, file_case),
	TEST(an_endless_file_is_left),
	TEST(text_lines),
	TEST(errno_survives_the_close),
	TEST(numbers),
	TEST(words),
	TEST(small_files_are_whole_or_an_error))
