/* finish.c: cells that take more than the files of the process. */
/* SPDX-License-Identifier: MIT */
#include "containers.h"
#include "cpu.h"
#include "fill.h"
#include "trees.h"

void
time_finish(const struct finish *finish, struct row *row)
{
	row->time = finish->mtop->machine.time;
}

void
host_finish(const struct finish *finish, struct row *row)
{
	if (finish->mtop->machine.host[0] != '\0')
		row->host = finish->mtop->machine.host;
}

void
user_finish(const struct finish *finish, struct row *row)
{
	if (row->uid != CELL_ABSENT)
		row->user = users_name(finish->users, row->uid);
}

void
cpu_pct_finish(const struct finish *finish, struct row *row)
{
	if (row->start != CELL_ABSENT)
		row->cpu_pct = cpu_share(finish->mtop, finish->sample, row);
}

void
mem_pct_finish(const struct finish *finish, struct row *row)
{
	uint64_t	total = finish->mtop->machine.total;

	if (row->rss != CELL_ABSENT && total != MEMINFO_ABSENT && total > 0)
		row->mem_pct = 100 * (double)row->rss / (double)total;
}

/* The uid where /var/log/pods does not have its name. */
void
pod_finish(const struct finish *finish, struct row *row)
{
	if (row->pod_uid == NULL)
		return;
	row->pod = pods_name(finish->pods, row->pod_uid);
	if (row->pod == NULL)
		row->pod = row->pod_uid;
}

/* 1 where a figure that a group would add up is not known. */
void
missing_finish(const struct finish *finish, struct row *row)
{
	uint64_t	wanted = finish->mtop->plan.wanted;
	size_t		i;

	row->missing = 0;
	for (i = 0; i < COLUMN_NUMBERS; i++)
		if ((wanted & COLUMN_BIT(i)) != 0 &&
		    column_is_sum(i) &&
		    fillings[i].way != WAY_SET && !row->empty &&
		    column_is_absent(&columns[i], row))
			row->missing = 1;
}

void
rows_finish(const struct finish *finish, struct row *const *list,
    size_t count)
{
	uint64_t	wanted = finish->mtop->plan.wanted;
	size_t		column, i;

	if ((wanted & COLUMN_BIT(COLUMN_tree)) != 0)
		trees_make(list, count);
	for (column = 0; column < COLUMN_NUMBERS; column++) {
		if ((wanted & COLUMN_BIT(column)) == 0 ||
		    fillings[column].way != WAY_FINISH)
			continue;
		for (i = 0; i < count; i++)
			fillings[column].finish(finish, list[i]);
	}
}
