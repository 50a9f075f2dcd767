/*
 * column.h: a column, and what can be done with the cells of its type.
 *
 * A column is one row of a command's table of columns; that row alone feeds
 * the text, the TSV, -o, -s and --help.  A type is one row of the table in
 * column.c: how a cell is stored, and how it is printed.
 */
/* SPDX-License-Identifier: MIT */
#ifndef COLUMN_H
#define COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "size.h"

/* The same on all systems: a table may be read on another one. */
#define ADDRESS_DIGITS 16

/* Values of a member that are no numbers. */
#define CELL_ABSENT	UINT64_MAX		/* not known: prints as - */
#define CELL_EMPTY	(UINT64_MAX - 1)	/* not meant: blank, - in TSV */
#define CELL_NO_NUMBER	INT64_MIN		/* of an int64_t: not known */

enum column_type {
	COLUMN_TEXT,	/* const char *, not trusted; NULL is absent */
	COLUMN_FIGURE,	/* the same, ASCII and to the right */
	COLUMN_LABEL,	/* const char *; "swap" is "Swap:" in text */
	COLUMN_BYTES,	/* an int64_t in a uint64_t; negative values must be
			   multiples of 4, so that none equals CELL_ABSENT or
			   CELL_EMPTY */
	COLUMN_COUNT,	/* uint64_t */
	COLUMN_ADDRESS,	/* uint64_t, in hex */
	COLUMN_PERCENT,	/* double, two decimals; NAN is absent, as below */
	COLUMN_MSEC,	/* uint64_t milliseconds, printed as seconds */
	COLUMN_USEC,	/* uint64_t microseconds, printed as seconds */
	/* Text as top(1) prints it; plain numbers in TSV. */
	COLUMN_SCALED,	/* uint64_t bytes: KiB, or m, g, t if it is too long */
	COLUMN_SHARE,	/* double, per cent: one decimal, two in TSV */
	COLUMN_CPU_TIME, /* uint64_t milliseconds: minutes:seconds.hundredths */
	COLUMN_NUMBER,	/* int64_t; CELL_NO_NUMBER is absent */
	COLUMN_PRIORITY, /* the same; rt below -99 */
	COLUMN_REAL,	/* double, four decimals */
	COLUMN_AMOUNT,	/* double, bytes */
	COLUMN_RATE,	/* double, bytes a second; in text bytes an hour */
	COLUMN_DURATION, /* double, seconds; in text the unit that fits */
	COLUMN_TYPES
};

struct column {
	const char		*name;		/* in TSV and for -o */
	const char		*title;		/* in text */
	int			 width;		/* in text; negative: left */
	enum column_type	 type;
	size_t			 offset;	/* of the member in the row */
	const char		*help;
	unsigned		 need;		/* the command's own: what it
						   must read for this column */
};

/*
 * A row of a table of columns, whose cells are that member of struct row; each
 * table has a CELL() over it.  type is one of the above without COLUMN_.
 */
#define COLUMN_OF(row, member, name, title, width, type, need, help) \
	{ name, title, width, COLUMN_##type, \
	    _Generic(((struct row *)0)->member, \
	    COLUMN_##type##_IN: offsetof(struct row, member)), help, need }

/* The type of the member: any other does not compile. */
#define COLUMN_TEXT_IN		const char *
#define COLUMN_FIGURE_IN	const char *
#define COLUMN_LABEL_IN		const char *
#define COLUMN_BYTES_IN		uint64_t
#define COLUMN_COUNT_IN		uint64_t
#define COLUMN_ADDRESS_IN	uint64_t
#define COLUMN_PERCENT_IN	double
#define COLUMN_MSEC_IN		uint64_t
#define COLUMN_USEC_IN		uint64_t
#define COLUMN_SCALED_IN	uint64_t
#define COLUMN_SHARE_IN		double
#define COLUMN_CPU_TIME_IN	uint64_t
#define COLUMN_NUMBER_IN	int64_t
#define COLUMN_PRIORITY_IN	int64_t
#define COLUMN_REAL_IN		double
#define COLUMN_AMOUNT_IN	double
#define COLUMN_RATE_IN		double
#define COLUMN_DURATION_IN	double

/* How cells are printed. */
struct cell_format {
	struct size_format	size;	/* of memory in text */
	bool			tsv;	/* whole bytes, seconds */
	bool			plain;	/* text without units that scale */
};

/*
 * The column that is meant by a name, in any case: its own, its title, or
 * what ps(1) and top(1) call it.  NULL where there is none.
 */
const struct column *column_find(const struct column *columns,
	    const char *name, size_t length);
/* The column of nearly that name, or NULL. */
const struct column *column_near(const struct column *columns,
	    const char *name, size_t length);
bool	column_is_text(const struct column *column);
/* A string, where column_is_text(). */
const char *column_string(const struct column *column, const void *row);
bool	column_is_absent(const struct column *column, const void *row);
/* Neither known nor meant to be. */
bool	column_is_empty(const struct column *column, const void *row);
/* A number as text; the length. */
size_t	column_text(char text[SIZE_TEXT], const struct column *column,
	    const void *row, const struct cell_format *format);
/*
 * -1, 0, 1; -2 and 2 where only a, or only b, is known: that one comes first
 * in either direction.
 */
int	column_compare(const struct column *column, const void *a,
	    const void *b);
/* Makes the cell absent. */
void	column_blank(const struct column *column, void *row);
/* Makes the cell 0; for numbers. */
void	column_zero(const struct column *column, void *row);
/* Adds a number to that of sum, where both are known; false: nothing done. */
bool	column_add(const struct column *column, void *sum, const void *row);

#endif
