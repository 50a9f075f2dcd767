/* report.c: how much there is to drop, and why it seldom pays. */
/* SPDX-License-Identifier: MIT */
#include "common/known.h"
#include "mdropcache.h"

struct report_row {
	const char	*kind;
	uint64_t	size;
	const char	*level;
	const char	*note;
};

#define CELL(member, width, type, help) \
	COLUMN_OF(report_row, member, #member, #member, width, type, 0, help)

const struct column report_columns[] = {
	CELL(kind, -16, TEXT, "kind of memory"),
	CELL(size, 12, BYTES, "how much of it there is"),
	CELL(level, -5, TEXT, "level that drops it; -: none"),
	CELL(note, -1, TEXT, "whether it can be dropped"),
	{ .name = NULL }
};

static const char	advice[] =
    "\n"
    "The kernel gives cache back by itself when programs ask for memory: to\n"
    "drop it gives them nothing that is not available already, and makes the\n"
    "next reads slow.  It is of use before a benchmark that must begin cold.\n";

/*
 * Pages of files, less those that stay.  This is an estimate: Mapped overlaps
 * with Shmem and Dirty, and no counter tells which pages are locked or share
 * a large folio with pages in use.
 */
static uint64_t
clean_size(const struct meminfo_system *s)
{
	uint64_t	size = s->cached;

	size = known_minus(size, s->shmem == CELL_ABSENT ? 0 : s->shmem);
	if (size != CELL_ABSENT && s->buffers != CELL_ABSENT)
		size += s->buffers;
	size = known_minus(known_minus(size, s->dirty), s->writeback);
	return known_minus(size, s->mapped);
}

static void
report_run(struct mdropcache *m, struct table *table)
{
	struct meminfo_system	s;
	size_t			i;

	if (!options_system_read(&m->options, &s))
		return;
	const struct report_row	row[] = {
		{ "clean", clean_size(&s), "1",
		    "page cache and buffers: dropped, about this much" },
		{ "dirty", s.dirty, NULL,
		    "not written yet: stays until a sync has written it" },
		{ "writeback", s.writeback, NULL,
		    "being written: stays until that is done" },
		{ "mapped", s.mapped, NULL, "used by processes: stays" },
		{ "shmem", s.shmem, NULL,
		    "tmpfs and shared memory: stays, it is no cache" },
		{ "slab_reclaimable", s.slab_reclaimable, "2",
		    "dentries, inodes: dropped where nothing uses them" },
		{ "free", s.free, NULL, "not in use at all" },
		{ "available", meminfo_system_available_read(m->options.root,
		    &s), NULL, "programs can have this without any dropping" },
	};
	table_header(table);
	for (i = 0; i < COUNT_OF(row); i++)
		table_row(table, &row[i]);
	if (!table->tsv)
		out_text(table->out, advice);
}

const struct form report_form = {
	FORM_REPORT, report_columns,
	"kind,size,level,note", "kind,size,level,note", report_run
};
