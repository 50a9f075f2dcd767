/* order.c: rows of a table put in order by its columns. */
#include <math.h>
#include <string.h>

#include "list.h"
#include "order.h"

static bool
add_one(struct order *order, const struct column *columns, const char *name,
    size_t length)
{
	const struct column	*column;
	bool			 down = *name == '-';
	size_t			 i;

	if (down || *name == '+') {
		name++;
		length--;
	}
	column = table_column(columns, name, length);
	if (column == NULL) {
		complain_part(name, length, "unknown column");
		return false;
	}
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

bool
order_add(struct order *order, const struct column *columns,
    const char *list)
{
	const char	*name;
	size_t		 length;

	while (list_next(&list, &name, &length))
		if (!add_one(order, columns, name, length))
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

/* Absent on one side: the other first, which no direction turns round. */
enum { A_FIRST = -2, B_FIRST = 2 };

static int
by_presence(bool a_absent, bool b_absent)
{
	return a_absent == b_absent ? 0 : a_absent ? B_FIRST : A_FIRST;
}

static int
compare_text(const char *a, const char *b)
{
	int	result;

	if (a == NULL || b == NULL)
		return by_presence(a == NULL, b == NULL);
	result = strcmp(a, b);
	return (result > 0) - (result < 0);
}

static int
compare_real(double a, double b)
{
	if (isnan(a) || isnan(b))
		return by_presence(isnan(a), isnan(b));
	return (a > b) - (a < b);
}

static int
compare_signed(int64_t a, int64_t b)
{
	if (a == CELL_NO_NUMBER || b == CELL_NO_NUMBER)
		return by_presence(a == CELL_NO_NUMBER, b == CELL_NO_NUMBER);
	return (a > b) - (a < b);
}

static int
compare_number(uint64_t a, uint64_t b)
{
	if (a >= CELL_EMPTY || b >= CELL_EMPTY)
		return by_presence(a >= CELL_EMPTY, b >= CELL_EMPTY);
	return (a > b) - (a < b);
}

static int
compare_cell(const struct column *column, const void *row_a,
    const void *row_b)
{
	const void	*a = (const char *)row_a + column->offset;
	const void	*b = (const char *)row_b + column->offset;

	switch (column->type) {
	case COLUMN_TEXT:
	case COLUMN_LABEL:
		return compare_text(*(const char *const *)a,
		    *(const char *const *)b);
	case COLUMN_PERCENT:
	case COLUMN_SHARE:
		return compare_real(*(const double *)a, *(const double *)b);
	case COLUMN_NUMBER:
	case COLUMN_PRIORITY:
		return compare_signed(*(const int64_t *)a,
		    *(const int64_t *)b);
	default:
		return compare_number(*(const uint64_t *)a,
		    *(const uint64_t *)b);
	}
}

int
order_compare(const struct order *order, const void *a, const void *b)
{
	size_t	i;
	int	result;

	for (i = 0; i < order->count; i++) {
		result = compare_cell(order->key[i].column, a, b);
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
