/* state.h: a file of samples that grows by one a call, and is bounded. */
#ifndef STATE_H
#define STATE_H

#include <sys/stat.h>

#include "mleakwatch/live/live.h"
#include "samples.h"

/* A line that names columns, with its newline. */
struct heading {
	char	*line;		/* NULL: none */
	size_t	 length;
};

struct state {
	struct mleakwatch	*watch;
	const char		*name;
	int			 fd;
	struct stat		 st;
	struct watching		 watching;
	struct heading		 newest;	/* as far as it was read */
	double			 last;	/* the latest time there, s */
	/* For thinning: */
	struct heading		 written;
	unsigned char		**cells;	/* of each process, a bit for
						   each that has a sample */
	struct out		 thinned;
};

bool	heading_is(const struct heading *heading, const char *line,
	    size_t length);
/* Notes it as the newest: of struct samples. */
void	state_heading(struct samples *samples, const char *line,
	    size_t length);
/* Thins it, without those that have ended (thin.c). */
void	state_rewrite(struct state *state);

#endif
