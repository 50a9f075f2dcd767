/* group.c: rows of sums, by a key that processes share. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mtop.h"

static const char *const	key[] = {
	"user", "comm", "exe", "cgroup", "unit", "ppid"
};

/* NULL where there is no grouping by that. */
const struct column *
group_column(const char *name)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(key); i++)
		if (strcmp(key[i], name) == 0)
			return column_find(columns, name, strlen(name));
	return NULL;
}

/*
 * What is not known of one is not known of all; but what has no memory adds
 * none.
 */
static void
add_real(double *to, double value, bool empty)
{
	if (!isnan(value))
		*to += value;
	else if (!empty)
		*to = (double)NAN;
}

static void
add_number(uint64_t *to, uint64_t value, bool empty)
{
	if (value == CELL_ABSENT && !empty)
		*to = CELL_ABSENT;
	else if (value != CELL_ABSENT && *to != CELL_ABSENT)
		*to += value;
}

/* Of what is kept. */
static bool
is_sum(const struct mtop *mtop, const struct column *column)
{
	return (column->need & GROUP_SUM) != 0 &&
	    row_keeps(mtop, column->offset);
}

static void
add(const struct mtop *mtop, struct row *to, const struct row *row)
{
	const struct column	*column;
	const void		*from;
	void			*sum;

	for (column = columns; column->name != NULL; column++) {
		if (!is_sum(mtop, column))
			continue;
		sum = (char *)to + column->offset;
		from = (const char *)row + column->offset;
		if (column->type == COLUMN_SHARE)
			add_real(sum, *(const double *)from, row->empty);
		else
			add_number(sum, *(const uint64_t *)from, row->empty);
	}
}

/* Nothing known, and sums of nothing. */
static void
sums_begin(const struct mtop *mtop, struct row *row)
{
	const struct column	*column;
	char			*cell;

	*row = mtop->blank;
	for (column = columns; column->name != NULL; column++) {
		cell = (char *)row + column->offset;
		if (is_sum(mtop, column) && column->type == COLUMN_SHARE)
			*(double *)(void *)cell = 0;
		else if (is_sum(mtop, column))
			*(uint64_t *)(void *)cell = 0;
	}
}

static struct row *
group_new(const struct mtop *mtop, const struct column *by,
    const struct row *first, struct rows *groups)
{
	struct row	*group = rows_new(groups);

	sums_begin(mtop, group);
	if ((mtop->need & NEED_TIME) != 0)
		group->time = first->time;
	if ((mtop->need & NEED_HOST) != 0)
		group->host = first->host;
	/* All keys are strings or numbers, of eight bytes or four. */
	memcpy((char *)group + by->offset,
	    (const char *)first + by->offset,
	    by->type == COLUMN_TEXT ? sizeof(char *) : sizeof(uint64_t));
	return group;
}

void
groups_make(const struct mtop *mtop, struct row **list, size_t count,
    struct rows *groups)
{
	struct order	 order = { 0, { { NULL, false } } };
	const void	**scratch = allocate((count + 1) * sizeof(*scratch));
	struct row	*group = NULL;
	size_t		 i;

	rows_begin(groups, sizeof(struct row));
	order_add_column(&order, group_column(mtop->group), false);
	order_sort(&order, (const void **)(void *)list, scratch, count);
	free(scratch);
	for (i = 0; i < count; i++) {
		if (i == 0 || order_compare(&order, list[i - 1],
		    list[i]) != 0)
			group = group_new(mtop, order.key[0].column, list[i],
			    groups);
		add(mtop, group, list[i]);
	}
}

void
total_make(const struct mtop *mtop, struct row *const *list, size_t count,
    struct row *out)
{
	const struct column	*by = NULL;
	size_t			 i;

	sums_begin(mtop, out);
	out->comm = "total";
	out->cmdline = "total";
	if (mtop->group != NULL)
		by = group_column(mtop->group);
	if (by != NULL && by->type == COLUMN_TEXT)
		*(const char **)(void *)((char *)out + by->offset) = "total";
	if (count > 0 && (mtop->need & NEED_TIME) != 0)
		out->time = list[0]->time;
	if (count > 0 && (mtop->need & NEED_HOST) != 0)
		out->host = list[0]->host;
	for (i = 0; i < count; i++)
		add(mtop, out, list[i]);
}
