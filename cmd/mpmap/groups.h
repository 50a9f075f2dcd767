/* groups.h: sums by a key. */
#ifndef GROUPS_H
#define GROUPS_H

#include "mpmap.h"

#include "common/grow.h"

/* Sums by a key, before and after or only after */
enum side {
	BEFORE,
	AFTER
};

struct tally {
	uint64_t	count;
	struct figures	figures;
};

struct group {
	size_t		key;		/* at groups->text.bytes */
	int64_t		rank;
	struct tally	side[2];
};

struct groups {
	struct grow	list;		/* of struct group */
	struct grow	slots;		/* of uint32_t: 1 + a group's number */
	struct grow	text;
	size_t		count;
};

/* All zero is empty.  NULL with ENOMEM. */
struct tally *groups_at(struct groups *groups, const char *key,
	    enum side side);
struct group *groups_list(struct groups *groups);
/* By rank, the largest first; else as they came. */
void	groups_sort(struct groups *groups);
const char *groups_key(const struct groups *groups,
	    const struct group *group);
void	groups_free(struct groups *groups);

#endif
