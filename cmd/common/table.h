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

/* Values of a member that are no numbers. */
#define CELL_ABSENT	UINT64_MAX		/* not known: prints as - */
#define CELL_EMPTY	(UINT64_MAX - 1)	/* not meant: blank, - in TSV */

enum column_type {
	COLUMN_TEXT,	/* const char *, not trusted; NULL is absent */
	COLUMN_LABEL,	/* const char *; "swap" is "Swap:" in text */
	COLUMN_BYTES,	/* uint64_t taken as signed: below 0 in multiples
			   of 4 only, which leaves the two above free */
	COLUMN_COUNT,	/* uint64_t */
	COLUMN_PERCENT,	/* double, two decimals; NAN is absent */
	COLUMN_MSEC,	/* uint64_t, printed as seconds */
	COLUMN_USEC	/* uint64_t, printed as seconds */
};

struct column {
	const char		*name;		/* in TSV and for -o */
	const char		*title;		/* in text */
	int			 width;		/* in text; negative: left */
	enum column_type	 type;
	size_t			 offset;	/* of the member in the row */
	const char		*help;
};

struct table {
	struct out		*out;
	struct size_format	 size;
	bool			 tsv;
	bool			 header;
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
void	table_header(struct table *table);
void	table_row(struct table *table, const void *row);

#endif
