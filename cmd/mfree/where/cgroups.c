/* cgroups.c: every memory cgroup. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/grow.h"
#include "common/tick.h"
#include "common/walk.h"
#include "mfree/mfree.h"

/* Users make cgroups in containers: a listing ends after this. */
#define CGROUPS_TIME	(30 * (int64_t)SECOND)
#define CGROUPS_MAX	262144

struct cgroup_row {
	uint64_t	time;
	uint64_t	usage;
	uint64_t	anon;
	uint64_t	file;
	uint64_t	swap;
	uint64_t	max;
	uint64_t	available;
	uint64_t	high;
	uint64_t	high_events;
	uint64_t	oom_kill;
	uint64_t	dying;
	const char	*cgroup;
};

#define CELL(member, width, type, help) \
	COLUMN_OF(cgroup_row, member, #member, #member, width, type, 0, help)

const struct column cgroups_columns[] = {
	CELL(time, 14, MSEC, "when it was read, Unix seconds"),
	CELL(usage, 11, BYTES, "memory of it and of those below it"),
	CELL(anon, 11, BYTES, "of usage: in no file"),
	CELL(file, 11, BYTES, "of usage: page cache"),
	CELL(swap, 11, BYTES, "in swap"),
	CELL(max, 11, BYTES, "the least limit of it and its parents"),
	CELL(available, 11, BYTES, "it can still have without swapping"),
	CELL(high, 11, BYTES, "its memory.high"),
	CELL(high_events, 11, COUNT,
	    "times that it was slowed down at memory.high"),
	CELL(oom_kill, 8, COUNT, "processes killed for want of memory"),
	CELL(dying, 6, COUNT,
	    "removed cgroups below it whose memory is still held"),
	CELL(cgroup, -1, TEXT, "path in the hierarchy"),
	{ .name = NULL }
};

struct cgroups {
	struct mfree		*mfree;
	struct meminfo_cgroup_at top;	/* of the hierarchy */
	size_t			 prefix; /* of a path of the walk: the root */
	char			 path[OPTIONS_PATH];	/* where it begins */
	struct grow		 rows;	/* struct cgroup_row */
};

/* A number by its key; absent where the file or the key is missing. */
static uint64_t
cgroup_key_read(const struct cgroups *cgroups,
    const struct meminfo_cgroup_at *at, const char *file, const char *key)
{
	struct meminfo_pairs	it;
	struct meminfo_pair	pair;
	char			path[MEMINFO_PATH_MAX + 64];
	uint64_t		value = MEMINFO_ABSENT;

	snprintf(path, sizeof(path), "%s/%s", at->path, file);
	if (meminfo_pairs_open(&it, cgroups->mfree->options.root,
	    path) == -1)
		return MEMINFO_ABSENT;
	while (value == MEMINFO_ABSENT &&
	    meminfo_pairs_next(&it, &pair) == 1)
		if (pair.key_length == strlen(key) &&
		    memcmp(pair.key, key, pair.key_length) == 0)
			value = pair.value;
	meminfo_pairs_close(&it);
	return value;
}

static void
cgroup_row_fill(const struct cgroups *cgroups,
    const struct meminfo_cgroup_at *at, const struct meminfo_cgroup *cgroup,
    struct cgroup_row *row)
{
	row->usage = cgroup->usage;
	row->anon = cgroup->stat.anon;
	row->file = cgroup->stat.file;
	row->swap = cgroup->swap_usage;
	row->max = cgroup->effective_limit;
	row->available = cgroup->effective_available;
	row->high = cgroup->high;
	row->high_events = cgroup->events.high;
	row->oom_kill = cgroup->events.oom_kill;
	/* 4.13 */
	if (at->version == 1)
		row->oom_kill = cgroup_key_read(cgroups, at,
		    "memory.oom_control", "oom_kill");
	row->dying = cgroup_key_read(cgroups, at, "cgroup.stat",
	    "nr_dying_descendants");
	row->time = cgroups->mfree->time_msec;
}

static bool
cgroup_keep(struct cgroups *cgroups, const struct cgroup_row *row)
{
	struct cgroup_row	copy = *row;

	copy.cgroup = strdup(row->cgroup);
	if (copy.cgroup != NULL &&
	    grow_copy(&cgroups->rows, &copy, sizeof(copy)))
		return true;
	options_complain_errno(&cgroups->mfree->options, "--where=cgroups");
	free((void *)(uintptr_t)copy.cgroup);
	return false;
}

/* path: of its directory.  A cgroup that is removed meanwhile is no error. */
static bool
cgroup_take(struct cgroups *cgroups, const char *path)
{
	struct meminfo_cgroup_at	at = cgroups->top;
	struct meminfo_cgroup		cgroup;
	struct cgroup_row		row;

	if (strlen(path) >= sizeof(at.path))
		return true;
	strcpy(at.path, path);
	if (meminfo_cgroup_read(cgroups->mfree->options.root, &at,
	    &cgroup) == -1) {
		if (errno != ENOENT && errno != ENODEV)
			options_complain_path(&cgroups->mfree->options, path);
		return true;
	}
	cgroup_row_fill(cgroups, &at, &cgroup, &row);
	row.cgroup = at.path + at.mount_length;
	if (*row.cgroup == '\0')
		row.cgroup = "/";
	return cgroup_keep(cgroups, &row);
}

/* Each has a file memory.stat. */
static bool
cgroup_entry_take(struct cgroups *cgroups, const struct walk *walk,
    const struct walk_entry *entry)
{
	char	path[2 * MEMINFO_PATH_MAX];
	size_t	length;

	if (strcmp(entry->name, "memory.stat") != 0)
		return true;
	snprintf(path, sizeof(path), "%s", walk_path(walk));
	length = strlen(path);
	if (length < cgroups->prefix + strlen("/memory.stat"))
		return true;
	path[length - strlen("/memory.stat")] = '\0';
	return cgroup_take(cgroups, path + cgroups->prefix);
}

static void
cgroups_walk(struct cgroups *cgroups, struct walk *walk)
{
	struct options		*options = &cgroups->mfree->options;
	struct walk_entry	 entry;
	int64_t			 end = tick_now() + CGROUPS_TIME;
	int			 more;

	while ((more = walk_next(walk, &entry)) != 0) {
		if (more == -1) {
			if (errno != ENOENT)
				options_complain_errno(options,
				    walk_path(walk));
			continue;
		}
		if (tick_now() > end || cgroups->rows.used /
		    sizeof(struct cgroup_row) >= CGROUPS_MAX) {
			options_complain(options, "cgroups",
			    "too many: not all are listed");
			return;
		}
		if (!cgroup_entry_take(cgroups, walk, &entry))
			return;
	}
}

static bool
cgroups_read(struct cgroups *cgroups)
{
	struct options	*options = &cgroups->mfree->options;
	struct walk	*walk = malloc(sizeof(*walk));

	if (walk == NULL || meminfo_cgroup_named(options->root, "/", 0,
	    &cgroups->top) == -1) {
		if (walk != NULL && errno == ENOENT)
			options_complain(options, "--where=cgroups",
			    "no memory cgroups are mounted");
		else
			options_complain_errno(options, "--where=cgroups");
		free(walk);
		return false;
	}
	options_path(options, cgroups->top.path, cgroups->path);
	cgroups->prefix = strlen(cgroups->path) - strlen(cgroups->top.path);
	if (walk_begin(walk, cgroups->path, true) == -1)
		options_complain_errno(options, cgroups->path);
	else
		cgroups_walk(cgroups, walk);
	walk_end(walk);
	free(walk);
	return true;
}

static int
cgroup_compare(const void *a, const void *b)
{
	const struct cgroup_row	*x = a, *y = b;

	if (x->usage == y->usage)
		return strcmp(x->cgroup, y->cgroup);
	if (x->usage == CELL_ABSENT || y->usage == CELL_ABSENT)
		return x->usage == CELL_ABSENT ? -1 : 1;
	return x->usage < y->usage ? 1 : -1;
}

/* The root, whose usage is not told, comes first. */
static bool
cgroups_show(struct mfree *mfree, struct table *table)
{
	struct cgroups		*cgroups = alloc_zeros(1, sizeof(*cgroups));
	struct cgroup_row	*row;
	size_t			 count, i;
	bool			 read;

	cgroups->mfree = mfree;
	read = cgroups_read(cgroups);
	row = (void *)cgroups->rows.bytes;
	count = cgroups->rows.used / sizeof(*row);
	if (count > 0)
		qsort(row, count, sizeof(*row), cgroup_compare);
	if (read)
		table_header(table);
	for (i = 0; i < count; i++) {
		if (mfree->lines == 0 || i < (size_t)mfree->lines)
			table_row(table, &row[i]);
		free((void *)(uintptr_t)row[i].cgroup);
	}
	grow_free(&cgroups->rows);
	free(cgroups);
	return read;
}

const struct figure_view cgroups_view = {
	.option = "--where=cgroups", .opened = true, .columns = cgroups_columns,
	.text_list = "usage,swap,max,available,high_events,oom_kill,dying,"
	    "cgroup",
	.tsv_list = "usage,anon,file,swap,max,available,high,high_events,"
	    "oom_kill,dying,cgroup",
	.show = cgroups_show
};
