/* oom_rows.c: the table of the OOM killer as rows. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/known.h"
#include "common/oom_log.h"
#include "common/tick.h"
#include "mtop.h"

/* "Tasks in ... are going to be killed": memory.oom.group kills a cgroup. */
#define KILLS_MAX 1024

/* A kill: a table, which some kernels do not print, and who was killed. */
struct kill_report {
	struct rows			 rows;	/* in pages */
	struct meminfo_oom_kill		*kill;
	size_t				 kills;
	size_t				 torn;
	uint64_t			 time_usec;
	uint64_t			 ram_pages;
};

struct kill_reports {
	struct oom_log		log;
	struct kill_report	current;
	struct kill_report	done;		/* the one before */
};

static void
oom_report_begin(struct kill_report *report)
{
	memset(report, 0, sizeof(*report));
	report->time_usec = MEMINFO_ABSENT;
	report->ram_pages = MEMINFO_ABSENT;
}

static void
oom_report_free(struct kill_report *report)
{
	rows_free(&report->rows);
	free(report->kill);
	oom_report_begin(report);
}

/* Another kill begins.  A table without a victim (a log cut short) is none. */
static void
report_next(struct kill_reports *reports)
{
	if (reports->current.kills > 0) {
		oom_report_free(&reports->done);
		reports->done = reports->current;
		oom_report_begin(&reports->current);
	} else
		oom_report_free(&reports->current);
}

static void
task_add(const struct mtop *mtop, struct kill_report *report,
    const struct meminfo_oom_task *task)
{
	struct row	*row = rows_add(&report->rows);

	*row = mtop->blank;
	row->pid = task->pid;
	row->uid = task->uid;
	row->virt = task->size_pages;
	row->rss = task->rss_pages;
	row->anon = task->anon_pages;
	row->file = task->file_pages;
	row->shmem = task->shmem_pages;
	row->shr = known_plus(task->file_pages, task->shmem_pages);
	row->swap = task->swap_pages;
	row->oom_adj = task->oom_adjust;
	row->comm = rows_text(&report->rows, task->comm, strlen(task->comm));
	row->count = 1;
	row->killed = 0;
}

static void
kill_add(struct kill_reports *reports, const struct meminfo_oom_event *event)
{
	struct kill_report	*report = &reports->current;

	/* Lines of kills alone: each is one. */
	if (report->kills > 0 && report->rows.count == 0)
		report_next(reports);
	if (report->kills == 0) {
		report->kill = alloc(KILLS_MAX * sizeof(*report->kill));
		report->time_usec = event->time_usec;
		report->ram_pages = reports->log.it.memory.ram_pages;
		reports->log.kills++;
	}
	if (report->kills < KILLS_MAX)
		report->kill[report->kills++] = event->kill;
}

static void
event_take(const struct mtop *mtop, struct kill_reports *reports,
    const struct meminfo_oom_event *event)
{
	struct kill_report	*report = &reports->current;

	switch (event->kind) {
	case MEMINFO_OOM_INVOKED:
		report_next(reports);
		break;
	case MEMINFO_OOM_TABLE:
		if (report->kills > 0 || report->rows.count > 0)
			report_next(reports);
		break;
	case MEMINFO_OOM_TASK:
		task_add(mtop, report, &event->task);
		break;
	case MEMINFO_OOM_TORN:
		report->torn++;
		break;
	case MEMINFO_OOM_KILLED:
		kill_add(reports, event);
		break;
	case MEMINFO_OOM_CGROUP:
	case MEMINFO_OOM_MEMORY:
		break;
	}
}

/*
 * The machine that wrote the log may have other pages: a victim's row and its
 * kill tell.
 */
