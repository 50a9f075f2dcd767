/*
 * table.h: rows of cells, as aligned text or as TSV, from one description.
 *
 * A column is one row of a command's table of columns; that row alone feeds
 * the text, the TSV, -o and --help.
 */
#ifndef TABLE_H
#define TABLE_H

#include "out.h"
#include "size.h"

#define TABLE_COLUMNS_MAX 64

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* As pmap has it; the address of a 64-bit process takes what it needs. */
#define ADDRESS_DIGITS (2 * sizeof(void *))

/* Values of a member that are no numbers. */
#define CELL_ABSENT	UINT64_MAX		/* not known: prints as - */
#define CELL_EMPTY	(UINT64_MAX - 1)	/* not meant: blank, - in TSV */
#define CELL_NO_NUMBER	INT64_MIN

enum column_type {
	COLUMN_TEXT,	/* const char *, not trusted; NULL is absent */
	COLUMN_FIGURE,	/* the same, ASCII and to the right */
	COLUMN_LABEL,	/* const char *; "swap" is "Swap:" in text */
	COLUMN_BYTES,	/* uint64_t taken as signed: below 0 in multiples
			   of 4 only, which leaves the two above free */
	COLUMN_COUNT,	/* uint64_t */
	COLUMN_ADDRESS,	/* uint64_t, in as many hex digits as a pointer has */
	COLUMN_PERCENT,	/* double, two decimals; NAN is absent */
	COLUMN_MSEC,	/* uint64_t, printed as seconds */
	COLUMN_USEC,	/* uint64_t, printed as seconds */
	/* As top(1) prints them in text; plain numbers in TSV. */
	COLUMN_SCALED,	/* uint64_t bytes: KiB, or m, g, t if it is too long */
	COLUMN_SHARE,	/* double, per cent: one decimal, two in TSV; NAN is
			   absent */
	COLUMN_CPU_TIME, /* uint64_t milliseconds: minutes:seconds.hundredths */
	COLUMN_NUMBER,	/* int64_t; CELL_NO_NUMBER is absent */
	COLUMN_PRIORITY	/* the same; rt below -99 */
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

struct table {
	struct out		*out;
	struct size_format	 size;
	bool			 tsv;
	bool			 header;
	bool			 squeeze;	/* in text: what is too wide takes
						   the blanks behind it */
	size_t			 count;
	const struct column	*chosen[TABLE_COLUMNS_MAX];
};

/*
 * Choose columns (ended by one without a name) by a list of names; in a list
 * that begins with '+', to be added to those chosen before.  False, with a
 * message, where a name is unknown.
 */
bool	table_choose(struct table *table, const struct column *columns,
	    const char *list);
/* Is the column of that name among the chosen? */
bool	table_has(const struct table *table, const char *name);
/* The need of all that are chosen. */
unsigned table_need(const struct table *table);
/* The column of that name, or NULL. */
const struct column *table_column(const struct column *columns,
	    const char *name, size_t length);
void	table_header(struct table *table);
void	table_row(struct table *table, const void *row);

#endif
