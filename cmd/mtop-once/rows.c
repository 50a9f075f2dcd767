/* rows.c: rows that stay where they are, and their texts. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "common/out.h"
#include "common/options.h"
#include "common/alloc.h"
#include "row.h"

void
rows_begin(struct rows *rows)
{
	memset(rows, 0, sizeof(*rows));
}

static void *
rows_take(struct store *store, size_t size)
{
	void	*block = store_take(store, size);

	if (block == NULL)
		alloc_failed();
	return block;
}

struct row *
rows_add(struct rows *rows)
{
	struct row	*row = rows_take(&rows->rows, sizeof(*row));

	rows->count++;
	return row;
}

const char *
rows_text(struct rows *rows, const char *text, size_t length)
{
	char	*copy = rows_take(&rows->texts, length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void
rows_join(struct rows *rows, struct rows *from)
{
	store_join(&rows->rows, &from->rows);
	store_join(&rows->texts, &from->texts);
	rows->count += from->count;
	failures_join(&rows->failures, &from->failures);
	free(from->scratch);
	from->scratch = NULL;
}

/* The newest block is the first: from the end on, they are as they came. */
struct row **
rows_list(const struct rows *rows)
{
	struct row	**list = alloc((rows->count + 1) * sizeof(*list));
	struct block	 *block;
	size_t		  left = rows->count, i;

	for (block = rows->rows.block; block != NULL; block = block->next)
		for (i = block->used / sizeof(struct row); i > 0; i--)
			list[--left] = (struct row *)(void *)block->bytes +
			    i - 1;
	return list;
}

void
rows_free(struct rows *rows)
{
	store_free(&rows->rows);
	store_free(&rows->texts);
	free(rows->scratch);
}

bool
row_is_partly(const struct column *column, const void *row)
{
	const struct row	*of = row;

	return (of->partly & of->known & COLUMN_BIT(column->need)) != 0;
}
