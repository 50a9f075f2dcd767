/* diff.c: what is new, gone, grown or shrunk since an earlier -T. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/list.h"
#include "common/order.h"
#include "diff.h"

static bool
is_memory(const struct column *column)
{
	return column != NULL && column->type == COLUMN_SCALED &&
	    column_is_sum(column->need);
}

enum column_number
diff_basis(const char *keys)
{
	const struct column	*column;
	const char		*name;
	size_t			 length;

	while (list_next(&keys, &name, &length)) {
		name += length > 0 && (*name == '-' || *name == '+');
		column = column_find(columns, name, strcspn(name, ","));
		if (is_memory(column))
			return column->need;
	}
	return COLUMN_rss;
}

/* Rows match by pid, or by the key of the groups. */
static void
identity_make(struct order *order, const struct column *by)
{
	order->count = 0;
	order_add_column(order, by == NULL ? &columns[COLUMN_pid] : by,
	    false);
}

/*
 * A pid may have gone to another process: the start tells, or the name where a
 * file has no start.
 */
static bool
is_same_process(const struct row *a, const struct row *b)
{
	if (a->start != CELL_ABSENT && b->start != CELL_ABSENT)
		return a->start == b->start;
	return a->comm == NULL || b->comm == NULL ||
	    strcmp(a->comm, b->comm) == 0;
}

static double
figure(enum column_number basis, const struct row *row)
{
	uint64_t	value;

	memcpy(&value, (const char *)row + columns[basis].offset,
	    sizeof(value));
	return value == CELL_ABSENT ? (double)NAN : (double)value;
}

static void
change_set(enum column_number basis, struct row *now,
    const struct row *before)
{
	now->growth = figure(basis, now) - figure(basis, before);
	if (now->growth > 0)
		now->change = "grown";
	else if (now->growth < 0)
		now->change = "shrunk";
}

static void
new_set(enum column_number basis, struct row *row)
{
	row->growth = figure(basis, row);
	row->change = "new";
}

static void
gone_set(enum column_number basis, struct row *row)
{
	row->growth = -figure(basis, row);
	row->change = "gone";
}

struct diff {
	enum column_number	 basis;
	struct row		**out;
	size_t			 count;
};

static void
diff_new(struct diff *diff, struct row *row)
{
	new_set(diff->basis, row);
	diff->out[diff->count++] = row;
}

static void
diff_gone(struct diff *diff, struct row *row)
{
	gone_set(diff->basis, row);
	diff->out[diff->count++] = row;
}

/* Rows that are equal are left out. */
static void
diff_both(struct diff *diff, struct row *now, const struct row *before)
{
	change_set(diff->basis, now, before);
	if (now->change != NULL)
		diff->out[diff->count++] = now;
}

static void
rows_sort(const struct order *order, struct row **list, size_t count)
{
	const void	**scratch = alloc((count + 1) * sizeof(*scratch));

	order_sort(order, (const void **)(void *)list, scratch, count);
	free(scratch);
}

/* Two sorted lists, merged.  -2 and 2: only one has a key at all. */
static void
diff_merge(struct diff *diff, const struct order *order,
    const struct column *by, struct row **now, size_t now_count,
    struct row **before, size_t before_count)
{
	size_t	i = 0, j = 0;
	int	result;

	while (i < now_count || j < before_count) {
		result = i == now_count ? 1 : j == before_count ? -1 :
		    order_compare(order, now[i], before[j]);
		if (result < 0)
			diff_new(diff, now[i++]);
		else if (result > 0)
			diff_gone(diff, before[j++]);
		else if (by == NULL && !is_same_process(now[i], before[j])) {
			diff_new(diff, now[i++]);
			diff_gone(diff, before[j++]);
		} else
			diff_both(diff, now[i++], before[j++]);
	}
}

struct row **
diff_make(enum column_number basis, const struct column *by,
    struct row **now, size_t now_count, struct row **before,
    size_t before_count, size_t *count)
{
	struct diff	diff = { .basis = basis };
	struct order	order;

	diff.out = alloc((now_count + before_count + 1) *
	    sizeof(*diff.out));
	identity_make(&order, by);
	rows_sort(&order, now, now_count);
	rows_sort(&order, before, before_count);
	diff_merge(&diff, &order, by, now, now_count, before, before_count);
	*count = diff.count;
	return diff.out;
}
