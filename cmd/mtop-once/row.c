/* row.c: one process as a row. */
#include <errno.h>
#include <stdlib.h>

#include "mtop.h"

/*
 * Who ends between two files is read again, and then has ended or is a
 * zombie; only one that keeps changing could use them up.
 */
#define TRIES 3

enum { NO_ROW, A_ROW, AGAIN };

/* One try: what was found out besides the cells. */
struct reading {
	const struct mtop	*mtop;
	int			 at;
	pid_t			 pid;
	struct row		*row;
	struct rows		*rows;
	struct meminfo_process	*process;
	bool			 vanished;	/* its memory, or all of it */
	int			 error;		/* errno of a text, or 0 */
	int			 rollup_error;
};

static bool
is_gone(int error)
{
	return error == ENOENT || error == ESRCH;
}

/*
 * 1, 0, or -1 where it has gone.  A process without any memory is a kernel
 * thread or a zombie, and only then has stat to be asked which.
 */
static int
kernel_thread(const struct reading *reading)
{
	const struct mtop	*mtop = reading->mtop;
	struct meminfo_stat	 stat;
	uint64_t		 said = reading->process->status.kernel_thread;

	if ((mtop->want & MEMINFO_STAT) != 0)
		stat = reading->process->stat;
	else if ((mtop->want & MEMINFO_STATUS) != 0 && said != MEMINFO_ABSENT)
		return said == 1;
	else if (!reading->row->empty)
		return 0;
	else if (meminfo_stat_read(reading->at, reading->pid, &stat) == -1)
		return mtop->machine.live ? -1 : 0;
	return (stat.flags & MEMINFO_KERNEL_THREAD) != 0;
}

/* By what is cheap, before what is not is opened: 1, 0, -1. */
static int
is_selected(struct reading *reading)
{
	const struct mtop	*mtop = reading->mtop;
	int			 kernel = 0, result;

	if (!mtop->kernel)
		kernel = kernel_thread(reading);
	if (kernel != 0)
		return kernel == -1 ? -1 : 0;
	if (!selection_has(&mtop->selection, reading->row, reading->process))
		return 0;
	if ((mtop->need & NEED_CGROUP) == 0)
		return 1;
	result = cgroup_read(mtop, reading->at, reading->pid, reading->row);
	if (result != -1 || (mtop->selection.cgroup != NULL &&
	    !is_gone(errno)))
		return result;
	reading->error = errno;
	return mtop->selection.cgroup == NULL;
}

static void
rollup_read(struct reading *reading)
{
	struct meminfo_usage	rollup;

	if ((reading->mtop->need & NEED_ROLLUP) == 0 || reading->row->empty)
		return;
	if (meminfo_rollup_read(reading->at, reading->pid, &rollup,
	    &reading->rows->closing) == 0)
		rollup_fill(&rollup, reading->row);
	else
		reading->rollup_error = errno;
}

/*
 * An exe that a kernel thread has not got (ENOENT), or a file that a kernel
 * or a capture lacks, is none: the process has gone where its stat has.
 */
static bool
has_gone(const struct reading *reading)
{
	struct meminfo_stat	stat;

	return (is_gone(reading->error) || is_gone(reading->rollup_error)) &&
	    meminfo_stat_read(reading->at, reading->pid, &stat) == -1 &&
	    is_gone(errno);
}

static void
note(const struct reading *reading)
{
	struct troubles	*troubles = &reading->rows->troubles;

	if (reading->rollup_error == EACCES || reading->rollup_error == EPERM)
		troubles->count[TROUBLE_ROLLUP]++;
	else if (reading->rollup_error == ENOENT)
		troubles->count[TROUBLE_NO_ROLLUP]++;
	else if (reading->rollup_error != 0)
		trouble_note(troubles, reading->rollup_error);
	if (reading->error == EACCES || reading->error == EPERM)
		troubles->count[TROUBLE_EXE]++;
	else if (reading->error != 0 && reading->error !=
	    reading->rollup_error)
		trouble_note(troubles, reading->error);
}

