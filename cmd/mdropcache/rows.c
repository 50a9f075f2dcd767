/* rows.c: the tables of -f and -l, and their totals. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <unistd.h>

#include "common/known.h"
#include "files.h"

#define CELL(name, member, width, type, help) \
	COLUMN_OF(file_row, member, name, name, width, type, 0, help)

const struct column list_columns[] = {
	CELL("kind", kind, -5, TEXT, "file, total or rest"),
	CELL("size", size, 12, BYTES, "the file's size"),
	CELL("cached", before, 12, BYTES, "pages of it in the page cache"),
	CELL("cached_pct", percent, 10, PERCENT,
	    "cached, of all its pages or of the range"),
	CELL("dirty", dirty, 10, BYTES, "not written yet"),
	CELL("writeback", writeback, 10, BYTES, "being written"),
	CELL("evicted", evicted, 10, BYTES, "evicted, as far as known"),
	CELL("recently_evicted", recently_evicted, 16, BYTES,
	    "evicted recently under memory pressure"),
	CELL("path", path, -1, TEXT, "the file"),
	{ .name = NULL }
};

const struct column drop_columns[] = {
	CELL("kind", kind, -5, TEXT, "file or total"),
	CELL("size", size, 12, BYTES, "the file's size"),
	CELL("before", before, 12, BYTES, "cached before"),
	CELL("after", after, 12, BYTES, "cached after"),
	CELL("freed", freed, 12, BYTES, "before - after"),
	CELL("dirty", dirty, 10, BYTES, "stays: not written yet"),
	CELL("writeback", writeback, 10, BYTES, "stays: being written"),
	CELL("mapped", mapped, 10, BYTES, "stays: mapped by a process"),
	CELL("locked", locked, 10, BYTES,
	    "stays: locked pages of mapped (root only)"),
	CELL("stays", stays, -12, TEXT, "why pages stay"),
	CELL("path", path, -1, TEXT, "the file"),
	{ .name = NULL }
};

double
row_percent(const struct mdropcache *m, const struct file_row *row)
{
	uint64_t	page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t	end = (row->size + page - 1) / page * page;

	if (row->before == CELL_ABSENT || end <= m->offset)
		return NAN;
	end -= m->offset;
	if (m->length > 0 && m->length < end)
		end = m->length;
	return row->before > end ? 100 :
	    100.0 * (double)row->before / (double)end;
}

void
row_show(struct files *files, struct file_row *row)
{
	const struct mdropcache	*m = files->m;

	if (files->rows++ == 0) {
		if (m->drop && m->dry_run && !files->table->tsv)
			out_text(files->table->out, m->no_sync ?
			    "would drop these pages\n\n" :
			    "would write out and drop these pages\n\n");
		table_header(files->table);
	}
	table_row(files->table, row);
}

void
total_add(struct files *files, const struct file_row *row)
{
	struct file_row	*total = &files->total;

	total->size = known_sum(total->size, row->size);
	total->before = known_sum(total->before, row->before);
	total->after = known_sum(total->after, row->after);
	total->freed = known_sum(total->freed, row->freed);
	total->dirty = known_sum(total->dirty, row->dirty);
	total->writeback = known_sum(total->writeback, row->writeback);
	total->evicted = known_sum(total->evicted, row->evicted);
	total->recently_evicted = known_sum(total->recently_evicted,
	    row->recently_evicted);
	total->mapped = known_sum(total->mapped, row->mapped);
	total->locked = known_sum(total->locked, row->locked);
}

/* With no rows and no failure, the titles tell that it has looked. */
void
total_show(struct files *files)
{
	struct file_row	rest;

	if (files_are_kept(files))
		kept_show(files);
	if (files->rows > 1 || files_are_kept(files)) {
		if (!files->table->tsv)
			files->total.path = "total";
		row_show(files, &files->total);
	}
	if (files_are_kept(files) && rest_make(files, &rest))
		row_show(files, &rest);
	if (files->rows == 0 &&
	    (files->table->tsv || !files->m->options.partly))
		table_header(files->table);
	files->m->options.partly |= complain_count("", files->unknown, "file",
	    "the kernel does not tell what is cached of files that are not "
	    "yours");
}
