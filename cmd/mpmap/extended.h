/*
 * extended.h: -X and -XX, every key of smaps that there is.
 *
 * The columns are as wide as their widest cell, and smaps is read only once:
 * the cells are kept as text (some 100 bytes a mapping) until the end.
 */
/* SPDX-License-Identifier: MIT */
#ifndef EXTENDED_H
#define EXTENDED_H

#include "mpmap.h"

#include "common/grow.h"

#define SMAPS_KEYS_MAX 64
#define SMAPS_KEY_TEXT 64

enum {
	START,
	PERMS,
	OFFSET,
	DEVICE,
	INODE,
	FIXED
};

struct smaps_key {
	char		name[SMAPS_KEY_TEXT];
	size_t		length;
	bool		shown;
	bool		bytes;		/* else a number */
	size_t		width;
	uint64_t	total;
};

struct extended {
	struct open_process	*process;
	struct out	*out;
	bool		 shown;		/* the present mapping */
	struct grow	 cells;		/* of each row: FIXED cells, how many
					   keys, one for each, VmFlags, the
					   path; NULs end them */
	struct smaps_key	 key[SMAPS_KEYS_MAX];
	size_t		 keys;
	size_t		 width[FIXED];
	size_t		 flags_width;	/* 0: no VmFlags, or not wanted */
};

#define FLAGS_NAME "VmFlags"

static inline void
widen(size_t *width, size_t length)
{
	if (*width < length)
		*width = length;
}

/* The value of a key as text, which has room for SIZE_TEXT; its length. */
size_t	extended_number(const struct extended *x, const struct smaps_key *key,
	    uint64_t value, char *text);
/* Header, rows and totals (extended_print.c) */
void	extended_print(struct extended *x);

#endif
