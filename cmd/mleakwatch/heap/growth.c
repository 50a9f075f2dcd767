/* growth.c: what grew in a heap between two scans. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "growth.h"

static int
order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Groups are the same by what they look like, not by their place. */
static int
group_order(const void *a, const void *b)
{
	const struct group	*x = a, *y = b;
	int			 by = order(x->size, y->size);

	if (by == 0)
		by = order((uint64_t)x->kind, (uint64_t)y->kind);
	return by == 0 ? order(x->value, y->value) : by;
}

static int
type_order(const void *a, const void *b)
{
	const struct python_type	*x = a, *y = b;

	return order(x->address, y->address);
}

static struct group *
groups_steal(struct groups *groups, size_t *count)
{
	struct group	*group = groups->group;

	*count = groups->count;
	groups->group = NULL;
	groups->count = 0;
	if (group != NULL)
		qsort(group, *count, sizeof(*group), group_order);
	return group;
}

void
growth_begin(struct growth *growth, struct scan *scan)
{
	memset(growth, 0, sizeof(*growth));
	growth->reachable = scan->reach.reachable;
	growth->direct = scan->reach.direct;
	growth->indirect = scan->reach.indirect;
	growth->held = scan->heap.held;
	growth->lost = groups_steal(&scan->lost, &growth->lost_count);
	if (scan->has_kept)
		growth->kept = groups_steal(&scan->kept, &growth->kept_count);
	if (!scan->is_python)
		return;
	growth->type = scan->python.type;
	growth->types = scan->python.slots;
	scan->python.type = NULL;
	qsort(growth->type, growth->types, sizeof(*growth->type), type_order);
}

int64_t
growth_of_group(const struct group *group)
{
	return (int64_t)(group->sum.bytes + group->indirect.bytes) -
	    (int64_t)group->before.bytes;
}

size_t
growth_groups(const struct groups *groups)
{
	int64_t	all = 0;
	size_t	i, count;

	for (count = 0; count < groups->count &&
	    growth_of_group(&groups->group[count]) > 0; count++)
		all += growth_of_group(&groups->group[count]);
	for (i = 0; i < count &&
	    growth_of_group(&groups->group[i]) >= all / 10; i++)
		;
	return i;
}

static int
growth_order(const void *a, const void *b)
{
	int64_t	x = growth_of_group(a), y = growth_of_group(b);

	return (x < y) - (x > y);
}

static void
groups_compare(struct groups *groups, const struct group *before,
    size_t count)
{
	const struct group	*found;
	size_t			 i;

	for (i = 0; i < groups->count; i++) {
		found = bsearch(&groups->group[i], before, count,
		    sizeof(*before), group_order);
		if (found == NULL)
			continue;
		groups->group[i].before.count = found->sum.count;
		groups->group[i].before.bytes = found->sum.bytes +
		    found->indirect.bytes;
	}
	qsort(groups->group, groups->count, sizeof(*groups->group),
	    growth_order);
}

static void
types_compare(struct python *python, const struct growth *growth)
{
	const struct python_type	*found;
	size_t				 i;

	for (i = 0; i < python->slots; i++) {
		if (python->type[i].count == 0)
			continue;
		found = bsearch(&python->type[i], growth->type, growth->types,
		    sizeof(*found), type_order);
		if (found != NULL)
			python->type[i].before = found->count;
	}
}

void
growth_compare(struct growth *growth, struct scan *scan)
{
	if (growth->lost != NULL)
		groups_compare(&scan->lost, growth->lost,
		    growth->lost_count);
	if (growth->kept != NULL && scan->has_kept)
		groups_compare(&scan->kept, growth->kept,
		    growth->kept_count);
	if (growth->type != NULL && scan->is_python)
		types_compare(&scan->python, growth);
}

void
growth_free(struct growth *growth)
{
	free(growth->lost);
	free(growth->kept);
	free(growth->type);
}
