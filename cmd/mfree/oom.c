/* oom.c: where the memory was when the OOM killer came. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/grow.h"
#include "common/known.h"
#include "common/oom_log.h"
#include "mfree.h"

/* Rows of a table that are kept, to learn the size of that machine's pages. */
#define TASKS_MAX 65536

struct oom_row {
	uint64_t	time;		/* milliseconds since boot */
	const char	*kind;
	uint64_t	size;
	double		mem_pct;
	uint64_t	pid;
	const char	*comm;
};

#define CELL(member, title, width, type, help) \
	COLUMN_OF(oom_row, member, #member, title, width, type, 0, help)

const struct column oom_columns[] = {
	CELL(time, "time", 14, MSEC, "of the kill, since boot"),
	CELL(kind, "where", -18, TEXT, "holder of the memory"),
	CELL(size, "size", 11, BYTES, "how much"),
	CELL(mem_pct, "%mem", 6, PERCENT, "share of the total"),
	CELL(pid, "pid", 7, COUNT, "process that was killed"),
	CELL(comm, "command", -1, TEXT, "its name"),
	{ .name = NULL }
};

/* A kill: the memory before it, and the process. */
struct oom_report {
	struct meminfo_oom_memory	memory;
	struct meminfo_oom_kill		kill;
	uint64_t			page;	/* in bytes, on that machine */
	uint64_t			time_usec;
};

struct oom_reading {
	struct oom_log		log;
	struct grow		tasks;	/* struct meminfo_oom_task */
	struct oom_report	report;	/* the last one, or the one of --kill */
};

static uint64_t
oom_page_size(const struct oom_reading *reading,
    const struct meminfo_oom_kill *kill)
{
	const struct meminfo_oom_task	*task = (void *)reading->tasks.bytes;
	size_t		count = reading->tasks.used / sizeof(*task);
	uint64_t	page = 0;

	for (; count > 0 && page == 0; count--, task++)
		if (task->pid == kill->pid)
			page = meminfo_oom_page_size(task, kill);
	return page != 0 ? page : (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
oom_event_take(struct oom_reading *reading,
    const struct meminfo_oom_event *event)
{
	struct oom_log	*log = &reading->log;

	switch (event->kind) {
	case MEMINFO_OOM_INVOKED:
	case MEMINFO_OOM_TABLE:
		reading->tasks.used = 0;
		break;
	case MEMINFO_OOM_TASK:
		if (reading->tasks.used / sizeof(event->task) < TASKS_MAX)
			grow_copy(&reading->tasks, &event->task,
			    sizeof(event->task));
		break;
	case MEMINFO_OOM_KILLED:
		log->kills++;
		if (log->wanted > 0 && log->kills != log->wanted)
			break;
		reading->report = (struct oom_report){ log->it.memory,
		    event->kill, oom_page_size(reading, &event->kill),
		    event->time_usec };
		break;
	default:
		break;
	}
}

static bool
oom_read(struct oom_reading *reading)
{
	struct oom_log			*log = &reading->log;
	struct meminfo_oom_event	 event;
	int				 more;

	if (!oom_log_open(log))
		return false;
	while ((more = meminfo_oom_next(&log->it, &event)) == 1)
		oom_event_take(reading, &event);
	if (more == -1)
		oom_log_complain(log);
	oom_log_close(log);
	return oom_log_choose(log);
}

/* The rows so far; text leaves out those of nothing. */
struct oom_table {
	const struct oom_report	*report;
	struct table		*table;
	uint64_t		 total;		/* in bytes */
	uint64_t		 rest;
};

static void
oom_row_show(const struct oom_table *rows, const char *kind, uint64_t size)
{
	struct oom_row	row = { CELL_ABSENT, kind, size, NAN, CELL_ABSENT,
			    NULL };

	if (!rows->table->tsv && (size == 0 || size == CELL_ABSENT))
		return;
	if (rows->report->time_usec != MEMINFO_ABSENT)
		row.time = rows->report->time_usec / 1000;
	if (size != CELL_ABSENT && rows->total != CELL_ABSENT &&
	    rows->total > 0)
		row.mem_pct = 100.0 * (double)(int64_t)size /
		    (double)rows->total;
	table_row(rows->table, &row);
}

/* A part of the total, in pages of that machine. */
static void
oom_part_show(struct oom_table *rows, const char *kind, uint64_t pages)
{
	uint64_t	size = CELL_ABSENT;

	if (pages < (uint64_t)INT64_MAX / rows->report->page)
		size = pages * rows->report->page;
	oom_row_show(rows, kind, size);
	if (size != CELL_ABSENT && rows->rest != CELL_ABSENT)
		rows->rest -= size;
}

/* Kernels before 2.6.36 have no sum: then the lists, without buffers. */
static uint64_t
oom_file_pages(const struct meminfo_oom_memory *m)
{
	if (m->page_cache_pages == MEMINFO_ABSENT)
		return known_add(known_plus(m->active_file_pages,
		    m->inactive_file_pages), m->isolated_file_pages);
	return known_minus(known_minus(m->page_cache_pages,
	    known_or_zero(m->shmem_pages)),
	    known_or_zero(m->swap_cache_pages));
}

/*
 * The lists of anonymous pages hold the swap cache and shmem as well, which
 * the page cache counts too: shmem is taken from both, the swap cache from the
 * page cache.  Buffers are in the page cache.
 */
static void
oom_parts_show(struct oom_table *rows)
{
	const struct meminfo_oom_memory	*m = &rows->report->memory;
	const uint64_t	anon = known_add(known_plus(m->active_anon_pages,
			    m->inactive_anon_pages), m->isolated_anon_pages);
	const struct {
		const char	*kind;
		uint64_t	 pages;
	} part[] = {
		{ "free", m->free_pages },
		{ "free_percpu", m->free_percpu_pages },
		{ "active", m->active_pages },
		{ "inactive", m->inactive_pages },
		{ "file_cache", oom_file_pages(m) },
		{ "shmem", m->shmem_pages },
		{ "anon", known_minus(anon, known_or_zero(m->shmem_pages)) },
		{ "slab", m->slab_pages },
		{ "slab_reclaimable", m->slab_reclaimable_pages },
		{ "slab_unreclaimable", m->slab_unreclaimable_pages },
		{ "kernel_reclaimable", m->kernel_reclaimable_pages },
		{ "page_tables", known_add(m->page_table_pages,
		    m->sec_page_table_pages) },
		{ "bounce", m->bounce_pages },
		{ "hardware_corrupted", m->corrupted_pages },
	};
	size_t	i;

	for (i = 0; i < COUNT_OF(part); i++)
		oom_part_show(rows, part[i].kind, part[i].pages);
	oom_row_show(rows, "unaccounted", rows->rest);
	oom_row_show(rows, "total", rows->total);
}

static void
oom_killed_show(const struct oom_table *rows)
{
	const struct meminfo_oom_kill	*kill = &rows->report->kill;
	struct oom_row	row = { CELL_ABSENT, "killed", CELL_ABSENT, NAN,
			    kill->pid, kill->comm };

	row.size = known_add(known_add(kill->anon, kill->file),
	    kill->shmem);
	if (rows->report->time_usec != MEMINFO_ABSENT)
		row.time = rows->report->time_usec / 1000;
	table_row(rows->table, &row);
}

static void
oom_report_show(const struct oom_report *report, struct table *table)
{
	const struct meminfo_oom_memory	*m = &report->memory;
	struct oom_table	rows = { report, table, CELL_ABSENT,
				    CELL_ABSENT };
	uint64_t		pages = known_minus(m->ram_pages,
				    known_or_zero(m->reserved_pages));

	if (pages < (uint64_t)INT64_MAX / report->page)
		rows.total = rows.rest = pages * report->page;
	table_header(table);
	oom_parts_show(&rows);
	oom_row_show(&rows, "swap_free", m->swap_free);
	oom_row_show(&rows, "swap_total", m->swap_total);
	rows.total = m->cgroup_limit == MEMINFO_ABSENT ? rows.total :
	    m->cgroup_limit;
	oom_row_show(&rows, "cgroup_usage", m->cgroup_usage);
	oom_row_show(&rows, "cgroup_limit", m->cgroup_limit);
	oom_killed_show(&rows);
}

static bool
oom_show(struct mfree *mfree, struct table *table)
{
	struct oom_reading	*reading = calloc(1, sizeof(*reading));
	bool			 read;

	if (reading == NULL) {
		options_complain_errno(&mfree->options, "--oom");
		return false;
	}
	reading->log.options = &mfree->options;
	reading->log.file = mfree->oom_file;
	reading->log.wanted = mfree->kill;
	read = oom_read(reading);
	if (read)
		oom_report_show(&reading->report, table);
	grow_free(&reading->tasks);
	free(reading);
	return read;
}

const struct figure_view oom_view = {
	.option = "--oom", .columns = oom_columns,
	.text_list = "kind,size,mem_pct,pid,comm",
	.show = oom_show
};
