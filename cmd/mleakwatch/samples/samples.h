/* samples.h: samples as TSV. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "mleakwatch/processes.h"

/* Columns behind these are not looked at. */
#define SAMPLES_COLUMNS 256

struct samples;

/*
 * line has length bytes, of which the last is its newline, and is as it was
 * read.  What the sample points to is valid during the call.
 */
typedef void	samples_taker(struct samples *samples,
	    const struct sample *sample, const char *line, size_t length);

/* Of a line that names columns, also one that is repeated. */
typedef void	samples_heading(struct samples *samples, const char *line,
	    size_t length);

/* Longer texts than any kernel's are left as they are escaped. */
#define SAMPLES_TEXT 512

struct samples {
	samples_taker	*take;
	samples_heading	*head;		/* NULL: not asked for */
	void		*to;		/* the taker's own */
	/* What the newest header said. */
	bool		 named;		/* there was one that will do */
	bool		 headed;	/* there was one */
	int		 columns;	/* up to the last that is wanted */
	unsigned char	 part[SAMPLES_COLUMNS];
	/* Each row sets what the header names; the rest stays unknown. */
	struct sample	 sample;
	char		 host[SAMPLES_TEXT];
	char		 comm[SAMPLES_TEXT];
	/* What was found. */
	uint64_t	 count;
	uint64_t	 malformed;
	bool		 cut;		/* the last line had no newline */
};

void	samples_begin(struct samples *samples, samples_taker *take, void *to);
/*
 * Takes the whole lines of a text, and returns the bytes of them.
 */
size_t	samples_text(struct samples *samples, const char *text,
	    size_t length);
/* To the end of the file (blocks.c); false with errno. */
bool	samples_read(struct samples *samples, int fd);

#endif
