/* attempt.c: one process, read as a row: tried until all is of one process. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "common/stall.h"
#include "attempt.h"
#include "choose.h"
#include "cpu.h"

/*
 * Retry a process that ended between two reads; the second try finds it gone
 * or a zombie.  Only one that keeps executing programs uses them up.
 */
#define TRIES 3

enum outcome { NO_ROW, A_ROW, FAILED, AGAIN };

static bool
is_gone(int error)
{
	return error == ENOENT || error == ESRCH;
}

/* The file that was read last decides: statm, else status, else stat. */
static bool
process_is_empty(const struct attempt *attempt)
{
	unsigned	files = attempt->mtop->plan.files;

	if ((files & FILE_STATM) != 0)
		return attempt->process->statm.size_pages == 0;
	if ((files & FILE_STATUS) != 0)
		return !meminfo_status_has_memory(
		    &attempt->process->status);
	return (files & FILE_STAT) != 0 && attempt->process->stat.size == 0;
}

/* Kernels before 4.5 do not divide the memory in status; statm does, in two. */
static int
old_statm_read(struct attempt *attempt)
{
	const struct meminfo_status	*status = &attempt->process->status;

	if ((attempt->files & (FILE_STATUS | FILE_STATM)) != FILE_STATUS ||
	    status->rss == MEMINFO_ABSENT || status->anon != MEMINFO_ABSENT ||
	    status->file != MEMINFO_ABSENT || status->shmem != MEMINFO_ABSENT)
		return 0;
	if (meminfo_statm_read(attempt->at, attempt->pid,
	    &attempt->process->statm) == -1)
		return attempt->mtop->machine.live ? -1 : 0;
	attempt->files |= FILE_STATM;
	return 0;
}

static void
member_copy(const struct attempt *attempt, size_t number, struct row *row)
{
	const struct filling	*filling = &fillings[number];
	size_t			 offset = filling->member;

	if (filling->other != 0 && (attempt->files & FILE_STAT) == 0)
		offset = filling->other;
	memcpy((char *)row + columns[number].offset,
	    (const char *)attempt->process + offset, sizeof(uint64_t));
}

/* The columns that one of these files tells; errno of the last failure. */
static int
cells_fill(struct attempt *attempt, unsigned files, struct row *row)
{
	uint64_t	left = attempt->mtop->plan.filled;
	int		error = 0, result;
	size_t		i;

	for (i = 0; left >> i != 0; i++) {
		if ((left >> i & 1) == 0 || (fillings[i].files & files) == 0)
			continue;
		if (fillings[i].way == WAY_MEMBER)
			member_copy(attempt, i, row);
		else if (fillings[i].way == WAY_FILL) {
			result = fillings[i].fill(attempt, row);
			error = result == 0 ? error : result;
		}
	}
	return error;
}

static uint64_t
ticks_of(const struct meminfo_stat *stat)
{
	if (stat->user_ticks == MEMINFO_ABSENT ||
	    stat->system_ticks == MEMINFO_ABSENT)
		return CELL_ABSENT;
	return stat->user_ticks + stat->system_ticks;
}

static void
first_fill(struct attempt *attempt, struct row *row)
{
	row->empty = process_is_empty(attempt);
	if ((attempt->files & FILE_STAT) != 0) {
		row->ticks = ticks_of(&attempt->process->stat);
		row->when = machine_now(&attempt->mtop->machine);
	}
	cells_fill(attempt, attempt->files & FILES_FIRST, row);
}

/*
 * 1, 0, or -1 where it has gone.  A process without any memory is a kernel
 * thread or a zombie, and only then has stat to be asked which.
 */
static int
is_kernel_thread(const struct attempt *attempt, const struct row *row)
{
	struct meminfo_stat	stat;
	uint64_t		said = attempt->process->status.kernel_thread;

	if ((attempt->files & FILE_STAT) != 0)
		stat = attempt->process->stat;
	else if ((attempt->files & FILE_STATUS) != 0 &&
	    said != MEMINFO_ABSENT)
		return said == 1;
	else if (!row->empty)
		return 0;
	else if (meminfo_stat_read(attempt->at, attempt->pid, &stat) == -1)
		return attempt->mtop->machine.live ? -1 : 0;
	return (stat.flags & MEMINFO_KERNEL_THREAD) != 0;
}

