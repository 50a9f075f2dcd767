/* slab.c: the slab, by the kernel's caches of objects. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mfree/where/detail.h"

const struct column slab_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "kind", -6, TEXT, "cache, others, rest, total"),
	CELL(size, "size", 11, BYTES, "memory of the cache"),
	CELL(mem_pct, "%mem", 6, PERCENT, "share of MemTotal"),
	CELL(active, "active", 11, BYTES, "objects in use"),
	CELL(objects, "objects", 10, COUNT, "number of objects in use"),
	CELL(reclaimable, "reclaimable", -11, TEXT,
	    "yes: given back when memory is short"),
	CELL(name, "name", -1, TEXT, "name of the cache"),
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
slab_read(struct detail *detail, const struct meminfo_system *system)
{
	struct options		*options = &detail->mfree->options;
	struct meminfo_slabs	 it;
	struct meminfo_slab	 slab;
	int			 more;

	detail->whole = system->slab;
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
	return detail_view_show(mfree, table, slab_read);
}

const struct figure_view slab_view = {
	.option = "--where=slab", .opened = true, .columns = slab_columns,
	.text_list = "kind,size,mem_pct,active,objects,reclaimable,name",
	.show = slab_show
};
