/* trees.c: each process with all that it started. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "common/alloc.h"
#include "trees.h"

#define NOBODY SIZE_MAX

/* Rows by pid: an open table of twice as many slots, or more. */
struct tree_index {
	struct row *const	*list;
	size_t			*slot;
	size_t			 mask;
};

static size_t
index_slot(const struct tree_index *index, uint64_t pid)
{
	size_t	at = (size_t)(pid * 0x9e3779b97f4a7c15U >> 32) & index->mask;

	while (index->slot[at] != NOBODY &&
	    index->list[index->slot[at]]->pid != pid)
		at = (at + 1) & index->mask;
	return at;
}

static void
index_make(struct tree_index *index, struct row *const *list, size_t count)
{
	size_t	slots = 2, i;

	while (slots < 2 * count)
		slots *= 2;
	index->list = list;
	index->mask = slots - 1;
	index->slot = alloc(slots * sizeof(*index->slot));
	for (i = 0; i < slots; i++)
		index->slot[i] = NOBODY;
	for (i = 0; i < count; i++)
		index->slot[index_slot(index, list[i]->pid)] = i;
}

/*
 * The parent, if it is below 1 and among the rows.  A pid that went to a
 * younger process meanwhile is no parent.
 */
static size_t
parent_of(const struct tree_index *index, const struct row *row)
{
	size_t	parent;

	if (row->ppid == CELL_ABSENT || row->ppid <= 1 ||
	    row->ppid == row->pid)
		return NOBODY;
	parent = index->slot[index_slot(index, row->ppid)];
	if (parent != NOBODY && row->start != CELL_ABSENT &&
	    index->list[parent]->start != CELL_ABSENT &&
	    index->list[parent]->start > row->start)
		return NOBODY;
	return parent;
}

/*
 * Up from one row to an ancestor whose tree is known, and then down again.
 * Each row is walked over once; done also ends a circle, which only a capture
 * can hold.
 */
static void
tree_walk(const struct tree_index *index, size_t from, size_t *path,
    bool *done)
{
	struct row	*row;
	size_t		 length = 0, at = from;
	uint64_t	 tree = CELL_ABSENT;

	while (at != NOBODY && !done[at]) {
		done[at] = true;
		path[length++] = at;
		at = parent_of(index, index->list[at]);
	}
	if (at != NOBODY)
		tree = index->list[at]->tree;
	while (length > 0) {
		row = index->list[path[--length]];
		if (tree == CELL_ABSENT && !row->unselected)
			tree = row->pid;
		row->tree = tree;
	}
}

void
trees_make(struct row *const *list, size_t count)
{
	struct tree_index	index;
	size_t			*path = alloc((count + 1) * sizeof(*path));
	bool			*done = alloc(count + 1);
	size_t			 i;

	index_make(&index, list, count);
	for (i = 0; i < count; i++)
		done[i] = false;
	for (i = 0; i < count; i++)
		tree_walk(&index, i, path, done);
	free(index.slot);
	free(path);
	free(done);
}