static uint64_t
page_size_of(const struct kill_report *report, struct row *const *list)
{
	struct meminfo_oom_task	task;
	uint64_t		size;
	size_t			i, k;

	for (i = 0; i < report->rows.count; i++)
		for (k = 0; k < report->kills; k++) {
			task.size_pages = list[i]->virt;
			size = list[i]->pid != report->kill[k].pid ? 0 :
			    meminfo_oom_page_size(&task, &report->kill[k]);
			if (size != 0)
				return size;
		}
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
row_scale(struct row *row, uint64_t page_size)
{
	uint64_t *const	cell[] = { &row->virt, &row->rss, &row->shr,
	    &row->anon, &row->file, &row->shmem, &row->swap };
	size_t		i;

	for (i = 0; i < COUNT_OF(cell); i++)
		if (*cell[i] > (uint64_t)INT64_MAX / page_size)
			*cell[i] = CELL_ABSENT;
		else
			*cell[i] *= page_size;
}

/* A victim that is in no table has the figures of the line of its kill. */
static void
victim_add(const struct mtop *mtop, struct kill_report *report,
    const struct meminfo_oom_kill *kill)
{
	struct row	*row = rows_add(&report->rows);

	*row = mtop->blank;
	row->pid = kill->pid;
	row->uid = kill->uid;
	row->virt = kill->size;
	row->anon = kill->anon;
	row->file = kill->file;
	row->shmem = kill->shmem;
	row->shr = known_plus(kill->file, kill->shmem);
	row->rss = known_plus(kill->anon, kill->shmem == MEMINFO_ABSENT ?
	    kill->file : row->shr);
	row->oom_adj = kill->oom_adjust;
	row->comm = rows_text(&report->rows, kill->comm, strlen(kill->comm));
	row->count = 1;
	row->killed = 1;
}

static void
victims_mark(const struct mtop *mtop, struct kill_report *report,
    struct row *const *list, size_t count)
{
	size_t	i, k;
	bool	found;

	for (k = 0; k < report->kills; k++) {
		found = false;
		for (i = 0; i < count; i++)
			if (list[i]->pid == report->kill[k].pid) {
				list[i]->killed = 1;
				found = true;
			}
		if (!found)
			victim_add(mtop, report, &report->kill[k]);
	}
}

/*
 * Unix milliseconds of a kill in this machine's own log.  The kernel's log has
 * a clock that stands still while the machine sleeps, as CLOCK_MONOTONIC.
 */
static uint64_t
kill_time(uint64_t usec)
{
	uint64_t	now, up;

	if (usec == MEMINFO_ABSENT)
		return CELL_ABSENT;
	now = tick_unix_msec();
	up = (uint64_t)tick_now() / 1000000;
	return usec / 1000 > up ? CELL_ABSENT : now - (up - usec / 1000);
}

static void
report_finish(struct mtop *mtop, struct kill_report *report, bool own)
{
	struct row	**list = rows_list(&report->rows);
	size_t		  count = report->rows.count, i;
	uint64_t	  page_size = page_size_of(report, list);

	for (i = 0; i < count; i++)
		row_scale(list[i], page_size);
	victims_mark(mtop, report, list, count);
	free(list);
	mtop->machine.time = own ? kill_time(report->time_usec) :
	    CELL_ABSENT;
	if (!own)
		mtop->machine.host[0] = '\0';
	mtop->machine.total = MEMINFO_ABSENT;
	if (report->ram_pages < (uint64_t)INT64_MAX / page_size)
		mtop->machine.total = report->ram_pages * page_size;
}

/* 0, or -1 with errno. */
static int
reports_read(const struct mtop *mtop, struct kill_reports *reports)
{
	struct oom_log			*log = &reports->log;
	struct meminfo_oom_event	 event;
	int				 more;

	while ((more = meminfo_oom_next(&log->it, &event)) == 1) {
		if (log->wanted > 0 && log->kills == log->wanted &&
		    (event.kind == MEMINFO_OOM_INVOKED ||
		    event.kind == MEMINFO_OOM_TABLE))
			return 0;
		event_take(mtop, reports, &event);
		if (log->wanted > 0 && log->kills > log->wanted)
			return 0;
	}
	return more;
}

/* Say how many lines are cut off. */
static void
report_say(struct mtop *mtop, const struct kill_report *report,
    const char *name)
{
	char	text[128];

	if (report->torn == 0)
		return;
	snprintf(text, sizeof(text), "%zu line%s of the table %s cut off, "
	    "and left out", report->torn, report->torn == 1 ? "" : "s",
	    report->torn == 1 ? "is" : "are");
	options_complain(&mtop->options, name, text);
}

/* The one that was asked for: the last, or the one with that number. */
static struct kill_report *
report_choose(struct kill_reports *reports)
{
	const struct oom_log	*log = &reports->log;

	if (log->wanted > 0 && log->kills < log->wanted)
		return NULL;
	if (log->wanted > 0 && log->kills > log->wanted)
		return &reports->done;
	if (reports->current.kills > 0)
		return &reports->current;
	return reports->done.kills > 0 ? &reports->done :
	    reports->current.rows.count > 0 ? &reports->current : NULL;
}

static bool
reports_take(struct mtop *mtop, struct kill_reports *reports,
    struct rows *rows)
{
	struct oom_log		*log = &reports->log;
	struct kill_report	*report;

	if (reports_read(mtop, reports) == -1)
		oom_log_complain(log);
	report = report_choose(reports);
	if (report != NULL) {
		report_finish(mtop, report, log->file == NULL);
		report_say(mtop, report, log->name);
		*rows = report->rows;
		rows_begin(&report->rows);
	}
	/* A table without a kill is shown without a word. */
	if (report == NULL || log->kills > 0)
		oom_log_choose(log);
	return report != NULL;
}

bool
oom_rows_read(struct mtop *mtop, struct rows *rows)
{
	struct kill_reports	*reports = alloc(sizeof(*reports));
	bool			 good;

	rows_begin(rows);
	oom_report_begin(&reports->current);
	oom_report_begin(&reports->done);
	reports->log.options = &mtop->options;
	reports->log.file = mtop->oom_file;
	reports->log.wanted = mtop->kill;
	good = oom_log_open(&reports->log) &&
	    reports_take(mtop, reports, rows);
	oom_log_close(&reports->log);
	oom_report_free(&reports->current);
	oom_report_free(&reports->done);
	free(reports);
	return good;
}
