/* slab.c: the slab, by the kernel's caches of objects. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mfree/where/detail.h"

#define SLAB_CELL(member, title, width, type, help) { #member, title, width, \
	type, offsetof(struct detail_row, member), help, 0 }

const struct column slab_columns[] = {
	SLAB_CELL(time, "time", 14, COLUMN_MSEC,
	    "when it was read, Unix seconds"),
	SLAB_CELL(kind, "kind", -6, COLUMN_TEXT, "cache, others, rest, total"),
	SLAB_CELL(size, "size", 11, COLUMN_BYTES, "memory of the cache"),
	SLAB_CELL(mem_pct, "%mem", 6, COLUMN_PERCENT, "share of MemTotal"),
	SLAB_CELL(active, "active", 11, COLUMN_BYTES, "objects in use"),
	SLAB_CELL(objects, "objects", 10, COLUMN_COUNT,
	    "number of objects in use"),
	SLAB_CELL(reclaimable, "reclaimable", -11, COLUMN_TEXT,
	    "yes: given back when memory is short"),
	SLAB_CELL(name, "name", -1, COLUMN_TEXT, "name of the cache"),
	{ .name = NULL }
};

static const char *
slab_reclaimable(const struct mfree *mfree, const struct meminfo_slab *slab)
{
	switch (meminfo_slab_is_reclaimable(mfree->options.root, slab)) {
	case 0:
		return "no";
	case 1:
		return "yes";
	default:
		return NULL;
	}
}

static bool
slab_add(struct detail *detail, const struct meminfo_slab *slab)
{
	struct detail_row	row = detail_row_empty("cache");
	uint64_t		page = (uint64_t)sysconf(_SC_PAGESIZE);
	char			name[256];

	row.size = meminfo_slab_bytes(slab, page);
	if (row.size == 0)
		return true;
	row.active = meminfo_slab_active_bytes(slab);
	row.objects = slab->active_objects;
	row.reclaimable = slab_reclaimable(detail->mfree, slab);
	snprintf(name, sizeof(name), "%.*s", (int)slab->name_length,
	    slab->name);
	row.name = name;
	return detail_add(detail, &row);
}

static bool
slab_read(struct detail *detail)
{
	struct options		*options = &detail->mfree->options;
	struct meminfo_slabs	 it;
	struct meminfo_slab	 slab;
	int			 more;

	if (meminfo_slabs_open(&it, options->root) == -1) {
		options_complain_path(options, "/proc/slabinfo");
		return false;
	}
	while ((more = meminfo_slabs_next(&it, &slab)) == 1)
		if (!slab_add(detail, &slab))
			break;
	if (more == -1)
		options_complain_path(options, "/proc/slabinfo");
	meminfo_slabs_close(&it);
	return more == 0;
}

static bool
slab_show(struct mfree *mfree, struct table *table)
{
	struct detail		detail = { .mfree = mfree };
	struct meminfo_system	system;
	bool			shown;

	if (!detail_system(&detail, &system))
		return false;
	detail.whole = system.slab;
	shown = slab_read(&detail);
	if (shown)
		detail_show(&detail, table);
	detail_free(&detail);
	return shown;
}

const struct figure_view slab_view = {
	"--where=slab", false, true,
	slab_columns, "kind,size,mem_pct,active,objects,reclaimable,name",
	"kind,size,mem_pct,active,objects,reclaimable,name", slab_show
};
