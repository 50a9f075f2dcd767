/* parts.c: rows for a part of the machine: a cgroup, a NUMA node. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "memory.h"

struct memory_row
memory_row_empty(const struct mfree *mfree, const char *kind)
{
	return (struct memory_row){
		mfree->time_msec, kind, CELL_EMPTY, CELL_EMPTY, CELL_EMPTY,
		CELL_EMPTY, CELL_EMPTY, CELL_EMPTY, CELL_EMPTY, CELL_EMPTY,
		CELL_EMPTY, CELL_EMPTY, CELL_EMPTY, CELL_EMPTY, CELL_EMPTY,
		CELL_EMPTY
	};
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * A cgroup may take what its own limits and its ancestors' leave, and no
 * more than the machine has: each cell is the least of both.  The sentinels
 * for absent and unlimited are the largest values, so that they never win.
 */
static void
cgroup_row(const struct mfree *mfree, const struct meminfo_cgroup *cgroup,
    const struct meminfo_system *system, uint64_t available,
    struct memory_row *row)
{
	const struct meminfo_cgroup_stat *stat = &cgroup->stat;

	*row = memory_row_empty(mfree, "cgroup");
	row->total = least(cgroup->effective_limit, system->total);
	row->free = least(cgroup->effective_free, system->free);
	row->available = least(cgroup->effective_available, available);
	row->shared = stat->shmem;
	row->buffers = CELL_ABSENT;
	row->cache = known_add(stat->file, stat->slab_reclaimable);
	row->buff_cache = row->cache;
	row->used = known_minus(cgroup->usage, known_add(
	    known_plus(stat->active_file, stat->inactive_file),
	    stat->slab_reclaimable));
}

void
cgroup_complain(struct mfree *mfree)
{
	const char	*name = mfree->cgroup_name;

	if (name == NULL)
		name = "own cgroup";
	if (errno == ENOENT)
		options_complain(&mfree->options, name,
		    "no such memory cgroup "
		    "(mfree --where=cgroups lists them)");
	else
		options_complain_errno(&mfree->options, name);
}

static int
cgroup_look_up(const struct mfree *mfree, int version,
    struct meminfo_cgroup_at *at)
{
	int	root = mfree->options.root;

	if (mfree->cgroup_name == NULL)
		return meminfo_cgroup_find(root, MEMINFO_SELF, version, at);
	return meminfo_cgroup_named(root, mfree->cgroup_name, version, at);
}

/* version 2 is for pressure, which a cgroup that is of v1 alone lacks. */
bool
cgroup_at(struct mfree *mfree, int version, struct meminfo_cgroup_at *at)
{
	int	error;

	if (cgroup_look_up(mfree, version, at) == 0)
		return true;
	error = errno;
	if (version == 2 && error == ENOENT &&
	    cgroup_look_up(mfree, 1, at) == 0) {
		options_complain(&mfree->options, mfree->cgroup_name == NULL ?
		    "own cgroup" : mfree->cgroup_name,
		    "in cgroup v1, which has no pressure");
		return false;
	}
	errno = error;
	cgroup_complain(mfree);
	return false;
}

void
cgroup_row_show(struct mfree *mfree, struct table *table,
    const struct meminfo_system *system, uint64_t available)
{
	struct meminfo_cgroup_at	at;
	struct meminfo_cgroup		cgroup;
	struct memory_row		row;

	if (!cgroup_at(mfree, 0, &at))
		return;
	if (meminfo_cgroup_read(mfree->options.root, &at, &cgroup) == -1) {
		cgroup_complain(mfree);
		return;
	}
	options_complain_wrong(&mfree->options, at.path, &cgroup.wrong);
	options_complain_wrong(&mfree->options, at.path, &cgroup.stat.wrong);
	cgroup_row(mfree, &cgroup, system, available, &row);
	table_row(table, &row);
}

static void
node_row(const struct mfree *mfree, int number,
    const struct meminfo_node *node, struct memory_row *row)
{
	row->total = node->total;
	row->free = node->free;
	row->shared = node->shmem;
	row->buffers = CELL_ABSENT;
	row->cache = known_add(known_minus(node->file,
	    node->swap_cached == CELL_ABSENT ? 0 : node->swap_cached),
	    node->slab_reclaimable);
	row->buff_cache = row->cache;
	row->available = meminfo_node_available_read(mfree->options.root,
	    number, node);
	row->used = known_minus(row->total, row->available);
	if (row->available == CELL_ABSENT)
		row->used = known_minus(known_minus(row->total, row->free),
		    row->cache);
	row->numa_hit = node->numa_hit_pages;
	row->numa_miss = node->numa_miss_pages;
	row->numa_foreign = node->numa_foreign_pages;
	row->interleave_hit = node->interleave_hit_pages;
	row->local_node = node->local_node_pages;
	row->other_node = node->other_node_pages;
}

static void
node_show(struct mfree *mfree, struct table *table, int number)
{
	struct meminfo_node	node;
	struct memory_row	row;
	char			kind[32], path[64];

	if (meminfo_node_read(mfree->options.root, number, &node) == -1) {
		snprintf(path, sizeof(path), "/sys/devices/system/node/node%d",
		    number);
		options_complain_path(&mfree->options, path);
		return;
	}
	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo",
	    number);
	options_complain_wrong(&mfree->options, path, &node.wrong);
	snprintf(kind, sizeof(kind), "node%d", number);
	row = memory_row_empty(mfree, kind);
	node_row(mfree, number, &node, &row);
	table_row(table, &row);
}

void
node_rows_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_nodes	nodes;
	int			number;

	if (meminfo_nodes_open(&nodes, mfree->options.root) == -1) {
		options_complain_path(&mfree->options,
		    "/sys/devices/system/node");
		return;
	}
	while (meminfo_nodes_next(&nodes, &number) == 1)
		node_show(mfree, table, number);
}
