/* sorted.c: rows that are printed in order. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sorted.h"

void
sorted_order(const struct mpmap *mpmap, struct order *order,
    const struct column *columns, const char *fallback, const char *last)
{
	const char	*keys = mpmap->sort != NULL ? mpmap->sort : fallback;

	order->count = 0;
	if (keys == NULL)
		return;
	if (!order_add(order, columns, keys))
		options_try(&mpmap->options);
	order_add(order, columns, last);
}

bool
sorted_print(struct mpmap *mpmap, struct table *table,
    const struct order *order, const void *rows, size_t size, size_t count)
{
	const void	**list = calloc(2 * count + 1, sizeof(*list));
	size_t		  shown = count, i;

	if (list == NULL) {
		options_complain_errno(&mpmap->options, "memory");
		return false;
	}
	for (i = 0; i < count; i++)
		list[i] = (const char *)rows + i * size;
	order_sort(order, list, list + count, count);
	if (mpmap->limit > 0 && (uint64_t)mpmap->limit < count)
		shown = (size_t)mpmap->limit;
	for (i = 0; i < shown; i++)
		table_row(table, list[i]);
	free(list);
	return true;
}
