/* order.h: rows of a table put in order by its columns. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDER_H
#define ORDER_H

#include "table.h"

/* A column is a key once. */
#define ORDER_KEYS_MAX TABLE_COLUMNS_MAX

struct order {
	size_t	count;
	struct {
		const struct column	*column;
		bool			 down;
	} key[ORDER_KEYS_MAX];
};

/*
 * Append the keys of a list: KEY puts the largest number first, and text from
 * a to z; -KEY the largest first, +KEY the smallest.  A repeated key is
 * ignored.  False, with a message, where one is unknown.
 */
bool	order_add(struct order *order, const struct column *columns,
	    const char *list);
bool	order_add_column(struct order *order, const struct column *column,
	    bool down);
void	order_reverse(struct order *order);
unsigned order_need(const struct order *order);
/* Absent values come last, upwards and downwards. */
int	order_compare(const struct order *order, const void *a,
	    const void *b);
/* Stable; scratch has room for count as well. */
void	order_sort(const struct order *order, const void **rows,
	    const void **scratch, size_t count);

#endif
