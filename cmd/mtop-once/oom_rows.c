/* oom_rows.c: the table of the OOM killer as rows. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/known.h"
#include "common/alloc.h"
#include "common/tick.h"
#include "oom_rows.h"

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

struct oom_log {
	struct meminfo_oom	it;
	int			fd;		/* to be closed, or -1 */
	struct kill_report		current;
	struct kill_report		done;		/* the one before */
	int64_t			number;		/* of kills, in the log */
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
report_next(struct oom_log *log)
{
	if (log->current.kills > 0) {
		oom_report_free(&log->done);
		log->done = log->current;
		oom_report_begin(&log->current);
	} else
		oom_report_free(&log->current);
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
kill_add(struct oom_log *log, const struct meminfo_oom_event *event)
{
	struct kill_report	*report = &log->current;

	/* Lines of kills alone: each is one. */
	if (report->kills > 0 && report->rows.count == 0)
		report_next(log);
	if (report->kills == 0) {
		report->kill = alloc(KILLS_MAX * sizeof(*report->kill));
		report->time_usec = event->time_usec;
		report->ram_pages = log->it.memory.ram_pages;
		log->number++;
	}
	if (report->kills < KILLS_MAX)
		report->kill[report->kills++] = event->kill;
}

static void
event_take(const struct mtop *mtop, struct oom_log *log,
    const struct meminfo_oom_event *event)
{
	struct kill_report	*report = &log->current;

	switch (event->kind) {
	case MEMINFO_OOM_INVOKED:
		report_next(log);
		break;
	case MEMINFO_OOM_TABLE:
		if (report->kills > 0 || report->rows.count > 0)
			report_next(log);
		break;
	case MEMINFO_OOM_TASK:
		task_add(mtop, report, &event->task);
		break;
	case MEMINFO_OOM_TORN:
		report->torn++;
		break;
	case MEMINFO_OOM_KILLED:
		kill_add(log, event);
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
log_read(const struct mtop *mtop, struct oom_log *log)
{
	struct meminfo_oom_event	event;
	int				more;

	while ((more = meminfo_oom_next(&log->it, &event)) == 1) {
		if (mtop->kill > 0 && log->number == mtop->kill &&
		    (event.kind == MEMINFO_OOM_INVOKED ||
		    event.kind == MEMINFO_OOM_TABLE))
			return 0;
		event_take(mtop, log, &event);
		if (mtop->kill > 0 && log->number > mtop->kill)
			return 0;
	}
	return more;
}

/* -1 with errno; the file is "-" for stdin, NULL for the kernel itself. */
static int
log_open(const char *file, struct oom_log *log)
{
	log->fd = -1;
	if (file == NULL)
		return meminfo_oom_open(&log->it);
	if (strcmp(file, "-") == 0) {
		meminfo_oom_fd(&log->it, STDIN_FILENO);
		return 0;
	}
	log->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (log->fd == -1)
		return -1;
	meminfo_oom_fd(&log->it, log->fd);
	return 0;
}

static void
log_complain(struct mtop *mtop, const char *name)
{
	char	reason[256];

	if (mtop->oom_file != NULL || (errno != EPERM && errno != EACCES)) {
		options_complain_errno(&mtop->options, name);
		return;
	}
	snprintf(reason, sizeof(reason), "%s (only root may; a file with "
	    "the log does as well: --oom FILE)", strerror(errno));
	options_complain(&mtop->options, name, reason);
}

/* Say which kill it is, and how many lines are cut off. */
static void
report_say(struct mtop *mtop, const struct oom_log *log,
    const struct kill_report *report, const char *name)
{
	char	text[128];

	if (report->torn > 0) {
		snprintf(text, sizeof(text), "%zu line%s of the table %s cut "
		    "off, and left out", report->torn,
		    report->torn == 1 ? "" : "s",
		    report->torn == 1 ? "is" : "are");
		options_complain(&mtop->options, name, text);
	}
	if (mtop->kill == 0 && log->number > 1) {
		snprintf(text, sizeof(text), "%lld kills; this is the last "
		    "(--kill 1 is the first)", (long long)log->number);
		complain(name, text);
	}
}

/* The one that was asked for: the last, or the one with that number. */
static struct kill_report *
report_choose(const struct mtop *mtop, struct oom_log *log)
{
	if (mtop->kill > 0 && log->number < mtop->kill)
		return NULL;
	if (mtop->kill > 0 && log->number > mtop->kill)
		return &log->done;
	if (log->current.kills > 0)
		return &log->current;
	return log->done.kills > 0 ? &log->done :
	    log->current.rows.count > 0 ? &log->current : NULL;
}

bool
oom_rows_read(struct mtop *mtop, struct rows *rows)
{
	const char	*name = mtop->oom_file == NULL ? "/dev/kmsg" :
	    file_name(mtop->oom_file);
	struct oom_log	*log = alloc(sizeof(*log));
	struct kill_report	*report = NULL;

	rows_begin(rows);
	oom_report_begin(&log->current);
	oom_report_begin(&log->done);
	log->number = 0;
	if (log_open(mtop->oom_file, log) == -1) {
		log_complain(mtop, name);
		free(log);
		return false;
	}
	if (log_read(mtop, log) == -1)
		log_complain(mtop, name);
	report = report_choose(mtop, log);
	if (report == NULL)
		options_complain(&mtop->options, name, log->number > 0 ?
		    "has no kill of that number" :
		    "tells of no kill by the OOM killer");
	else {
		report_finish(mtop, report, mtop->oom_file == NULL);
		report_say(mtop, log, report, name);
		*rows = report->rows;
		rows_begin(&report->rows);
	}
	oom_report_free(&log->current);
	oom_report_free(&log->done);
	meminfo_oom_close(&log->it);
	if (log->fd != -1)
		close(log->fd);
	free(log);
	return report != NULL;
}
