/* fill.c: a row's cells, from what the kernel says of a process. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "fill.h"

static bool
has_statm(const struct attempt *attempt)
{
	return (attempt->files & FILE_STATM) != 0;
}

/* Bytes, where the pages are not so many that no machine has them. */
static uint64_t
page_bytes(const struct attempt *attempt, uint64_t pages)
{
	uint64_t	size = attempt->mtop->machine.page_size;

	return pages > (uint64_t)INT64_MAX / size ? CELL_ABSENT :
	    pages * size;
}

/* statm has zeros for a process without memory, status has no line. */
static uint64_t
or_zero(const struct row *row, uint64_t value)
{
	return row->empty ? 0 : value;
}

int
uid_fill(struct attempt *attempt, struct row *row)
{
	row->uid = (attempt->files & FILE_STATUS) != 0 ?
	    attempt->process->status.effective_uid : attempt->process->owner;
	return 0;
}

int
virt_fill(struct attempt *attempt, struct row *row)
{
	row->virt = has_statm(attempt) ?
	    page_bytes(attempt, attempt->process->statm.size_pages) :
	    or_zero(row, attempt->process->status.size);
	return 0;
}

int
rss_fill(struct attempt *attempt, struct row *row)
{
	row->rss = has_statm(attempt) ?
	    page_bytes(attempt, attempt->process->statm.rss_pages) :
	    or_zero(row, attempt->process->status.rss);
	return 0;
}

int
shr_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_status	*status = &attempt->process->status;

	if (has_statm(attempt))
		row->shr = page_bytes(attempt,
		    attempt->process->statm.shared_pages);
	else if (status->file != MEMINFO_ABSENT &&
	    status->shmem != MEMINFO_ABSENT)
		row->shr = status->file + status->shmem;
	else
		row->shr = or_zero(row, CELL_ABSENT);
	return 0;
}

/* Kernels before 4.5 tell it by statm alone: what is not shared. */
int
anon_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_statm	*statm = &attempt->process->statm;

	row->anon = attempt->process->status.anon;
	if (row->anon == MEMINFO_ABSENT && has_statm(attempt) &&
	    !row->empty && statm->rss_pages != MEMINFO_ABSENT &&
	    statm->shared_pages <= statm->rss_pages)
		row->anon = page_bytes(attempt,
		    statm->rss_pages - statm->shared_pages);
	return 0;
}

int
state_fill(struct attempt *attempt, struct row *row)
{
	char	state = (attempt->files & FILE_STAT) != 0 ?
	    attempt->process->stat.state : attempt->process->status.state;

	if (state != '\0')
		row->state = rows_text(attempt->rows, &state, 1);
	return 0;
}

int
comm_fill(struct attempt *attempt, struct row *row)
{
	const char	*comm = (attempt->files & FILE_STAT) != 0 ?
	    attempt->process->stat.comm : attempt->process->status.comm;

	row->comm = rows_text(attempt->rows, comm, strlen(comm));
	return 0;
}

/* Milliseconds; a figure that no clock can have reached is none. */
int
cputime_fill(struct attempt *attempt, struct row *row)
{
	if (row->ticks <= (uint64_t)1 << 50)
		row->cputime = row->ticks * 1000 /
		    attempt->mtop->machine.ticks;
	return 0;
}

/* The names of the usual ones; any other as major:minor. */
int
tty_fill(struct attempt *attempt, struct row *row)
{
	int64_t		device = attempt->process->stat.terminal;
	unsigned	major = (unsigned)(device >> 8 & 0xfff);
	unsigned	minor = (unsigned)((device & 0xff) |
	    (device >> 12 & 0xfff00));
	char		text[24];
	int		length;

	if (device == 0)
		return 0;
	if (major >= 136 && major <= 143)
		length = snprintf(text, sizeof(text), "pts/%u",
		    (major - 136) * 256 + minor);
	else if (major == 4 && minor < 64)
		length = snprintf(text, sizeof(text), "tty%u", minor);
	else if (major == 4)
		length = snprintf(text, sizeof(text), "ttyS%u", minor - 64);
	else if (major == 5 && minor == 1)
		length = snprintf(text, sizeof(text), "console");
	else
		length = snprintf(text, sizeof(text), "%u:%u", major, minor);
	row->tty = rows_text(attempt->rows, text, (size_t)length);
	return 0;
}

int
uss_fill(struct attempt *attempt, struct row *row)
{
	row->uss = meminfo_usage_uss(&attempt->process->rollup);
	return 0;
}

int
huge_fill(struct attempt *attempt, struct row *row)
{
	row->huge = meminfo_usage_huge(&attempt->process->rollup);
	return 0;
}

int
footprint_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_usage	*usage = &attempt->process->rollup;

	if (usage->pss != MEMINFO_ABSENT && usage->swap_pss != MEMINFO_ABSENT)
		row->footprint = usage->pss + usage->swap_pss;
	return 0;
}
