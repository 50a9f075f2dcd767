/* detail.h: one row of --where, opened into its holders. */
/* SPDX-License-Identifier: MIT */
#ifndef DETAIL_H
#define DETAIL_H

#include "common/grow.h"
#include "mfree/mfree.h"

/*
 * A row of any opened row: each has a table of columns of its own over these
 * members.  Memory is in bytes; CELL_ABSENT where it is not known.
 */
struct detail_row {
	uint64_t	time;
	const char	*kind;
	uint64_t	size;
	double		mem_pct;	/* of MemTotal */
	uint64_t	holders;	/* processes that hold it */
	uint64_t	pid;		/* of one of them */
	const char	*comm;		/* found when the row is printed */
	uint64_t	uid;		/* owner */
	uint64_t	creator;	/* pid */
	uint64_t	active;
	uint64_t	objects;
	const char	*reclaimable;
	uint64_t	page_size;
	uint64_t	pages;
	uint64_t	file_size;
	uint64_t	dirty;
	const char	*name;
};

#define CELL(member, title, width, type, help) \
	COLUMN_OF(detail_row, member, #member, title, width, type, 0, help)

/* Begins as { .mfree = mfree }; detail_system() and the caller set the rest. */
struct detail {
	struct mfree	*mfree;
	uint64_t	 whole;		/* the row that is opened, or absent */
	uint64_t	 total;		/* MemTotal, or absent */
	struct grow	 rows;		/* struct detail_row */
};

/* All cells absent. */
struct detail_row detail_row_empty(const char *kind);
/* Takes copies of the row and its name; complains without memory for them. */
bool	detail_add(struct detail *detail, const struct detail_row *row);
/*
 * Prints the rows, largest first, as many as -n allows.  Then "others" for
 * the sum of the rows left out, and "rest": the whole less all rows.
 */
void	detail_show(struct detail *detail, struct table *table);
void	detail_free(struct detail *detail);
/* All of it, where read() adds the rows; false where that is. */
bool	detail_view_show(struct mfree *mfree, struct table *table,
	    bool (*read)(struct detail *, const struct meminfo_system *));
/* Reads /proc/meminfo for the whole; false, with a message, where it fails. */
bool	detail_system(struct detail *detail, struct meminfo_system *system);

#endif
