/* capture.h: an image of a living process, taken while it stands still. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_CAPTURE_H
#define HEAP_CAPTURE_H

#include <sys/types.h>

#include "image.h"

struct capture_limits {
	int64_t		max_stop;	/* nanoseconds */
	uint64_t	max_copy;	/* bytes; 0: what is available */
};

enum capture_state {
	CAPTURE_TAKEN,
	CAPTURE_REFUSED,	/* by a limit; the process was not stopped */
	CAPTURE_GIVEN_UP,	/* it took too long; let go */
	CAPTURE_FAILED		/* .why, with errno */
};

struct capture {
	struct image	 image;		/* points into .at */
	void		*at;
	size_t		 length;
	int64_t		 stopped;	/* nanoseconds that it stood still */
	int64_t		 copied;	/* of these, for the copy */
	uint64_t	 bytes;		/* resident, that were copied */
	char		 why[160];
};

/* Takes an image; .why says what went wrong.  capture_free() is owed in every case. */
enum capture_state	capture_take(struct capture *capture, pid_t pid,
	    const struct capture_limits *limits);
void	capture_free(struct capture *capture);

#endif
