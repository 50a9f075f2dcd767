/* groups.h: sums by a key, in memory that goes by the number of keys. */
/* SPDX-License-Identifier: MIT */
#ifndef GROUPS_H
#define GROUPS_H

#include "common/grow.h"
#include "mpmap.h"

enum side {
	BEFORE,
	AFTER
};

struct tally {
	uint64_t	count;		/* of mappings */
	uint64_t	processes;
	struct figures	figures;	/* absent where count is 0 */
	unsigned	partly;		/* a bit for each figure of which some
					   mapping's is not known */
};

struct key_group {
	size_t		key;		/* at groups->text.bytes */
	struct tally	side[2];
};

/* All zero is empty. */
struct key_groups {
	struct grow	list;		/* of struct key_group */
	struct grow	slots;		/* of uint32_t: 1 + a group's number */
	struct grow	text;
	size_t		count;
};

/* The tally of a key, made where it is new; NULL with ENOMEM. */
struct tally *groups_at(struct key_groups *groups, const char *key,
	    enum side side);
void	tally_clear(struct tally *tally);
void	tally_add(struct tally *to, const struct tally *more);
/* Adds one mapping. */
void	tally_count(struct tally *to, const struct figures *figures);
/* Its sums: "at least 0" is not known. */
struct figures tally_known(const struct tally *tally);
/* Adds side AFTER of each group; false with ENOMEM. */
bool	groups_join(struct key_groups *to, const struct key_groups *more);
/* In the order in which the keys came. */
const struct key_group *groups_list(const struct key_groups *groups);
const char *groups_key(const struct key_groups *groups,
	    const struct key_group *group);
/* Empties it, but keeps its memory. */
void	groups_clear(struct key_groups *groups);
void	sums_groups_free(struct key_groups *groups);

#endif
