/* change.c: rows of what was there before, and what is after. */
#include "mdropcache.h"

#define CHANGE_CELL(member, width, type, help) { #member, #member, width, \
	type, offsetof(struct change_row, member), help, 0 }

const struct column change_columns[] = {
	CHANGE_CELL(kind, -16, COLUMN_TEXT, "of what memory the row speaks"),
	CHANGE_CELL(before, 12, COLUMN_BYTES, "before"),
	CHANGE_CELL(after, 12, COLUMN_BYTES, "after"),
	CHANGE_CELL(freed, 12, COLUMN_BYTES, "how much less, of free and "
	    "available how much more"),
	{ .name = NULL }
};

uint64_t
minus(uint64_t a, uint64_t b)
{
	if (a == CELL_ABSENT || b == CELL_ABSENT)
		return CELL_ABSENT;
	return a > b ? a - b : 0;
}

/* Others allocate meanwhile: the difference may be below 0. */
static uint64_t
difference(uint64_t a, uint64_t b)
{
	return a == CELL_ABSENT || b == CELL_ABSENT ? CELL_ABSENT : a - b;
}

void
change_show(struct table *table, const char *kind, uint64_t before,
    uint64_t after)
{
	struct change_row	row = { kind, before, after,
	    difference(before, after) };

	table_row(table, &row);
}

void
growth_show(struct table *table, const char *kind, uint64_t before,
    uint64_t after)
{
	struct change_row	row = { kind, before, after,
	    difference(after, before) };

	table_row(table, &row);
}