/* 1; 0 where another cgroup was asked for; -1. */
static int
cgroup_read(struct attempt *attempt, struct row *row)
{
	struct meminfo_membership	member;
	const struct selection		*selection = &attempt->mtop->selection;
	int				selected = 1;

	if (meminfo_membership_read(attempt->at, attempt->pid, &member) == -1)
		return -1;
	if (!selection_has_cgroup(selection, &member))
		selected = 0;
	attempt->member = &member;
	if (selected == 1 || attempt->mtop->trees)
		cells_fill(attempt, FILE_CGROUP, row);
	attempt->member = NULL;
	return selected;
}

/* Cheap tests first, before other files are opened: 1, 0, -1. */
static int
is_chosen(struct attempt *attempt, struct row *row)
{
	const struct mtop	*mtop = attempt->mtop;
	int			 chosen, result;

	chosen = selection_has_pid(&mtop->selection, row->pid) &&
	    selection_has(&mtop->selection, row->uid,
	    &attempt->process->status, row->comm);
	if ((mtop->plan.files & FILE_CGROUP) == 0 ||
	    (chosen == 0 && !mtop->trees))
		return chosen;
	result = cgroup_read(attempt, row);
	if (result != -1)
		return chosen == 0 ? 0 : result;
	if (mtop->selection.cgroup != NULL && !is_gone(errno))
		return -1;
	attempt->error = errno;
	return chosen == 1 && mtop->selection.cgroup == NULL;
}

/* The same; with -g tree, other processes may be part of a tree. */
static int
is_selected(struct attempt *attempt, struct row *row)
{
	int	kernel = 0, chosen;

	if (!attempt->mtop->plan.kernel)
		kernel = is_kernel_thread(attempt, row);
	if (kernel != 0)
		return kernel == -1 ? -1 : 0;
	chosen = is_chosen(attempt, row);
	if (chosen != 0 || !attempt->mtop->trees)
		return chosen;
	row->unselected = true;
	return 1;
}

/* The rss puts a process in order that is sorted by what it does not tell. */
static void
order_read(struct attempt *attempt, struct row *row)
{
	if ((attempt->mtop->plan.filled & COLUMN_BIT(COLUMN_rss)) == 0 ||
	    row->rss != CELL_ABSENT ||
	    meminfo_statm_read(attempt->at, attempt->pid,
	    &attempt->process->statm) == -1)
		return;
	attempt->files |= FILE_STATM;
	fillings[COLUMN_rss].fill(attempt, row);
}

static int
rollup_take(const struct attempt *attempt, int at, pid_t in_at, pid_t pid)
{
	int	result;

	if (!stall_begin(pid, "smaps_rollup"))
		return -1;
	result = meminfo_rollup_read(at, in_at, &attempt->process->rollup,
	    &attempt->rows->reader);
	stall_end();
	return result;
}

static void
rollup_read(struct attempt *attempt, struct row *row)
{
	if ((attempt->mtop->plan.files & FILE_ROLLUP) == 0 || row->empty)
		return;
	if (rollup_take(attempt, attempt->at, attempt->pid,
	    (pid_t)row->pid) == 0) {
		attempt->rows->failures.rollups++;
		cells_fill(attempt, FILE_ROLLUP, row);
	} else {
		attempt->rollup_error = errno;
		order_read(attempt, row);
	}
}

/*
 * An exe that a kernel thread has not got (ENOENT), or a file that a kernel
 * or a capture lacks, is none: the process has gone where its stat has.
 */
static bool
has_gone(const struct attempt *attempt)
{
	struct meminfo_stat	stat;

	return (is_gone(attempt->error) || is_gone(attempt->rollup_error)) &&
	    meminfo_stat_read(attempt->at, attempt->pid, &stat) == -1 &&
	    is_gone(errno);
}

/* The key of the first number that cannot be true; NULL where all can. */
static const char *
wrong_key(const struct attempt *attempt, const struct row *row)
{
	const struct meminfo_process	*process = attempt->process;

	if ((attempt->files & FILE_STATUS) != 0 &&
	    process->status.wrong.count > 0)
		return process->status.wrong.key[0];
	if ((attempt->files & FILE_STATM) != 0 &&
	    (process->statm.size_pages == MEMINFO_ABSENT ||
	    process->statm.rss_pages == MEMINFO_ABSENT ||
	    process->statm.shared_pages == MEMINFO_ABSENT))
		return "statm";
	if ((attempt->mtop->plan.files & FILE_ROLLUP) != 0 && !row->empty &&
	    attempt->rollup_error == 0 && process->rollup.wrong.count > 0)
		return process->rollup.wrong.key[0];
	return NULL;
}

