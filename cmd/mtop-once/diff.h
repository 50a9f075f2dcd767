/* diff.h: what is new, gone, grown or shrunk since an earlier -T. */
/* SPDX-License-Identifier: MIT */
#ifndef DIFF_H
#define DIFF_H

#include "mtop.h"

/*
 * The processes of a file that -T wrote (mtop->before), at its last time:
 * those that the selection asks for.  wanted: columns, as bits.  A list of
 * *count rows, to be freed; NULL, and said, where the file cannot be read or
 * lacks what is needed.
 */
struct row **before_read(struct mtop *mtop, uint64_t wanted,
	    struct rows *rows, size_t *count);
/*
 * The column whose growth counts: the first key of -s that is memory, else
 * rss.
 */
enum column_number diff_basis(const char *keys);
/*
 * Compares rows of processes, or of groups by a column: sets change and growth
 * of those that differ, and adds those that are gone.  A list of *count rows,
 * to be freed; both others are sorted.
 */
struct row **diff_make(enum column_number basis, const struct column *by,
	    struct row **now, size_t now_count, struct row **before,
	    size_t before_count, size_t *count);

#endif
