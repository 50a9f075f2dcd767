/* change.c: rows of a figure before, after, and the difference. */
/* SPDX-License-Identifier: MIT */
#include "common/known.h"
#include "mdropcache.h"

#define CELL(member, width, type, help) \
	COLUMN_OF(change_row, member, #member, #member, width, type, 0, help)

const struct column change_columns[] = {
	CELL(kind, -16, TEXT, "kind of memory"),
	CELL(before, 12, BYTES, "before"),
	CELL(after, 12, BYTES, "after"),
	CELL(freed, 12, BYTES,
	    "before - after; of free and available: after - before"),
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
