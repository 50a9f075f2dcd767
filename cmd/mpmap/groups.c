/* groups.c: sums by a key, in memory that goes by the number of keys. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"

static uint32_t
key_hash(const char *key)
{
	uint32_t	value = 2166136261;	/* FNV-1a */

	for (; *key != '\0'; key++)
		value = (value ^ (unsigned char)*key) * 16777619;
	return value;
}

struct group *
groups_list(struct groups *groups)
{
	return (struct group *)(void *)groups->list.bytes;
}

const char *
groups_key(const struct groups *groups, const struct group *group)
{
	return groups->text.bytes + group->key;
}

static uint32_t *
slot_of(struct groups *groups, const char *key)
{
	uint32_t	*slot = (uint32_t *)(void *)groups->slots.bytes;
	size_t		 mask = groups->slots.used / sizeof(*slot) - 1;
	size_t		 at = key_hash(key) & mask;

	while (slot[at] != 0 && strcmp(groups_key(groups,
	    &groups_list(groups)[slot[at] - 1]), key) != 0)
		at = (at + 1) & mask;
	return &slot[at];
}

/* Never more than half full. */
static bool
slots_reserve(struct groups *groups)
{
	size_t	slots = groups->slots.used / sizeof(uint32_t), i;
	size_t	more = slots == 0 ? 64 : slots;

	if (2 * (groups->count + 1) <= slots)
		return true;
	if (grow_add(&groups->slots, more * sizeof(uint32_t)) == NULL)
		return false;
	memset(groups->slots.bytes, 0, groups->slots.used);
	for (i = 0; i < groups->count; i++)
		*slot_of(groups, groups_key(groups,
		    &groups_list(groups)[i])) = (uint32_t)i + 1;
	return true;
}

static struct group *
group_make(struct groups *groups, const char *key)
{
	struct group	*group;
	size_t		 offset = groups->text.used;

	if (!grow_copy(&groups->text, key, strlen(key) + 1))
		return NULL;
	group = grow_add(&groups->list, sizeof(*group));
	if (group == NULL)
		return NULL;
	group->key = offset;
	group->rank = 0;
	group->side[BEFORE].count = group->side[AFTER].count = 0;
	figures_absent(&group->side[BEFORE].figures);
	figures_absent(&group->side[AFTER].figures);
	groups->count++;
	return group;
}

struct tally *
groups_at(struct groups *groups, const char *key, enum side side)
{
	struct group	*group;
	uint32_t	*slot;

	if (!slots_reserve(groups))
		return NULL;
	slot = slot_of(groups, key);
	if (*slot != 0)
		return &groups_list(groups)[*slot - 1].side[side];
	group = group_make(groups, key);
	if (group == NULL)
		return NULL;
	*slot = (uint32_t)groups->count;
	return &group->side[side];
}

/* The keys are in the order in which they came: ties stay so. */
static int
group_compare(const void *a, const void *b)
{
	const struct group	*x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->key < y->key ? -1 : 1;
}

void
groups_sort(struct groups *groups)
{
	if (groups->count > 0)
		qsort(groups->list.bytes, groups->count,
		    sizeof(struct group), group_compare);
}

void
groups_free(struct groups *groups)
{
	grow_free(&groups->list);
	grow_free(&groups->slots);
	grow_free(&groups->text);
	groups->count = 0;
}
