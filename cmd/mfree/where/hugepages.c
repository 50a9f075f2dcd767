/* hugepages.c: huge pages, by their sizes and the processes that map them. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "mfree/where/detail.h"

const struct column hugepages_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "kind", -8, TEXT,
	    "free, reserved, process, others, rest, total"),
	CELL(size, "size", 11, BYTES, "memory in huge pages"),
	CELL(mem_pct, "%mem", 6, PERCENT, "share of MemTotal"),
	CELL(page_size, "page_size", 11, BYTES, "of one page"),
	CELL(pages, "pages", 8, COUNT, "number of pages"),
	CELL(pid, "pid", 7, COUNT, "process that maps them"),
	CELL(comm, "command", -15, TEXT, "its name"),
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
hugepages_read(struct detail *detail, const struct meminfo_system *system)
{
	(void)system;
	if (!pools_read(detail))
		return false;
	if (detail->whole > 0)
		processes_read(detail);
	return true;
}

static bool
hugepages_show(struct mfree *mfree, struct table *table)
{
	return detail_view_show(mfree, table, hugepages_read);
}

const struct figure_view hugepages_view = {
	.option = "--where=hugepages", .opened = true,
	.columns = hugepages_columns,
	.text_list = "kind,size,mem_pct,page_size,pages,pid,comm",
	.show = hugepages_show
};