static void
failures_count(const struct attempt *attempt, const struct row *row)
{
	struct failures	*failures = &attempt->rows->failures;
	const char	*wrong = wrong_key(attempt, row);

	if (wrong != NULL)
		failures_note_wrong(failures, wrong);

	failures->count[FAILURE_CUT] += attempt->cut;
	if (attempt->rollup_error == EACCES || attempt->rollup_error == EPERM)
		failures->count[FAILURE_ROLLUP]++;
	else if (attempt->rollup_error == ENOENT)
		failures->count[FAILURE_NO_ROLLUP]++;
	else if (attempt->rollup_error != 0)
		failures_note(failures, attempt->rollup_error);
	if (attempt->error == EACCES || attempt->error == EPERM)
		failures->count[FAILURE_EXE]++;
	else if (attempt->error != 0 && attempt->error !=
	    attempt->rollup_error)
		failures_note(failures, attempt->error);
}

/* Read the expensive files, of selected processes only. */
static enum outcome
rest_read(struct attempt *attempt, struct row *row, bool last)
{
	const struct mtop	*mtop = attempt->mtop;
	int			 error;

	attempt->vanished = row->empty && (attempt->files & FILE_STAT) != 0 &&
	    attempt->process->stat.size != 0;
	if (attempt->error == 0) {
		error = cells_fill(attempt, FILES_TEXT, row);
		attempt->error = error;
	}
	rollup_read(attempt, row);
	if (mtop->machine.live && has_gone(attempt))
		return NO_ROW;
	if (mtop->machine.live && !last &&
	    (attempt->vanished || is_gone(attempt->rollup_error)))
		return AGAIN;
	failures_count(attempt, row);
	return A_ROW;
}

static enum outcome
attempt_make(struct attempt *attempt, struct row *row, bool last)
{
	const struct mtop	*mtop = attempt->mtop;
	int			 selected;

	attempt->files = mtop->plan.files & FILES_FIRST;
	if (meminfo_process_read(attempt->at, attempt->pid, attempt->files,
	    attempt->process, &attempt->rows->reader) == -1 ||
	    old_statm_read(attempt) == -1)
		return FAILED;
	first_fill(attempt, row);
	selected = is_selected(attempt, row);
	if (selected != 1)
		return selected == 0 ? NO_ROW : FAILED;
	return rest_read(attempt, row, last);
}

static void
row_begin(const struct mtop *mtop, pid_t pid, struct row *row)
{
	*row = mtop->blank;
	row->pid = (uint64_t)pid;
	row->count = 1;
}

/* at is /proc, or the process' own directory. */
static bool
process_try(const struct mtop *mtop, int at, pid_t pid, struct rows *rows)
{
	struct meminfo_process	process;
	struct attempt		attempt;
	struct row		row;
	enum outcome		outcome = AGAIN;
	int			left;

	for (left = TRIES - 1; outcome == AGAIN; left--) {
		attempt = (struct attempt){ .mtop = mtop, .at = at,
		    .pid = at == mtop->machine.proc ? pid : 0, .rows = rows,
		    .process = &process };
		row_begin(mtop, pid, &row);
		outcome = attempt_make(&attempt, &row, left == 0);
	}
	if (outcome == FAILED)
		failures_note_file(&rows->failures, errno, (long)pid,
		    rows->reader.file);
	if (outcome == A_ROW)
		*rows_add(rows) = row;
	return outcome == A_ROW;
}

/*
 * One file is one process, whatever happens.  Where it has none, it is a
 * zombie, a kernel thread, another user's, or has gone.
 */
static bool
rollup_alone_read(const struct mtop *mtop, pid_t pid, struct rows *rows)
{
	struct meminfo_process	process;
	struct attempt		attempt = { .mtop = mtop, .rows = rows,
	    .process = &process };
	struct row		*row;

	if (rollup_take(&attempt, mtop->machine.proc, pid, pid) == -1)
		return false;
	row = rows_add(rows);
	row_begin(mtop, pid, row);
	rows->failures.rollups++;
	cells_fill(&attempt, FILE_ROLLUP, row);
	return true;
}

bool
process_collect(const struct mtop *mtop, pid_t pid, struct rows *rows)
{
	int	dir;
	bool	made;

	if (mtop->plan.rollup_alone && rollup_alone_read(mtop, pid, rows))
		return true;
	if (!mtop->plan.directory)
		return process_try(mtop, mtop->machine.proc, pid, rows);
	dir = meminfo_process_open(mtop->machine.proc, pid);
	if (dir == -1) {
		failures_note(&rows->failures, errno);
		return false;
	}
	made = process_try(mtop, dir, pid, rows);
	meminfo_reader_close(&rows->reader, dir);
	return made;
}
