/* lost_by.c: calls that lost blocks, of several windows together. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mleakwatch/report/report.h"
#include "mleakwatch/stacks/lost_by.h"
#include "unit.h"

static struct lost_by *
nothing_lost(void)
{
	struct lost_by	*lost_by = calloc(1, sizeof(*lost_by));

	ck_assert_ptr_nonnull(lost_by);
	return lost_by;
}

START_TEST(windows_are_added_up)
{
	struct lost_by	*lost_by = nothing_lost();

	lost_by_add(lost_by, "main;a", 100, 2);
	lost_by_add(lost_by, "main;b", 150, 1);
	lost_by_add(lost_by, "main;a", 200, 4);
	lost_by_sort(lost_by);
	ck_assert_uint_eq(lost_by->count, 2);
	ck_assert_str_eq(lost_by->stack[0].calls, "main;a");
	ck_assert_uint_eq(lost_by->stack[0].bytes, 300);
	ck_assert_uint_eq(lost_by->stack[0].blocks, 6);
	ck_assert_uint_eq(lost_by->named, 7);
	ck_assert_uint_eq(lost_by->bytes, 450);
	lost_by_free(lost_by);
}
END_TEST

/* The sums have those beyond, too. */
START_TEST(more_stacks_than_room)
{
	struct lost_by	*lost_by = nothing_lost();
	char		 calls[24];
	int		 i;

	for (i = 0; i < 2 * LOST_BY_MOST; i++) {
		snprintf(calls, sizeof(calls), "main;f%d", i);
		lost_by_add(lost_by, calls, 10, 1);
	}
	lost_by_add(lost_by, "main;f0", 10, 1);
	ck_assert_uint_eq(lost_by->count, LOST_BY_MOST);
	ck_assert_uint_eq(lost_by->stack[0].blocks, 2);
	ck_assert_uint_eq(lost_by->named, 2 * LOST_BY_MOST + 1);
	lost_by_free(lost_by);
}
END_TEST

/* A name may be as long as the process wants: the inner calls are kept. */
START_TEST(long_stacks_lose_their_outer_part)
{
	struct lost_by	*lost_by = nothing_lost();
	size_t		 length = 100000;
	char		*calls = malloc(length + 1);

	ck_assert_ptr_nonnull(calls);
	memset(calls, 'x', length);
	calls[length] = '\0';
	memcpy(calls + length - 8, ";in;most", 8);
	lost_by_add(lost_by, calls, 10, 1);
	ck_assert_str_eq(lost_by->stack[0].calls, "in;most");
	memcpy(calls + length - 4, "xxxx", 4);
	memcpy(calls + length - 8, "xxxx", 4);
	lost_by_add(lost_by, calls, 10, 1);
	ck_assert_uint_lt(strlen(lost_by->stack[1].calls), 10000);
	lost_by_free(lost_by);
	free(calls);
}
END_TEST

/* Compares all that was written to a file. */
static void
written_is(struct out *out, int fd, const char *expected)
{
	char	text[4096];
	ssize_t	length;

	ck_assert(out_flush(out) == 0);
	length = pread(fd, text, sizeof(text) - 1, 0);
	ck_assert_int_ge(length, 0);
	text[length] = '\0';
	ck_assert_str_eq(text, expected);
}

START_TEST(beneath_a_verdict)
{
	static struct out	out;
	struct lost_by		*lost_by = nothing_lost();
	struct outcome		 outcome;
	FILE			*file = tmpfile();

	ck_assert_ptr_nonnull(file);
	out_begin(&out, fileno(file));
	memset(&outcome, 0, sizeof(outcome));
	outcome.result.verdict = JUDGE_LEAK;
	losers_put(&out, &outcome);
	written_is(&out, fileno(file), "");
	lost_by_add(lost_by, "main;run\n;lose", 300, 3);
	lost_by_add(lost_by, "main", 100, 1);
	lost_by->seconds = 2.5;
	lost_by->lost = 40;
	outcome.lost_by = lost_by;
	outcome.result.verdict = JUDGE_NO_LEAK;
	losers_put(&out, &outcome);
	written_is(&out, fileno(file), "");
	outcome.result.verdict = JUDGE_LEAK;
	losers_put(&out, &outcome);
	written_is(&out, fileno(file),
	    "        calls watched for 2.5 s: 4 of 40 lost blocks were "
	    "allocated in that time\n"
	    "        300 bytes in 3 blocks, 75 % of these:\n"
	    "            lose\n"
	    "            run\\n\n"
	    "            main\n"
	    "        100 bytes in 1 block, 25 % of these:\n"
	    "            main\n");
	lost_by_free(lost_by);
	fclose(file);
}
END_TEST

START_TEST(calls_beyond_are_dots)
{
	static struct out	out;
	FILE			*file = tmpfile();
	char			 calls[128] = "f0", expected[256] = "";
	int			 i;

	ck_assert_ptr_nonnull(file);
	out_begin(&out, fileno(file));
	for (i = 1; i < LOST_BY_CALLS + 2; i++)
		sprintf(calls + strlen(calls), ";f%d", i);
	for (i = LOST_BY_CALLS + 1; i > 1; i--)
		sprintf(expected + strlen(expected), " f%d\n", i);
	strcat(expected, " ...\n");
	lost_calls_put(&out, calls, 1);
	written_is(&out, fileno(file), expected);
	fclose(file);
}
END_TEST

UNIT_SUITE(
	TEST(windows_are_added_up),
	TEST(more_stacks_than_room),
	TEST(long_stacks_lose_their_outer_part),
	TEST(beneath_a_verdict),
	TEST(calls_beyond_are_dots))
