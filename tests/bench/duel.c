/*
 * duel.c: how many times as long as the second command takes the first?
 *
 * The two are run in turn, so that both see the same machine at the same
 * time; the figure is the ratio of their medians.  (One after the other, as
 * hyperfine does it, 30 runs each, the ratio of a program to itself was seen
 * between 0.85 and 1.2 on a busy machine; in turn, within 0.02.)
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define WORDS_MAX 32

extern char	**environ;

/* Words between blanks; no quotes. */
static void
split(char *command, char *word[WORDS_MAX])
{
	int	count = 0;
	char	*next;

	for (next = strtok(command, " "); next != NULL;
	    next = strtok(NULL, " "))
		if (count < WORDS_MAX - 1)
			word[count++] = next;
	word[count] = NULL;
}

static double
now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double
run(char *word[], const posix_spawn_file_actions_t *actions)
{
	double	begin = now();
	pid_t	pid;
	int	status, error;

	error = posix_spawnp(&pid, word[0], actions, NULL, word, environ);
	if (error != 0)
		errx(1, "%s: %s", word[0], strerror(error));
	if (waitpid(pid, &status, 0) == -1)
		err(1, "wait");
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		errx(1, "%s failed", word[0]);
	return now() - begin;
}

static int
compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *value, int count)
{
	qsort(value, (size_t)count, sizeof(*value), compare);
	return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

int
main(int argc, char **argv)
{
	posix_spawn_file_actions_t	actions;
	char				*word[2][WORDS_MAX];
	double				*taken[2];
	int				i, count, round;

	if (argc != 4 || (count = atoi(argv[1])) < 1)
		errx(2, "usage: duel runs command command");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY,
	    0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY,
	    0);
	for (i = 0; i < 2; i++) {
		split(argv[i + 2], word[i]);
		taken[i] = calloc((size_t)count, sizeof(**taken));
		if (taken[i] == NULL)
			err(1, "calloc");
		run(word[i], &actions);
	}
	for (round = 0; round < count; round++)
		for (i = 0; i < 2; i++)
			taken[i][round] = run(word[i], &actions);
	printf("%.4f\n", median(taken[0], count) / median(taken[1], count));
	return 0;
}
