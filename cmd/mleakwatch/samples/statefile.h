/* statefile.h: a file of samples that grows by one a call, and is bounded. */
/* SPDX-License-Identifier: MIT */
#ifndef STATEFILE_H
#define STATEFILE_H

#include <sys/stat.h>

#include "samples.h"

/* A line that names columns, with its newline. */
struct heading {
	char	*line;		/* NULL: none */
	size_t	 length;
};

struct statefile {
	const char		 *name;
	struct processes	 *processes;
	int			  fd;		/* locked */
	struct stat		  st;
	struct heading		  newest;	/* so far */
	double			  last_time;	/* Unix seconds */
	/* For thinning: */
	uint64_t		  keep;		/* samples a process */
	struct heading		  written;
	unsigned char		**cells;	/* of each process, a bit for
						   each one with a sample */
	struct out		  thinned;
};

/*
 * Opens it, waits for its lock and cuts off half a line that a crash left.
 * Exits where the file is not safe to use, or the lock is not had within
 * timeout nanoseconds.
 */
void	statefile_open(struct statefile *statefile, const char *name,
	    int64_t timeout);
/* Reads all samples into processes; exits where it cannot. */
void	statefile_read(struct statefile *statefile,
	    struct processes *processes);
/* Between the two the samples go to record. */
void	statefile_append_begin(struct statefile *statefile,
	    struct record *record);
/* False, with a message and the samples taken back, where it fails. */
bool	statefile_append_end(struct statefile *statefile,
	    struct record *record);
/* As it is now, in bytes. */
uint64_t	statefile_size(const struct statefile *statefile);
/*
 * Writes it anew without processes that have ended, and with fewer samples of
 * those that have more than keep (thin.c).  False, with a message, where that
 * fails: the file is then as it was.
 */
bool	statefile_thin(struct statefile *statefile, uint64_t keep);
void	statefile_close(struct statefile *statefile);

bool	heading_is(const struct heading *heading, const char *line,
	    size_t length);
void	heading_set(struct heading *heading, const char *line, size_t length);
/* A samples_heading: notes the newest one. */
void	statefile_heading(struct samples *samples, const char *line,
	    size_t length);

#endif
