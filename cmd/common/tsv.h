/*
 * tsv.h: records of tab-separated values, by the names of their columns.
 *
 * The output of several runs may follow one another: a header that is
 * repeated is skipped, one that differs is followed from there on.
 */
/* SPDX-License-Identifier: MIT */
#ifndef TSV_H
#define TSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records.h"

#define TSV_WANTED_MAX 64
#define TSV_COLUMNS_MAX 256

struct tsv_field {
	const char	*text;	/* NULL: the header does not name it */
	size_t		 length;
};

struct tsv {
	struct records		 lines;
	const char *const	*wanted;
	size_t			 wanted_count;
	bool			 header;	/* one was seen */
	/* For each column of the file, which wanted one it is, or -1. */
	int			 at[TSV_COLUMNS_MAX];
	size_t			 columns;
	/* The wanted ones; valid until the next record. */
	struct tsv_field	 field[TSV_WANTED_MAX];
};

/* wanted: up to TSV_WANTED_MAX names, which must stay.  End with tsv_end(). */
void	tsv_begin(struct tsv *tsv, int fd, const char *const *wanted,
	    size_t count);
void	tsv_text(struct tsv *tsv, const char *text, size_t length,
	    const char *const *wanted, size_t count);
void	tsv_end(struct tsv *tsv);
/*
 * 1 and the fields; 0 at the end; -1: EBADMSG (no header, another number of
 * cells than it has, a line that is cut off) or of records_next().
 */
int	tsv_next(struct tsv *tsv);
/*
 * A whole number below UINT64_MAX in base 10 or 16.  False where it is none;
 * "-" and a column that is missing give UINT64_MAX.
 */
bool	tsv_number(const struct tsv_field *field, unsigned base,
	    uint64_t *out);
/*
 * Undo out_safe(): to has room for field->length bytes.  The length, or
 * SIZE_MAX where the text is none that out_safe() writes.
 */
size_t	tsv_unsafe(const struct tsv_field *field, char *to);
bool	tsv_absent(const struct tsv_field *field);	/* "-" or missing */

#endif
