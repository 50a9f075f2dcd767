/* stays.c: why pages of a file stay in the cache. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "files.h"

static void
stays_add(struct file_row *row, const char *word)
{
	if (row->stays != NULL)
		strcat(row->why, ",");
	strcat(row->why, word);
	row->stays = row->why;
}

/* Any other reason could hide behind a figure that is not known. */
static bool
all_is_known(const struct stays *stays, const struct file_row *row)
{
	return stays->cut == 0 && row->dirty != CELL_ABSENT &&
	    row->writeback != CELL_ABSENT && row->mapped != CELL_ABSENT;
}

/*
 * Locked pages are always mapped ones.  Beside a mapped page others may stay
 * that are in one large folio with it.  All of tmpfs stays.  Pages without any
 * of these reasons are in use for a moment.
 */
void
stays_say(const struct stays *stays, struct file_row *row)
{
	const struct {
		bool		 holds;
		const char	*word;
	} reason[] = {
		{ known_or_zero(row->dirty) > 0, "dirty" },
		{ known_or_zero(row->writeback) > 0, "writeback" },
		{ known_or_zero(row->locked) > 0, "locked" },
		{ known_or_zero(row->mapped) > known_or_zero(row->locked),
		    "mapped" },
		{ stays->cut == 1, "large folio" },
	};
	size_t	i;

	row->why[0] = '\0';
	row->stays = NULL;
	if (!stays->tried)
		stays_add(row, "not tried: sync failed");
	else if (stays->memory)
		stays_add(row, "tmpfs");
	if (row->stays != NULL)
		return;
	for (i = 0; i < COUNT_OF(reason); i++)
		if (reason[i].holds)
			stays_add(row, reason[i].word);
	if (row->stays == NULL && all_is_known(stays, row))
		stays_add(row, "in use");
}
