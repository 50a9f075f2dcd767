/* row.h: a row of the table: a process, or a group of them. */
/* SPDX-License-Identifier: MIT */
#ifndef ROW_H
#define ROW_H

#include "columns.h"
#include "failures.h"
#include "store.h"

/*
 * Memory in bytes; absent as column.h has it for the type.  Strings live as
 * long as the rows do, or the system's names.
 */
struct row {
#define COLUMN(name, title, width, type, files, filling, sum, help) \
	COLUMN_##type##_IN name;
#include "columns.def"
#undef COLUMN
	/* Rows follow each other at multiples of 8, which is not their size
	   where a double is aligned to 4, as on i386. */
	_Alignas(8) uint64_t	ticks;	/* of CPU time */
	double		when;		/* it was read, seconds since boot */
	bool		empty;		/* without memory: a kernel thread or
					   a zombie */
	bool		unselected;	/* there for its tree alone */
	/* A group: which sums hold a known value; columns as bits. */
	uint64_t	known;		/* of one process at least */
	uint64_t	partly;		/* of one process not */
};

struct rows {
	struct store	rows;
	struct store	texts;
	size_t		count;
	/* The thread that reads them has these for itself. */
	struct failures		failures;
	struct meminfo_reader	reader;
	char			*scratch;	/* for a text; or NULL */
};

void	rows_begin(struct rows *rows);
struct row *rows_add(struct rows *rows);
/* Takes all that from has; it is empty then. */
void	rows_join(struct rows *rows, struct rows *from);
/* A copy of a text that lives as long as the rows. */
const char *rows_text(struct rows *rows, const char *text, size_t length);
/* An array of the rows' addresses, to be freed. */
struct row **rows_list(const struct rows *rows);
void	rows_free(struct rows *rows);

/* Is the sum of that column known in part only?  As table.h wants it. */
bool	row_is_partly(const struct column *column, const void *row);

#endif
