/* rows.c: the tables of -f and -l, and their totals. */
#include <stdio.h>

#include "files.h"

#define FILE_CELL(name, member, width, type, help) { name, name, width, \
	type, offsetof(struct file_row, member), help, 0 }

const struct column list_columns[] = {
	FILE_CELL("kind", kind, -5, COLUMN_TEXT, "file or total"),
	FILE_CELL("size", size, 12, COLUMN_BYTES, "the file's size"),
	FILE_CELL("cached", before, 12, COLUMN_BYTES,
	    "pages of it in the page cache"),
	FILE_CELL("cached_pct", percent, 10, COLUMN_PERCENT,
	    "these, of all its pages or of the range"),
	FILE_CELL("dirty", dirty, 10, COLUMN_BYTES, "not written yet"),
	FILE_CELL("writeback", writeback, 10, COLUMN_BYTES, "being written"),
	FILE_CELL("evicted", evicted, 10, COLUMN_BYTES,
	    "were cached, and known to be put out"),
	FILE_CELL("recently_evicted", recently_evicted, 16, COLUMN_BYTES,
	    "these, lately for want of memory"),
	FILE_CELL("path", path, -1, COLUMN_TEXT, "the file"),
	{ .name = NULL }
};

const struct column drop_columns[] = {
	FILE_CELL("kind", kind, -5, COLUMN_TEXT, "file or total"),
	FILE_CELL("size", size, 12, COLUMN_BYTES, "the file's size"),
	FILE_CELL("before", before, 12, COLUMN_BYTES, "cached before"),
	FILE_CELL("after", after, 12, COLUMN_BYTES, "cached after"),
	FILE_CELL("freed", freed, 12, COLUMN_BYTES, "cached less"),
	FILE_CELL("dirty", dirty, 10, COLUMN_BYTES,
	    "stays: not written yet"),
	FILE_CELL("writeback", writeback, 10, COLUMN_BYTES,
	    "stays: being written"),
	FILE_CELL("mapped", mapped, 10, COLUMN_BYTES,
	    "stays: mapped by somebody"),
	FILE_CELL("locked", locked, 10, COLUMN_BYTES,
	    "stays: of mapped, locked in memory (told to root only)"),
	FILE_CELL("stays", stays, -12, COLUMN_TEXT, "why something stays"),
	FILE_CELL("path", path, -1, COLUMN_TEXT, "the file"),
	{ .name = NULL }
};

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

/*
 * What is not known of a file is left out of the sum, and that it is, is said
 * at the end; what is known of none stays absent.
 */
static void
add(uint64_t *sum, uint64_t value)
{
	if (value == CELL_ABSENT)
		return;
	*sum = *sum == CELL_ABSENT ? value : *sum + value;
}

void
total_add(struct files *files, const struct file_row *row)
{
	struct file_row	*total = &files->total;

	add(&total->size, row->size);
	add(&total->before, row->before);
	add(&total->after, row->after);
	add(&total->freed, row->freed);
	add(&total->dirty, row->dirty);
	add(&total->writeback, row->writeback);
	add(&total->evicted, row->evicted);
	add(&total->recently_evicted, row->recently_evicted);
	add(&total->mapped, row->mapped);
	add(&total->locked, row->locked);
}

/* Of no file, where none failed, the titles alone tell that it has looked. */
void
total_show(struct files *files)
{
	char	count[64];

	if (files->rows > 1) {
		if (!files->table->tsv)
			files->total.path = "total";
		row_show(files, &files->total);
	}
	if (files->rows == 0 &&
	    (files->table->tsv || !files->m->options.partly))
		table_header(files->table);
	if (files->unknown == 0)
		return;
	snprintf(count, sizeof(count), "%llu file%s",
	    (unsigned long long)files->unknown,
	    files->unknown == 1 ? "" : "s");
	options_complain(&files->m->options, count,
	    "the kernel does not tell what is cached");
}
