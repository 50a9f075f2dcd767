/* stall.c: a read that does not end is told from one that goes on. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/stall.h"
#include "unit.h"

#define SECONDS(n) ((int64_t)(n) * 1000000000)

struct reading {
	pid_t	pid;
	int	said;
};

/* A child that waits for ever, or that wakes up all the time for a while. */
static struct reading
reading_begin(bool inside, bool works)
{
	struct reading	reading;
	int		ends[2], i;

	ck_assert_int_eq(pipe(ends), 0);
	reading.pid = fork();
	ck_assert_int_ne(reading.pid, -1);
	if (reading.pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		stall_watch(7, SECONDS(1));
		stall_begin(42, "maps");
		if (!inside)
			stall_end();
		for (i = 0; !works || i < 400; i++)
			usleep(works ? 10000 : 100000000);
		_exit(0);
	}
	close(ends[1]);
	reading.said = ends[0];
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

UNIT_SUITE(
	TEST(it_is_named_and_ends))
