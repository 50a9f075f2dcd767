/*
 * status_floor.c: what a sample costs beside open, read, close of its files,
 * status and stat.
 *
 * status_floor COMMAND COUNT SHORT LONG: watches COUNT processes that hold
 * still, at 100 Hz, for SHORT and for LONG seconds.  It prints the processor
 * time of a sample, divided by that of reading the files alone.  Only the
 * difference of the two runs counts, so that starting and judging do not.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT_MAX 1000
#define ROUNDS 50

static char	pid_text[COUNT_MAX][16];

struct cost {
	double	seconds;	/* of a processor */
	double	samples;
};

static void
idle_start(int number)
{
	pid_t	pid = fork();

	if (pid == -1)
		err(1, "fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	snprintf(pid_text[number], sizeof(pid_text[number]), "%ld",
	    (long)pid);
}

static double
of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static _Noreturn void
watch(const char *command, int count, const char *duration, int out)
{
	static char	*argv[COUNT_MAX + 12];
	static char	*option[] = { "-T", "--no-header", "-o", "samples",
			    "-i", "0.01", "-d" };
	int		 i, n = 0;

	argv[n++] = (char *)(uintptr_t)command;
	for (i = 0; i < 7; i++)
		argv[n++] = option[i];
	argv[n++] = (char *)(uintptr_t)duration;
	for (i = 0; i < count; i++)
		argv[n++] = pid_text[i];
	dup2(out, STDOUT_FILENO);
	execv(command, argv);
	err(2, "%s", command);
}

static struct cost
cost_of(const char *command, int count, const char *duration)
{
	struct cost	cost = { 0, 0 };
	struct rusage	usage;
	int		pipes[2], status;
	pid_t		pid;
	char		line[64];
	FILE		*in;

	if (pipe2(pipes, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		err(1, "fork");
	if (pid == 0)
		watch(command, count, duration, pipes[1]);
	close(pipes[1]);
	in = fdopen(pipes[0], "r");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		cost.samples += strtod(line, NULL);
	if (in == NULL || wait4(pid, &status, 0, &usage) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) == 2)
		errx(1, "%s failed", command);
	fclose(in);
	cost.seconds = of(&usage.ru_utime) + of(&usage.ru_stime);
	return cost;
}

static void
file_read(const char *pid, const char *name)
{
	char	path[40], text[4096];
	int	fd;

	snprintf(path, sizeof(path), "/proc/%.15s/%s", pid, name);
	fd = open(path, O_RDONLY);
	if (fd == -1 || read(fd, text, sizeof(text)) <= 0)
		err(1, "%s", path);
	close(fd);
}

static double
floor_of(int count)
{
	struct timespec	begin, end;
	int		round, i;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < count; i++) {
			file_read(pid_text[i], "status");
			file_read(pid_text[i], "stat");
		}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	return ((double)(end.tv_sec - begin.tv_sec) +
	    (double)(end.tv_nsec - begin.tv_nsec) / 1e9) / ROUNDS / count;
}

int
main(int argc, char **argv)
{
	struct cost	brief, longer;
	double		least;
	int		count, i;

	if (argc != 5 || (count = (int)strtol(argv[2], NULL, 10)) < 1 || count > COUNT_MAX)
		errx(2, "usage: status_floor command count short long");
	for (i = 0; i < count; i++)
		idle_start(i);
	brief = cost_of(argv[1], count, argv[3]);
	least = floor_of(count);
	longer = cost_of(argv[1], count, argv[4]);
	least = (least + floor_of(count)) / 2;
	printf("%.3f\n", (longer.seconds - brief.seconds) /
	    (longer.samples - brief.samples) / least);
	for (i = 0; i < count; i++)
		kill((pid_t)strtol(pid_text[i], NULL, 10), SIGKILL);
	return 0;
}
