/* records.h: records that end in a newline or a NUL, read with a bound. */
/* SPDX-License-Identifier: MIT */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Twice PATH_MAX: no path that the kernel takes is too long. */
#define RECORDS_PATH ((size_t)8192)
/* A command line has up to 2 MiB, and each byte takes four when escaped. */
#define RECORDS_LINE ((size_t)16 * 1024 * 1024)
#define RECORDS_LINE_WORDS "a line of more than 16 MiB"
/* A record is passed over for so long; then it counts as one without end. */
#define RECORDS_SKIP ((size_t)16 * 1024 * 1024)

struct records {
	int		 fd;		/* -1: a text of the caller's */
	char		 separator;	/* behind each record */
	size_t		 most;		/* bytes of a record with its end */
	char		*text;
	size_t		 size;		/* of text, and a byte more */
	size_t		 start, seen, end;
	bool		 skip;		/* to the next separator */
	size_t		 skipped;	/* bytes, so far */
	uint64_t	 number;	/* of the present record, from 1 */
	/* Part of a file: the next byte to read, and the one to stop at. */
	off_t		 at, stop;	/* stop is 0: all, by read(2) */
};

/* separator: '\n' or '\0'. */
void	records_begin(struct records *records, int fd, char separator,
	    size_t most);
void	records_text(struct records *records, const char *text, size_t length,
	    char separator);
void	records_free(struct records *records);
/*
 * A record, valid until the next call of any of these.  Its end stands behind
 * its length bytes.  1; 0 at the end; -1 with errno: EMSGSIZE where one was too
 * long, after which the next one follows, EFBIG where it has no end, of read(2),
 * or ENOMEM.
 */
int	records_next(struct records *records, char **text, size_t *length);
/* The same of what is in the buffer; false where more must be read. */
bool	records_take(struct records *records, char **text, size_t *length);
/* Reads more of them: 1, 0, -1 as above. */
int	records_fill(struct records *records);
/*
 * After the end: bytes behind the last separator.  False where there are
 * none.  A NUL is put behind them, but for a text of the caller's.
 */
bool	records_rest(struct records *records, char **text, size_t *length);

#endif
