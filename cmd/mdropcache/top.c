/* top.c: rows of -l in order, the first of them, and what is left. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

/* Rows beyond twice -n and this are sorted away: memory stays bounded. */
#define TOP_SLACK 4096

bool
files_are_kept(const struct files *files)
{
	return files->m->order.count > 0 || files->m->lines > 0;
}

static size_t
kept_count(const struct files *files)
{
	return files->kept.used / sizeof(struct file_row);
}

/* Without -s, the most cached come first. */
static void
kept_order(const struct files *files, struct order *order)
{
	*order = files->m->order;
	if (order->count == 0)
		order_add(order, list_columns, "cached");
}

/* The rows in order, as pointers; NULL without memory for them. */
static const void **
kept_sort(const struct files *files)
{
	struct file_row	*row = (void *)files->kept.bytes;
	size_t		 count = kept_count(files), i;
	struct order	 order;
	const void	**sorted = calloc(2 * count + 1, sizeof(*sorted));

	if (sorted == NULL)
		return NULL;
	kept_order(files, &order);
	for (i = 0; i < count; i++)
		sorted[i] = &row[i];
	order_sort(&order, sorted, sorted + count, count);
	return sorted;
}

/* Keeps the first rows alone; the total has them all. */
static void
kept_cut(struct files *files)
{
	const void	**sorted = kept_sort(files);
	size_t		 count = kept_count(files), i;
	struct grow	 first = { NULL, 0, 0 };
	size_t		 lines = (size_t)files->m->lines;

	if (sorted == NULL)
		return;
	for (i = 0; i < lines; i++)
		if (!grow_copy(&first, sorted[i], sizeof(struct file_row)))
			break;
	if (i == lines) {
		for (; i < count; i++)
			free((void *)(uintptr_t)((const struct file_row *)
			    sorted[i])->path);
		grow_free(&files->kept);
		files->kept = first;
	} else
		grow_free(&first);
	free(sorted);
}

void
row_keep(struct files *files, const struct file_row *row)
{
	struct file_row	copy = *row;

	copy.path = strdup(row->path);
	if (copy.path == NULL ||
	    !grow_copy(&files->kept, &copy, sizeof(copy))) {
		options_complain_errno(&files->m->options, row->path);
		free((void *)(uintptr_t)copy.path);
		return;
	}
	if (files->m->lines > 0 && files->m->lines < TOP_SLACK * TOP_SLACK &&
	    kept_count(files) > (size_t)(2 * files->m->lines + TOP_SLACK))
		kept_cut(files);
}

void
kept_show(struct files *files)
{
	const void	**sorted = kept_sort(files);
	size_t		 count = kept_count(files), i;

	for (i = 0; sorted != NULL && i < count; i++) {
		if (files->m->lines == 0 || i < (size_t)files->m->lines)
			row_show(files, (void *)(uintptr_t)sorted[i]);
	}
	if (sorted == NULL)
		options_complain_errno(&files->m->options, "-s");
	free(sorted);
	for (i = 0; i < count; i++)
		free((void *)(uintptr_t)((struct file_row *)
		    (void *)files->kept.bytes)[i].path);
	grow_free(&files->kept);
}

/* Cached of /proc/meminfo has shmem as well, which is no file's cache. */
bool
rest_make(struct files *files, struct file_row *rest)
{
	struct meminfo_system	system;
	uint64_t		cached = known_or_zero(files->total.before);

	if (!options_system_read(&files->m->options, &system))
		return false;
	memset(rest, 0xff, sizeof(*rest));		/* absent */
	rest->kind = "rest";
	rest->path = files->table->tsv ? NULL : "rest: other files";
	rest->stays = NULL;
	rest->percent = NAN;
	if (system.cached == MEMINFO_ABSENT)
		return true;
	rest->before = system.cached - known_or_zero(system.shmem) -
	    (cached - files->shmem);
	return true;
}
