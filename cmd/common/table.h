/* table.h: rows of cells, as aligned text or as TSV, from one description. */
/* SPDX-License-Identifier: MIT */
#ifndef TABLE_H
#define TABLE_H

#include "column.h"
#include "out.h"

#define TABLE_COLUMNS_MAX 64

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct table {
	struct out		*out;
	struct size_format	 size;
	bool			 tsv;
	bool			 plain;		/* text: no units that scale */
	bool			 header;
	bool			 squeeze;	/* text: a cell that is too wide
						   takes the blanks behind it */
	/*
	 * Is a part of this sum not known?  It is then marked in text: ≥, or
	 * > where the locale has no UTF-8.  NULL: no sum is.
	 */
	bool			 (*partly)(const struct column *column,
				    const void *row);
	size_t			 count;
	const struct column	*chosen[TABLE_COLUMNS_MAX];
};

/*
 * Choose columns (ended by one without a name) by a list of names as
 * column_find() takes them; those of a list that begins with '+' are added to
 * those chosen before.  False, with a message, where a name is unknown.
 */
bool	table_choose(struct table *table, const struct column *columns,
	    const char *list);
/* Is the column of that name among the chosen? */
bool	table_has(const struct table *table, const char *name);
/* The need of all that are chosen. */
unsigned table_need(const struct table *table);
/* Says that no column is called so, and which may be meant. */
void	table_unknown(const struct column *columns, const char *name,
	    size_t length);
void	table_header(struct table *table);
void	table_row(struct table *table, const void *row);

#endif
