/* samples.h: samples as TSV, read and written. */
/* SPDX-License-Identifier: MIT */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <sys/stat.h>

#include "common/out.h"
#include "common/tick.h"
#include "mleakwatch/mleakwatch.h"
#include "mleakwatch/processes.h"

/* --- reading (read.c) --- */

/* Columns after these are ignored. */
#define SAMPLES_COLUMNS 256

struct samples;

/* How often verdicts are printed while a pipe is read. */
struct samples_clock {
	struct tick	 tick;
	void		(*due)(void *to);
	void		*to;
};

/*
 * line is as it was read: length bytes, the last one its newline.  The
 * sample's texts are valid during the call.
 */
typedef void	samples_taker(struct samples *samples,
	    const struct sample *sample, const char *line, size_t length);

/* Called for each line that names columns, repeated ones as well. */
typedef void	samples_heading(struct samples *samples, const char *line,
	    size_t length);

/* No kernel's text is longer; longer ones stay escaped. */
#define SAMPLES_TEXT 512

/* The first cell that could not be read. */
struct bad_cell {
	const char	*column;	/* as the user named it; NULL: none */
	char		 text[48];	/* its start */
	size_t		 length;
};

struct samples {
	const struct series_columns *naming;	/* NULL: processes */
	samples_taker	*take;
	samples_heading	*head;		/* NULL: not asked for */
	void		*to;		/* for the taker */
	struct samples_clock *clock;	/* NULL: none */
	/* From the newest header. */
	bool		 named;		/* it names all that is needed */
	bool		 headed;	/* there was one */
	bool		 work_old;	/* one has .naming->work_old instead */
	int		 columns;	/* up to the last one that is used */
	int		 pid_column;	/* from 0, if there is one */
	unsigned char	 part[SAMPLES_COLUMNS];
	/* A row sets the columns of the header; the others stay absent. */
	struct sample	 sample;
	char		 host[SAMPLES_TEXT];
	char		 comm[SAMPLES_TEXT];
	char		 key[SAMPLES_TEXT];	/* cells of .by, with tabs */
	size_t		 key_length;
	/* A thread takes the rows of some pids, if several read a file. */
	size_t		 share, shares;	/* 0, 0: all */
	uint64_t	 rows;		/* of all, if shared */
	bool		 mine;		/* a thread counts the present line */
	off_t		 stop;		/* size of the file; 0: to its end */
	/* Findings. */
	uint64_t	 count;
	uint64_t	 malformed;
	struct bad_cell	 bad;		/* in files of any series */
	bool		 cut;		/* the last line had no newline */
};

void	samples_begin(struct samples *samples, samples_taker *take, void *to);
/* Takes the whole lines of a text, and returns their bytes. */
size_t	samples_text(struct samples *samples, const char *text,
	    size_t length);
/* Reads to the end of the file; false with errno. */
bool	samples_read(struct samples *samples, int fd);

/* --- recordings (recording.c): what -f names --- */

struct recording {
	struct processes	*processes;
	uint64_t		 count[ADD_RESULTS];
};

/*
 * How many threads a file is worth (shares.c).  Each reads all lines, and
 * takes the samples of some processes.
 */
size_t	shares_count(int fd, off_t *size);
/* Like samples_read() to the end, with so many threads. */
bool	shares_read(struct recording *recording, struct samples *samples,
	    int fd, size_t count);

/*
 * Reads a file into processes, and says what is odd about it.  False where it
 * could not be read, which is said.  clock may be NULL.
 */
bool	recording_read(struct processes *processes, const char *name,
	    const struct series_columns *naming,
	    struct samples_clock *clock);
/*
 * When all files are read: says where samples are missing, and marks the
 * processes that ended before their recording did.
 */
void	recording_settle(struct processes *processes, const char *name);
/* The second part alone; it sorts the array (ended.c). */
void	recording_mark_ended(struct process **list, size_t count);

/* --- writing (write.c) --- */

struct record {
	struct out	 out;
	const char	*name;		/* NULL: samples are not recorded, or
					   not any more */
	enum work_clock	 clock;		/* that tells the samples' work */
};

extern const char	record_columns[];	/* their names, a line */

/*
 * Why a file in which samples are kept is not safe to write to: another user
 * may have planted it.  NULL where it is.
 */
const char	*file_unsafe(const struct stat *st);
/*
 * Opens the file to append to it, "-" for standard output.  False, with a
 * message, where that cannot be or is not safe.
 */
bool	record_open(struct record *record, const char *name);
void	record_sample(struct record *record, const struct sample *sample);
/*
 * Writes what is buffered; false, with a message, where that fails.  A write
 * has whole lines: several programs may append to one file.
 */
bool	record_flush(struct record *record);

#endif
