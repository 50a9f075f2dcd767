/* stall.c: a read that does not end is told from one that goes on. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/stall.h"
#include "unit.h"

static const struct stall_way	ends = { .status = 7, .advice = "end it",
				    .time = 1000000000 };

struct reading {
	pid_t	pid;
	int	said;
};

/* A child that waits for ever, or that wakes up all the time for a while. */
static struct reading
reading_begin(bool inside, bool works)
{
	struct reading	reading;
	int		way[2], i;

	ck_assert_int_eq(pipe(way), 0);
	reading.pid = fork();
	ck_assert_int_ne(reading.pid, -1);
	if (reading.pid == 0) {
		dup2(way[1], STDERR_FILENO);
		close(way[0]);
		close(way[1]);
		stall_watch(&ends);
		stall_begin(42, "maps");
		if (!inside)
			stall_end();
		for (i = 0; !works || i < 400; i++)
			usleep(works ? 10000 : 100000000);
		_exit(0);
	}
	close(way[1]);
	reading.said = way[0];
	return reading;
}

static int
reading_end(const struct reading *reading, char *text, size_t size)
{
	size_t	used = 0;
	ssize_t	n;
	int	status;

	while (used < size - 1 && (n = read(reading->said, text + used,
	    size - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(reading->said);
	ck_assert_int_eq(waitpid(reading->pid, &status, 0), reading->pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(it_is_named_and_ends)
{
	struct reading	stalled = reading_begin(true, false);
	struct reading	working = reading_begin(true, true);
	struct reading	outside = reading_begin(false, true);
	char		text[512];

	ck_assert_int_eq(reading_end(&stalled, text, sizeof(text)), 7);
	ck_assert_ptr_nonnull(strstr(text, "/proc/42/maps: not read in 1 s"));
	ck_assert_int_eq(reading_end(&working, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(reading_end(&outside, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

/* 42 cannot be read, 43 can. */
static int
both_read(void *argument)
{
	struct stall_way	way = ends;

	way.again = both_read;
	way.argument = argument;
	stall_watch(&way);
	if (stall_begin(42, "maps"))
		for (;;)
			pause();
	if (errno != EBUSY || !stall_begin(43, "maps"))
		return 2;
	stall_end();
	return 3;
}

START_TEST(it_is_left_out)
{
	pid_t	pid = fork();
	int	status;

	if (pid == 0)
		_exit(both_read(NULL));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 3);
}
END_TEST

UNIT_SUITE(
	TEST(it_is_named_and_ends),
	TEST(it_is_left_out))
