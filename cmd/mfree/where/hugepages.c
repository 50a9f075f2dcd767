/* hugepages.c: huge pages, by their sizes and the processes that map them. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mfree/where/detail.h"

#define HUGE_CELL(member, title, width, type, help) { #member, title, width, \
	type, offsetof(struct detail_row, member), help, 0 }

const struct column hugepages_columns[] = {
	HUGE_CELL(time, "time", 14, COLUMN_MSEC,
	    "when it was read, Unix seconds"),
	HUGE_CELL(kind, "kind", -8, COLUMN_TEXT,
	    "free, reserved, process, others, rest, total"),
	HUGE_CELL(size, "size", 11, COLUMN_BYTES, "memory in huge pages"),
	HUGE_CELL(mem_pct, "%mem", 6, COLUMN_PERCENT, "share of MemTotal"),
	HUGE_CELL(page_size, "page_size", 11, COLUMN_BYTES, "of one page"),
	HUGE_CELL(pages, "pages", 8, COLUMN_COUNT, "number of pages"),
	HUGE_CELL(pid, "pid", 7, COLUMN_COUNT, "process that maps them"),
	HUGE_CELL(comm, "command", -15, COLUMN_TEXT, "its name"),
	{ .name = NULL }
};

static void
pool_add(struct detail *detail, const char *kind, uint64_t size,
    uint64_t pages)
{
	struct detail_row	row = detail_row_empty(kind);

	if (pages == MEMINFO_ABSENT || pages == 0 ||
	    pages > INT64_MAX / size)
		return;
	row.size = pages * size;
	row.page_size = size;
	row.pages = pages;
	detail_add(detail, &row);
}

/* Reserved pages are free, but promised to a mapping. */
static bool
pools_read(struct detail *detail)
{
	struct options			*options = &detail->mfree->options;
	struct meminfo_hugepools	 it;
	struct meminfo_hugepool		 pool;
	uint64_t			 reserved;
	int				 more = -1;

	detail->whole = 0;
	if (meminfo_hugepools_open(&it, options->root) == 0) {
		while ((more = meminfo_hugepools_next(&it, &pool)) == 1) {
			reserved = pool.reserved_pages == MEMINFO_ABSENT ? 0 :
			    pool.reserved_pages;
			if (reserved > pool.free_pages)
				reserved = pool.free_pages;
			detail->whole += pool.total_pages * pool.size;
			pool_add(detail, "free", pool.size,
			    pool.free_pages - reserved);
			pool_add(detail, "reserved", pool.size, reserved);
		}
		meminfo_hugepools_close(&it);
	}
	if (more == -1)
		options_complain_path(options, "/sys/kernel/mm/hugepages");
	return more == 0;
}

static void
huge_process_add(struct detail *detail, int proc, pid_t pid)
{
	struct detail_row	row = detail_row_empty("process");
	struct meminfo_status	status;

	if (meminfo_status_read(proc, pid, &status) == -1 ||
	    status.hugetlb == MEMINFO_ABSENT || status.hugetlb == 0)
		return;
	row.size = status.hugetlb;
	row.pid = (uint64_t)pid;
	detail_add(detail, &row);
}

/* HugetlbPages of each process (4.4): shared pages count in each of them. */
static void
processes_read(struct detail *detail)
{
	struct options		*options = &detail->mfree->options;
	struct meminfo_pids	 it;
	pid_t			 pid;
	int			 proc = meminfo_proc_open(options->root);

	if (proc == -1 || meminfo_pids_open(&it, proc) == -1) {
		options_complain_path(options, "/proc");
		if (proc != -1)
			close(proc);
		return;
	}
	while (meminfo_pids_next(&it, &pid) == 1)
		huge_process_add(detail, proc, pid);
	meminfo_pids_close(&it);
	close(proc);
}

static bool
hugepages_show(struct mfree *mfree, struct table *table)
{
	struct detail		detail = { .mfree = mfree };
	struct meminfo_system	system;
	bool			shown;

	if (!detail_system(&detail, &system))
		return false;
	shown = pools_read(&detail);
	if (shown) {
		if (detail.whole > 0)
			processes_read(&detail);
		detail_show(&detail, table);
	}
	detail_free(&detail);
	return shown;
}

const struct figure_view hugepages_view = {
	"--where=hugepages", false, true,
	hugepages_columns, "kind,size,mem_pct,page_size,pages,pid,comm",
	"kind,size,mem_pct,page_size,pages,pid,comm", hugepages_show
};
