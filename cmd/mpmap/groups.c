/* groups.c: sums by a key, in memory that goes by the number of keys. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "common/hash.h"
#include "groups.h"

/* Larger tables are not kept for the next process: clearing them costs. */
#define SLOTS_KEPT 65536

static struct key_group *
group_at(const struct key_groups *groups, size_t number)
{
	return &((struct key_group *)(void *)groups->list.bytes)[number];
}

const struct key_group *
groups_list(const struct key_groups *groups)
{
	return group_at(groups, 0);
}

const char *
groups_key(const struct key_groups *groups, const struct key_group *group)
{
	return groups->text.bytes + group->key;
}

static uint32_t *
slot_of(struct key_groups *groups, const char *key)
{
	uint32_t	*slot = (uint32_t *)(void *)groups->slots.bytes;
	size_t		 mask = groups->slots.used / sizeof(*slot) - 1;
	size_t		 at = (size_t)hash_bytes(key, strlen(key),
			    hash_seed()) & mask;

	while (slot[at] != 0 && strcmp(groups_key(groups,
	    group_at(groups, slot[at] - 1)), key) != 0)
		at = (at + 1) & mask;
	return &slot[at];
}

/* Never more than half full. */
static bool
slots_reserve(struct key_groups *groups)
{
	size_t	slots = groups->slots.used / sizeof(uint32_t), i;
	size_t	more = slots == 0 ? 64 : slots;

	if (2 * (groups->count + 1) <= slots)
		return true;
	if (grow_add(&groups->slots, more * sizeof(uint32_t)) == NULL)
		return false;
	memset(groups->slots.bytes, 0, groups->slots.used);
	for (i = 0; i < groups->count; i++)
		*slot_of(groups, groups_key(groups, group_at(groups, i))) =
		    (uint32_t)i + 1;
	return true;
}

void
tally_clear(struct tally *tally)
{
	tally->count = tally->processes = 0;
	tally->partly = 0;
	figures_absent(&tally->figures);
}

void
tally_add(struct tally *to, const struct tally *more)
{
	to->count += more->count;
	to->processes += more->processes;
	to->partly |= more->partly;
	figures_add(&to->figures, &more->figures);
}

void
tally_count(struct tally *to, const struct figures *figures)
{
	to->count++;
	to->partly |= figures_unknown(figures);
	figures_add(&to->figures, figures);
}

struct figures
tally_known(const struct tally *tally)
{
	struct figures	 known = tally->figures;
	uint64_t	*figure;
	size_t		 i;

	for (i = 0; i < FIGURES; i++) {
		figure = figures_at(&known, i);
		if (*figure == 0 && (tally->partly >> i & 1) != 0)
			*figure = MEMINFO_ABSENT;
	}
	return known;
}

static struct key_group *
sums_group_make(struct key_groups *groups, const char *key)
{
	struct key_group	*group;
	size_t		 offset = groups->text.used;

	if (!grow_copy(&groups->text, key, strlen(key) + 1))
		return NULL;
	group = grow_add(&groups->list, sizeof(*group));
	if (group == NULL)
		return NULL;
	group->key = offset;
	tally_clear(&group->side[BEFORE]);
	tally_clear(&group->side[AFTER]);
	groups->count++;
	return group;
}

struct tally *
groups_at(struct key_groups *groups, const char *key, enum side side)
{
	struct key_group	*group;
	uint32_t	*slot;

	if (!slots_reserve(groups))
		return NULL;
	slot = slot_of(groups, key);
	if (*slot != 0)
		return &group_at(groups, *slot - 1)->side[side];
	group = sums_group_make(groups, key);
	if (group == NULL)
		return NULL;
	*slot = (uint32_t)groups->count;
	return &group->side[side];
}

bool
groups_join(struct key_groups *to, const struct key_groups *more)
{
	const struct key_group	*group;
	struct tally		*tally;
	size_t			 i;

	for (i = 0; i < more->count; i++) {
		group = group_at(more, i);
		tally = groups_at(to, groups_key(more, group), AFTER);
		if (tally == NULL)
			return false;
		tally_add(tally, &group->side[AFTER]);
	}
	return true;
}

void
groups_clear(struct key_groups *groups)
{
	groups->count = groups->list.used = groups->text.used = 0;
	if (groups->slots.used > SLOTS_KEPT)
		grow_free(&groups->slots);
	else if (groups->slots.used > 0)
		memset(groups->slots.bytes, 0, groups->slots.used);
}

void
sums_groups_free(struct key_groups *groups)
{
	grow_free(&groups->list);
	grow_free(&groups->slots);
	grow_free(&groups->text);
	groups->count = 0;
}
