/* change.c: rows of a figure before, after, and the difference. */
/* SPDX-License-Identifier: MIT */
#include "common/known.h"
#include "mdropcache.h"

#define CHANGE_CELL(member, width, type, help) { #member, #member, width, \
	type, offsetof(struct change_row, member), help, 0 }

const struct column change_columns[] = {
	CHANGE_CELL(kind, -16, COLUMN_TEXT, "kind of memory"),
	CHANGE_CELL(before, 12, COLUMN_BYTES, "before"),
	CHANGE_CELL(after, 12, COLUMN_BYTES, "after"),
	CHANGE_CELL(freed, 12, COLUMN_BYTES, "before - after; of free and "
	    "available: after - before"),
	{ .name = NULL }
};

void
change_show(struct table *table, const char *kind, uint64_t before,
    uint64_t after)
{
	struct change_row	row = { kind, before, after,
	    known_change(after, before) };

	table_row(table, &row);
}

void
growth_show(struct table *table, const char *kind, uint64_t before,
    uint64_t after)
{
	struct change_row	row = { kind, before, after,
	    known_change(before, after) };

	table_row(table, &row);
}
