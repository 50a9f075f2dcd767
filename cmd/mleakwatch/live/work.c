/* work.c: clocks of work, which stand still while nothing is done. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "live.h"

/* The start of a file, as a text; false where there is none. */
static bool
text_read(int fd, char *text, size_t size)
{
	ssize_t	n = -1;

	if (fd == -1)
		return false;
	do {
		n = read(fd, text, size - 1);
	} while (n == -1 && errno == EINTR);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* syscr of /proc/PID/io (2.6.20), which takes the right to attach. */
static double
reads_of(const struct session *session, pid_t pid)
{
	char		 text[512];
	const char	*at;

	if (!text_read(meminfo_process_file(session->proc, pid, "io"), text,
	    sizeof(text)))
		return (double)NAN;
	at = strstr(text, "syscr: ");
	return at == NULL ? (double)NAN : strtod(at + strlen("syscr: "), NULL);
}

/* A program writes it anew while it is read: then it is no number. */
static double
file_number(const char *name)
{
	char	text[64], *end;
	double	number;

	if (!text_read(open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC), text,
	    sizeof(text)))
		return (double)NAN;
	number = strtod(text, &end);
	return end == text || !isfinite(number) ? (double)NAN : number;
}

/*
 * /proc counts in ticks of 10 ms, in which a small server answers a hundred
 * requests.  The process's own clock counts nanoseconds, for everybody.  Over
 * time ticks serve: a process that wakes now and then is idle.
 */
double
work_cputime(const struct session *session, const struct process *process,
    double ticks)
{
	clockid_t	clock;
	struct timespec	used;

	if ((session->config->work_clock != WORK_CPU &&
	    session->config->work_clock != WORK_AUTO) ||
	    !session->own_pids || isnan(ticks) ||
	    clock_getcpuclockid((pid_t)process->pid, &clock) != 0 ||
	    clock_gettime(clock, &used) == -1)
		return ticks;
	/* Rounded as in a record, so that it is judged alike. */
	return (double)(used.tv_sec * INT64_C(1000000) + used.tv_nsec / 1000) /
	    1e6;
}

void
work_begin(struct session *session)
{
	const struct config	*config = session->config;

	session->work = config->work_clock == WORK_FILE ?
	    file_number(config->work) : (double)NAN;
	if (config->work_clock != WORK_FILE || !isnan(session->work) ||
	    session->work_said)
		return;
	complain(config->work, "has no number so far: samples without one "
	    "are not judged");
	session->work_said = true;
}

double
work_of(const struct session *session, const struct process *process,
    double cputime)
{
	switch (session->config->work_clock) {
	case WORK_CPU:
		return cputime;
	case WORK_READS:
	case WORK_AUTO:
		return reads_of(session, (pid_t)process->pid);
	case WORK_FILE:
		return session->work;
	default:
		return (double)NAN;
	}
}
