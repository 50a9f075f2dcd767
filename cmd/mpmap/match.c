/* match.c: which mappings of before and after are the same. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

/*
 * A mapping may have grown at either end, been merged with its neighbours, or
 * been cut in pieces.  So all mappings that overlap and are alike are one,
 * which union-find collects.  Both sides are in order of address, and one walk
 * along them finds every overlap.
 */
struct pairing {
	const struct snapshot	*before_of;
	const struct snapshot	*after_of;
	struct run		 before;
	struct run		 after;
	uint32_t		*parent;	/* before's, then after's */
};

static bool
alike_text(const struct pairing *pairing, size_t before, size_t after)
{
	return before == 0 || after == 0 ||
	    strcmp(snapshot_text(pairing->before_of, before),
	    snapshot_text(pairing->after_of, after)) == 0;
}

static bool
has_file(const struct snapshot *snapshot, const struct snapshot_record *record)
{
	const char	*inode = snapshot_text(snapshot, record->inode);

	return inode != NULL && *inode != '\0' && strcmp(inode, "0") != 0;
}

/* The same part of the file at the same address. */
static bool
alike_offset(const struct snapshot_record *a, const struct snapshot_record *b)
{
	return a->offset == MEMINFO_ABSENT || b->offset == MEMINFO_ABSENT ||
	    a->start - a->offset == b->start - b->offset;
}

/*
 * The inode identifies a file, which may have been renamed or deleted.  The
 * kind does not count: without smaps, a hugetlb file is just a file.
 */
static bool
alike(const struct pairing *pairing, const struct snapshot_record *a,
    const struct snapshot_record *b)
{
	if (!alike_text(pairing, a->perms, b->perms) ||
	    !alike_text(pairing, a->device, b->device) ||
	    !alike_text(pairing, a->inode, b->inode))
		return false;
	if (has_file(pairing->before_of, a) && has_file(pairing->after_of, b))
		return alike_offset(a, b);
	return alike_text(pairing, a->path, b->path);
}

static uint32_t
root_of(uint32_t *parent, uint32_t node)
{
	while (parent[node] != node) {
		parent[node] = parent[parent[node]];
		node = parent[node];
	}
	return node;
}

static void
overlaps_join(const struct pairing *pairing)
{
	const struct snapshot_record	*a = pairing->before.record;
	const struct snapshot_record	*b = pairing->after.record;
	size_t			 i = 0, j = 0;
	uint32_t		 x, y;

	while (i < pairing->before.count && j < pairing->after.count) {
		if (a[i].start < b[j].end && b[j].start < a[i].end &&
		    alike(pairing, &a[i], &b[j])) {
			x = root_of(pairing->parent, (uint32_t)i);
			y = root_of(pairing->parent,
			    (uint32_t)(pairing->before.count + j));
			pairing->parent[x > y ? x : y] = x > y ? y : x;
		}
		if (a[i].end <= b[j].end)
			i++;
		else
			j++;
	}
}

static void
match_count(struct match *match, enum side side,
    const struct snapshot_record *record)
{
	struct tally	*tally = &match->side[side];

	if (match->record == NULL || record->start < match->low)
		match->low = record->start;
	if (record->end > match->high)
		match->high = record->end;
	if (tally->count == 0) {
		figures_absent(&tally->figures);
		match->record = record;
		match->start = record->start;
	}
	match->end = record->end;
	tally->count++;
	figures_add(&tally->figures, &record->figures);
}

/* Side after comes last, because its addresses and record are to stay. */
static void
matches_gather(const struct pairing *pairing, struct match *match)
{
	size_t	i, before = pairing->before.count;

	for (i = 0; i < before; i++)
		match_count(&match[root_of(pairing->parent, (uint32_t)i)], BEFORE,
		    &pairing->before.record[i]);
	for (i = 0; i < pairing->after.count; i++)
		match_count(&match[root_of(pairing->parent,
		    (uint32_t)(before + i))], AFTER, &pairing->after.record[i]);
}

static int
match_compare(const void *a, const void *b)
{
	const struct match	*x = a, *y = b;
	bool			 x_none = x->record == NULL;
	bool			 y_none = y->record == NULL;

	if (x_none || y_none)
		return x_none - y_none;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->side[AFTER].count > 0) - (y->side[AFTER].count > 0);
}

bool
match_runs(const struct snapshot *before_of, const struct run *before,
    const struct snapshot *after_of, const struct run *after,
    struct grow *matches, size_t *count)
{
	struct pairing	 pairing = { before_of, after_of, *before, *after, NULL };
	struct grow	 parents = { NULL, 0, 0 };
	size_t		 nodes = before->count + after->count, i;
	struct match	*match = grow_add(matches, nodes * sizeof(*match));

	pairing.parent = grow_add(&parents, nodes * sizeof(*pairing.parent));
	if (match == NULL || pairing.parent == NULL) {
		grow_free(&parents);
		return false;
	}
	memset(match, 0, nodes * sizeof(*match));
	for (i = 0; i < nodes; i++)
		pairing.parent[i] = (uint32_t)i;
	overlaps_join(&pairing);
	matches_gather(&pairing, match);
	grow_free(&parents);
	qsort(match, nodes, sizeof(*match), match_compare);
	for (i = 0; i < nodes && match[i].record != NULL; i++)
		continue;
	*count = i;
	return true;
}
