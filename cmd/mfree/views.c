/* views.c: the kernel's own words: every key of meminfo, pressure. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mfree.h"

struct key_row {
	uint64_t	time;
	const char	*key;
	uint64_t	value;
	const char	*unit;
};

#define KEY_CELL(member, width, type, help) \
	COLUMN_OF(key_row, member, #member, #member, width, type, 0, help)

const struct column key_columns[] = {
	KEY_CELL(time, 14, MSEC, "when it was read, Unix seconds"),
	KEY_CELL(key, -20, TEXT, "as in /proc/meminfo"),
	KEY_CELL(value, 20, COUNT, "in that unit"),
	KEY_CELL(unit, -5, TEXT, "bytes, pages or count"),
	{ .name = NULL }
};

static void
pair_show(const struct mfree *mfree, struct table *table,
    const struct meminfo_pair *pair)
{
	static const char *const	unit[] = {
		[MEMINFO_COUNT] = "count",
		[MEMINFO_BYTES] = "bytes",
		[MEMINFO_PAGES] = "pages",
	};
	char				key[128];
	struct key_row			row = { mfree->time_msec, key,
	    pair->value, unit[pair->unit] };
	size_t				length = pair->key_length;

	if (length >= sizeof(key))
		length = sizeof(key) - 1;
	memcpy(key, pair->key, length);
	key[length] = '\0';
	table_row(table, &row);
}

/* Keys whose number cannot be true. */
struct wrong_keys {
	struct meminfo_wrong	wrong;
	char			key[MEMINFO_WRONG_MAX][128];
};

static void
wrong_note(struct wrong_keys *keys, const struct meminfo_pair *pair)
{
	unsigned	i = keys->wrong.count++;

	if (i >= MEMINFO_WRONG_MAX)
		return;
	snprintf(keys->key[i], sizeof(keys->key[i]), "%.*s",
	    (int)pair->key_length, pair->key);
	keys->wrong.key[i] = keys->key[i];
}

static bool
meminfo_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_pairs	pairs;
	struct meminfo_pair	pair;
	struct wrong_keys	keys = { .wrong.count = 0 };
	bool			any = false;
	int			more;

	if (meminfo_pairs_open(&pairs, mfree->options.root,
	    "/proc/meminfo") == -1) {
		options_complain_path(&mfree->options, "/proc/meminfo");
		return false;
	}
	while ((more = meminfo_pairs_next(&pairs, &pair)) == 1) {
		if (pair.value == MEMINFO_ABSENT)
			wrong_note(&keys, &pair);
		if (!any)
			table_header(table);
		any = true;
		pair_show(mfree, table, &pair);
	}
	if (more == -1)
		options_complain_path(&mfree->options, "/proc/meminfo");
	else
		options_complain_wrong(&mfree->options, "/proc/meminfo",
		    &keys.wrong);
	meminfo_pairs_close(&pairs);
	return any;
}

const struct figure_view meminfo_view = {
	.option = "--meminfo", .columns = key_columns,
	.text_list = "key,value,unit",
	.show = meminfo_show
};

struct pressure_row {
	uint64_t	time;
	const char	*kind;
	double		avg10;
	double		avg60;
	double		avg300;
	uint64_t	stalled;
};

#define STALL_CELL(member, title, width, type, help) \
	COLUMN_OF(pressure_row, member, #member, title, width, type, 0, help)

const struct column pressure_columns[] = {
	STALL_CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	STALL_CELL(kind, "stall", -6, TEXT,
	    "some: of any task; full: of all tasks at once"),
	STALL_CELL(avg10, "avg10", 7, PERCENT, "per cent of the last 10 s"),
	STALL_CELL(avg60, "avg60", 7, PERCENT, "per cent of the last minute"),
	STALL_CELL(avg300, "avg300", 7, PERCENT, "per cent of the last 5 min"),
	STALL_CELL(stalled, "stalled", 16, USEC, "seconds since boot"),
	{ .name = NULL }
};

static double
per_cent(uint64_t centi)
{
	return centi == MEMINFO_ABSENT ? (double)NAN : (double)centi / 100.0;
}

static void
stall_show(const struct mfree *mfree, struct table *table, const char *kind,
    const struct meminfo_stall *stall)
{
	const struct pressure_row	row = {
		mfree->time_msec, kind, per_cent(stall->avg10_centi),
		per_cent(stall->avg60_centi), per_cent(stall->avg300_centi),
		stall->total_usec
	};

	table_row(table, &row);
}

/* A cgroup's pressure is v2's to tell even where v1 has the memory. */
static bool
pressure_read(struct mfree *mfree, struct meminfo_pressure *pressure)
{
	struct meminfo_cgroup_at	at;
	char				path[MEMINFO_PATH_MAX + 32];
	int				root = mfree->options.root;

	if (!mfree->cgroup) {
		if (meminfo_pressure_read(root, pressure) == 0)
			return true;
		options_complain_path(&mfree->options, "/proc/pressure/memory");
		return false;
	}
	if (!cgroup_at(mfree, 2, &at))
		return false;
	if (meminfo_cgroup_pressure_read(root, &at, pressure) == 0)
		return true;
	snprintf(path, sizeof(path), "%s/memory.pressure", at.path);
	options_complain_path(&mfree->options, path);
	return false;
}

static bool
pressure_show(struct mfree *mfree, struct table *table)
{
	struct meminfo_pressure	pressure;

	if (!pressure_read(mfree, &pressure))
		return false;
	table_header(table);
	stall_show(mfree, table, "some", &pressure.some);
	stall_show(mfree, table, "full", &pressure.full);
	return true;
}

const struct figure_view pressure_view = {
	.option = "--pressure", .cgroup = true, .columns = pressure_columns,
	.text_list = "kind,avg10,avg60,avg300,stalled",
	.show = pressure_show
};