/* What is dear, of those that are shown: NO_ROW, A_ROW, or AGAIN. */
static int
rest_read(struct reading *reading, bool last)
{
	const struct mtop	*mtop = reading->mtop;
	struct row		*row = reading->row;

	reading->vanished = row->empty && (mtop->want & MEMINFO_STAT) != 0 &&
	    reading->process->stat.size != 0;
	if (reading->error == 0)
		reading->error = texts_read(mtop, reading->at, reading->pid,
		    row, &reading->vanished);
	rollup_read(reading);
	if (mtop->machine.live && has_gone(reading))
		return NO_ROW;
	if (mtop->machine.live && !last &&
	    (reading->vanished || is_gone(reading->rollup_error)))
		return AGAIN;
	note(reading);
	return A_ROW;
}

/* The same, or -1. */
static int
row_try(struct reading *reading, bool last)
{
	const struct mtop	*mtop = reading->mtop;
	int			 selected;

	if (meminfo_process_read(reading->at, reading->pid, mtop->want,
	    reading->process, &reading->rows->closing) == -1 ||
	    row_fill(mtop, reading->at, reading->pid, reading->process,
	    reading->row) == -1)
		return -1;
	if ((mtop->want & MEMINFO_STAT) != 0)
		reading->row->when = machine_now(&mtop->machine);
	selected = is_selected(reading);
	if (selected != 1)
		return selected == 0 ? NO_ROW : -1;
	return rest_read(reading, last);
}

static void
row_begin(const struct mtop *mtop, pid_t pid, struct row *row)
{
	*row = mtop->blank;
	row->pid = (uint64_t)pid;
	row->count = 1;
}

/* at is /proc, or the process' own directory. */
static int
row_read_at(const struct mtop *mtop, int at, pid_t pid, struct row *row,
    struct rows *rows)
{
	struct meminfo_process	process;
	struct reading		reading = { mtop, at,
	    at == mtop->machine.proc ? pid : 0, row, rows, &process,
	    false, 0, 0 };
	int			result = AGAIN, left;

	for (left = TRIES - 1; result == AGAIN; left--) {
		reading.error = 0;
		reading.rollup_error = 0;
		row_begin(mtop, pid, row);
		result = row_try(&reading, left == 0);
		if (result == A_ROW)
			return 1;
		if (result == -1)
			trouble_note(&rows->troubles, errno);
		row_free(row);
	}
	return 0;
}

/*
 * One file is one process, whatever happens.  Where it has none, it is a
 * zombie, a kernel thread, another user's, or has gone.
 */
static bool
rollup_alone_read(const struct mtop *mtop, pid_t pid, struct row *row,
    struct rows *rows)
{
	struct meminfo_usage	rollup;

	if (meminfo_rollup_read(mtop->machine.proc, pid, &rollup,
	    &rows->closing) == -1)
		return false;
	row_begin(mtop, pid, row);
	rollup_fill(&rollup, row);
	return true;
}

int
row_read(const struct mtop *mtop, pid_t pid, struct row *row,
    struct rows *rows)
{
	int	dir, result;

	if (mtop->rollup_alone && rollup_alone_read(mtop, pid, row, rows))
		return 1;
	if (!mtop->directory)
		return row_read_at(mtop, mtop->machine.proc, pid, row,
		    rows);
	dir = meminfo_process_open(mtop->machine.proc, pid);
	if (dir == -1) {
		trouble_note(&rows->troubles, errno);
		return 0;
	}
	result = row_read_at(mtop, dir, pid, row, rows);
	meminfo_closing_add(&rows->closing, dir);
	return result;
}

void
row_free(struct row *row)
{
	size_t	i;

	for (i = 0; i < TEXTS; i++)
		free(row->text[i]);
}
