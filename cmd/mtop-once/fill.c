/* fill.c: a row's cells, from what the kernel says of a process. */
#include <stdio.h>
#include <string.h>

#include "mtop.h"

static void
comm_fill(struct row *row, const char *comm, char state)
{
	memcpy(row->comm_text, comm, sizeof(row->comm_text));
	row->comm = row->comm_text;
	if (state == '\0')
		return;
	row->state_text[0] = state;
	row->state_text[1] = '\0';
	row->state = row->state_text;
}

/* Bytes, where the pages are not so many that no machine has them. */
static uint64_t
bytes(uint64_t pages, uint64_t page_size)
{
	return pages > (uint64_t)INT64_MAX / page_size ? CELL_ABSENT :
	    pages * page_size;
}

static void
statm_fill(const struct mtop *mtop, const struct meminfo_statm *statm,
    struct row *row)
{
	row->virt = bytes(statm->size_pages, mtop->machine.page_size);
	row->rss = bytes(statm->rss_pages, mtop->machine.page_size);
	row->shr = bytes(statm->shared_pages, mtop->machine.page_size);
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	return a == CELL_ABSENT || b == CELL_ABSENT ? CELL_ABSENT : a + b;
}

/* statm has zeros for what has no memory, status nothing. */
static void
status_fill(const struct meminfo_status *status, struct row *row)
{
	bool	memory = status->size != MEMINFO_ABSENT;

	comm_fill(row, status->comm, status->state);
	row->ppid = status->ppid;
	row->uid = status->effective_uid;
	row->threads = status->threads;
	row->virt = memory ? status->size : 0;
	row->rss = memory ? status->rss : 0;
	row->shr = memory ? plus(status->file, status->shmem) : 0;
	row->swap = status->swap;
	row->anon = status->anon;
	row->file = status->file;
	row->shmem = status->shmem;
}

/* Kernels before 4.5 do not divide it in status; statm does, in two. */
static int
old_status_fill(const struct mtop *mtop, int at, pid_t pid,
    const struct meminfo_status *status, struct row *row)
{
	struct meminfo_statm	statm;

	if (status->size == MEMINFO_ABSENT || status->anon != MEMINFO_ABSENT)
		return 0;
	if (meminfo_statm_read(at, pid, &statm) == -1)
		return mtop->machine.live ? -1 : 0;
	statm_fill(mtop, &statm, row);
	if (row->rss != CELL_ABSENT && row->shr <= row->rss)
		row->anon = row->rss - row->shr;
	return 0;
}

/* The names of the usual ones; any other as major:minor. */
static void
tty_fill(struct row *row, int64_t device)
{
	unsigned	major = (unsigned)(device >> 8 & 0xfff);
	unsigned	minor = (unsigned)((device & 0xff) |
	    (device >> 12 & 0xfff00));
	char		*text = row->tty_text;
	size_t		 size = sizeof(row->tty_text);

	if (device == 0)
		return;
	if (major >= 136 && major <= 143)
		snprintf(text, size, "pts/%u", (major - 136) * 256 + minor);
	else if (major == 4 && minor < 64)
		snprintf(text, size, "tty%u", minor);
	else if (major == 4)
		snprintf(text, size, "ttyS%u", minor - 64);
	else if (major == 5 && minor == 1)
		snprintf(text, size, "console");
	else
		snprintf(text, size, "%u:%u", major, minor);
	row->tty = text;
}

/* Milliseconds; a figure that no clock can have reached is none. */
static uint64_t
cpu_msec(uint64_t ticks, uint64_t per_second)
{
	if (ticks > (uint64_t)1 << 50)
		return CELL_ABSENT;
	return ticks * 1000 / per_second;
}

static void
stat_fill(const struct mtop *mtop, const struct meminfo_stat *stat,
    struct row *row)
{
	comm_fill(row, stat->comm, stat->state);
	row->ppid = stat->ppid;
	row->pri = stat->priority;
	row->nice = stat->nice;
	row->threads = stat->threads;
	row->start = stat->start_ticks;
	row->minflt = stat->minor_faults;
	row->majflt = stat->major_faults;
	row->ticks = stat->user_ticks + stat->system_ticks;
	row->cputime = cpu_msec(row->ticks, mtop->machine.ticks);
	tty_fill(row, stat->terminal);
}

void
rollup_fill(const struct meminfo_usage *rollup, struct row *row)
{
	row->pss = rollup->pss;
	row->pss_anon = rollup->pss_anon;
	row->pss_file = rollup->pss_file;
	row->pss_shmem = rollup->pss_shmem;
	row->uss = meminfo_usage_uss(rollup);
	row->swap_pss = rollup->swap_pss;
	row->locked = rollup->locked;
	row->huge = meminfo_usage_huge(rollup);
}

/* By the file that was read last: statm, else status, else stat. */
static bool
is_empty(const struct mtop *mtop, const struct meminfo_process *process)
{
	if ((mtop->want & MEMINFO_STATM) != 0)
		return process->statm.size_pages == 0;
	if ((mtop->want & MEMINFO_STATUS) != 0)
		return process->status.size == MEMINFO_ABSENT;
	return (mtop->want & MEMINFO_STAT) != 0 && process->stat.size == 0;
}

int
row_fill(const struct mtop *mtop, int at, pid_t pid,
    const struct meminfo_process *process, struct row *row)
{
	if ((mtop->want & MEMINFO_OWNER) != 0 && mtop->machine.live)
		row->uid = process->owner;
	if ((mtop->want & MEMINFO_STATM) != 0)
		statm_fill(mtop, &process->statm, row);
	if ((mtop->want & MEMINFO_STATUS) != 0) {
		status_fill(&process->status, row);
		if (old_status_fill(mtop, at, pid, &process->status,
		    row) == -1)
			return -1;
	}
	if ((mtop->want & MEMINFO_STAT) != 0)
		stat_fill(mtop, &process->stat, row);
	row->empty = is_empty(mtop, process);
	return 0;
}
