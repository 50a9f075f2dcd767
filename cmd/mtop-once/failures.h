/* failures.h: what could not be read, and of how many processes. */
/* SPDX-License-Identifier: MIT */
#ifndef FAILURES_H
#define FAILURES_H

#include <stdbool.h>
#include <stddef.h>

enum failure {
	FAILURE_PROCESS,	/* hidepid=1 */
	FAILURE_FORMAT,
	FAILURE_OTHER,		/* as no descriptor left */
	FAILURE_ROLLUP,
	FAILURE_NO_ROLLUP,	/* not in this kernel or capture */
	FAILURE_EXE,
	FAILURE_CUT,		/* a command line */
	FAILURES
};

struct failures {
	size_t	count[FAILURES];	/* of processes */
	size_t	rollups;		/* smaps_rollup that were read */
	int	error;			/* errno of the first other one */
	/* Processes with a number that cannot be true, and its first key. */
	size_t		 wrong;
	const char	*wrong_key;
	/* The first file that could not be read, by its process and name. */
	long		 pid;
	const char	*file;
};

/* A process that ended meanwhile is none. */
void	failures_note(struct failures *failures, int error);
/* The same, of a file that is known by name; NULL: it is not. */
void	failures_note_file(struct failures *failures, int error, long pid,
	    const char *file);
void	failures_note_wrong(struct failures *failures, const char *key);
void	failures_join(struct failures *to, const struct failures *from);
/* A line for each kind; true where there was any. */
bool	failures_say(const struct failures *failures);

#endif
