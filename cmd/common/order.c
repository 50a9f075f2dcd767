/* order.c: rows of a table put in order by its columns. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "list.h"
#include "order.h"

bool
order_add_column(struct order *order, const struct column *column, bool down)
{
	size_t	i;

	for (i = 0; i < order->count; i++)
		if (order->key[i].column == column)
			return true;
	if (order->count == ORDER_KEYS_MAX) {
		complain(column->name, "too many keys");
		return false;
	}
	order->key[order->count].column = column;
	order->key[order->count++].down = down;
	return true;
}

static bool
key_add(struct order *order, const struct column *columns, const char *name,
    size_t length)
{
	const struct column	*column;
	char			 sign = length > 0 ? *name : '\0';

	if (sign == '-' || sign == '+') {
		name++;
		length--;
	}
	column = column_find(columns, name, length);
	if (column == NULL) {
		table_unknown(columns, name, length);
		return false;
	}
	return order_add_column(order, column,
	    sign == '-' || (sign != '+' && !column_is_text(column)));
}

bool
order_add(struct order *order, const struct column *columns,
    const char *list)
{
	const char	*name;
	size_t		 length;

	while (list_next(&list, &name, &length))
		if (!key_add(order, columns, name, length))
			return false;
	return true;
}

void
order_reverse(struct order *order)
{
	size_t	i;

	for (i = 0; i < order->count; i++)
		order->key[i].down = !order->key[i].down;
}

unsigned
order_need(const struct order *order)
{
	unsigned	need = 0;
	size_t		i;

	for (i = 0; i < order->count; i++)
		need |= order->key[i].column->need;
	return need;
}

int
order_compare(const struct order *order, const void *a, const void *b)
{
	size_t	i;
	int	result;

	for (i = 0; i < order->count; i++) {
		result = column_compare(order->key[i].column, a, b);
		if (result == 1 || result == -1)
			return order->key[i].down ? -result : result;
		if (result != 0)
			return result;
	}
	return 0;
}

static void
merge(const struct order *order, const void **from, const void **to,
    size_t middle, size_t end)
{
	size_t	left = 0, right = middle, i;

	for (i = 0; i < end; i++)
		if (left < middle && (right >= end ||
		    order_compare(order, from[left], from[right]) <= 0))
			to[i] = from[left++];
		else
			to[i] = from[right++];
}

/* Merge sort and not qsort(3), which takes no context but in a global. */
void
order_sort(const struct order *order, const void **rows,
    const void **scratch, size_t count)
{
	size_t	half = count / 2;

	if (count < 2)
		return;
	order_sort(order, rows, scratch, half);
	order_sort(order, rows + half, scratch, count - half);
	/* Often so: ties that come in the order of the last key. */
	if (order_compare(order, rows[half - 1], rows[half]) <= 0)
		return;
	merge(order, rows, scratch, half, count);
	memcpy(rows, scratch, count * sizeof(*rows));
}
