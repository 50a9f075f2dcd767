/* spawn.h: run a command, and read what it prints. */
/* SPDX-License-Identifier: MIT */
#ifndef SPAWN_H
#define SPAWN_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char	**environ;

static void
fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(2);
}

#define SPAWN_SECONDS 300	/* more is for ever, on a loaded machine too */

/* Nobody sets it back. */
static time_t
spawn_clock(void)
{
	struct timespec	now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* The output up to its end, as far as it fits: 0; -1 after SPAWN_SECONDS. */
static int
spawn_output(int fd, char *output, size_t size)
{
	static char	rest[65536];
	struct pollfd	ready = { fd, POLLIN, 0 };
	time_t		end = spawn_clock() + SPAWN_SECONDS;
	size_t		used = 0;
	ssize_t		n = 1;

	while (n > 0) {
		if (spawn_clock() >= end || poll(&ready, 1, 1000) == -1)
			return -1;
		if (ready.revents == 0)
			continue;
		n = used < size - 1 ? read(fd, output + used, size - 1 - used) :
		    read(fd, rest, sizeof(rest));
		if (n > 0 && used < size - 1)
			used += (size_t)n;
	}
	output[used] = '\0';
	return 0;
}

/*
 * Descriptor 1 or 2 of the command is read, the other goes nowhere.  The exit
 * status; -1 for a command that never ends, else minus the signal - 1.
 */
static int
spawn_read(const char **argument, int which, char *output, size_t size)
{
	posix_spawn_file_actions_t	actions;
	int				ends[2], status, forever;
	pid_t				child;

	if (pipe2(ends, O_CLOEXEC) == -1)
		fail("pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], which);
	posix_spawn_file_actions_addopen(&actions, 3 - which, "/dev/null",
	    O_WRONLY, 0);
	errno = posix_spawn(&child, argument[0], &actions, NULL,
	    (char **)(void *)argument, environ);
	if (errno != 0)
		fail(argument[0]);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	forever = spawn_output(ends[0], output, size);
	close(ends[0]);
	if (forever)
		kill(child, SIGKILL);
	waitpid(child, &status, 0);
	if (forever)
		return -1;
	return WIFSIGNALED(status) ? -1 - WTERMSIG(status) :
	    WEXITSTATUS(status);
}

static const char *
spawn_reason(int status)
{
	return status == -1 ? "never ends" : strsignal(-1 - status);
}

#endif
