/* group.c: rows of sums, by a key that processes share. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/order.h"
#include "group.h"

static const enum column_number	key[] = {
	COLUMN_user, COLUMN_comm, COLUMN_exe, COLUMN_cgroup, COLUMN_unit,
	COLUMN_container, COLUMN_pod, COLUMN_tree, COLUMN_ppid
};

const struct column *
group_column(const char *name)
{
	const struct column	*column = column_find(columns, name,
	    strlen(name));
	size_t			 i;

	for (i = 0; i < COUNT_OF(key); i++)
		if (column == &columns[key[i]])
			return column;
	return NULL;
}

void
group_names(char *text, size_t size)
{
	size_t	used = 0, i;

	for (i = 0; i < COUNT_OF(key) && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
		    i == 0 ? "" : i + 1 == COUNT_OF(key) ? " or " : ", ",
		    columns[key[i]].name);
}

/*
 * A process without memory adds nothing.  A figure that is not known
 * leaves the sum of those that are known, and a mark.
 */
static void
sums_add(uint64_t summed, struct row *to, const struct row *from)
{
	uint64_t	bit, missing = 0;
	bool		is_group = (from->known | from->partly) != 0;
	size_t		i;

	for (i = 0; summed >> i != 0; i++) {
		bit = COLUMN_BIT(i);
		if ((summed & bit) == 0)
			continue;
		if (column_add(&columns[i], to, from))
			to->known |= bit;
		else if (!from->empty)
			missing |= bit;
	}
	to->partly |= missing | (from->partly & summed);
	to->missing += is_group ? from->missing : missing != 0;
}

static void
sums_begin(uint64_t summed, const struct row *blank, struct row *row)
{
	size_t	i;

	*row = *blank;
	for (i = 0; summed >> i != 0; i++)
		if ((summed & COLUMN_BIT(i)) != 0)
			column_zero(&columns[i], row);
	row->missing = 0;
}

/* A sum of which no part is known is not known. */
static void
sums_end(uint64_t summed, struct row *row)
{
	uint64_t	unknown = summed & row->partly & ~row->known;
	size_t		i;

	for (i = 0; unknown >> i != 0; i++)
		if ((unknown & COLUMN_BIT(i)) != 0)
			column_blank(&columns[i], row);
}

static void
cell_copy(const struct column *column, struct row *to, const struct row *from)
{
	memcpy((char *)to + column->offset,
	    (const char *)from + column->offset,
	    column_is_text(column) ? sizeof(char *) : sizeof(uint64_t));
}

/* Copy the cells that are alike in all rows. */
static void
same_copy(struct row *to, const struct row *from)
{
	size_t	i;

	for (i = 0; i < COLUMN_NUMBERS; i++)
		if (fillings[i].sum == SAME)
			cell_copy(&columns[i], to, from);
}

/*
 * Some cells hold for the whole group: all of a tree's first process, and the
 * pod of a container.
 */
static void
leader_copy(const struct column *by, struct row *group,
    const struct row *from)
{
	size_t	i;

	if (by->need == COLUMN_container)
		group->pod = from->pod;
	if (by->need != COLUMN_tree || from->pid != from->tree)
		return;
	for (i = 0; i < COLUMN_NUMBERS; i++)
		if (fillings[i].sum == APART && i != COLUMN_missing)
			cell_copy(&columns[i], group, from);
}

static struct row *
group_new(const struct column *by, uint64_t summed, const struct row *blank,
    const struct row *first, struct rows *groups)
{
	struct row	*group = rows_add(groups);

	sums_begin(summed, blank, group);
	same_copy(group, first);
	cell_copy(by, group, first);
	return group;
}

void
rows_group(const struct column *by, uint64_t summed,
    const struct row *blank, struct row **list, size_t count,
    struct rows *groups)
{
	struct order	 order = { 0, { { NULL, false } } };
	const void	**scratch = alloc((count + 1) * sizeof(*scratch));
	struct row	*group = NULL;
	size_t		 i;

	rows_begin(groups);
	order_add_column(&order, by, false);
	order_sort(&order, (const void **)(void *)list, scratch, count);
	free(scratch);
	for (i = 0; i < count; i++) {
		if (i == 0 || order_compare(&order, list[i - 1],
		    list[i]) != 0) {
			if (group != NULL)
				sums_end(summed, group);
			group = group_new(by, summed, blank, list[i], groups);
		}
		sums_add(summed, group, list[i]);
		leader_copy(by, group, list[i]);
	}
	if (group != NULL)
		sums_end(summed, group);
}

void
total_make(const struct column *by, uint64_t summed, const struct row *blank,
    struct row *const *list, size_t count, struct row *out)
{
	size_t	i;

	sums_begin(summed, blank, out);
	if (count > 0)
		same_copy(out, list[0]);
	out->comm = "total";
	out->cmdline = "total";
	if (by != NULL && column_is_text(by))
		*(const char **)(void *)((char *)out + by->offset) = "total";
	for (i = 0; i < count; i++)
		sums_add(summed, out, list[i]);
	sums_end(summed, out);
}
