/* write.c: samples as TSV. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/signals.h"
#include "mleakwatch/judge/judge.h"
#include "samples.h"

const char	record_columns[] = "time\thost\tpid\tstart\tcomm\tanon\t"
    "swap\tshmem\trss\tvirt\thugetlb\tcputime\tboot\tverdict\twork\tkey\t"
    "reads\n";

const char *
file_unsafe(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (st->st_uid != geteuid())
		return "belongs to another user";
	return st->st_nlink > 1 ? "has another name as well" : NULL;
}

static bool
record_refuse(const char *name, const char *reason)
{
	complain(name, reason);
	return false;
}

/* A writer that was killed may have left half a line. */
static bool
ends_in_line(int fd, off_t size)
{
	char	last;

	return size == 0 || (pread(fd, &last, 1, size - 1) == 1 &&
	    last == '\n');
}

/* O_NONBLOCK: a FIFO is refused, not waited for. */
static bool
record_append(struct record *record, const char *name)
{
	struct stat	st;
	const char	*reason;
	int		 fd = open(name, O_RDWR | O_CREAT | O_APPEND |
			    O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);

	if (fd == -1 || fstat(fd, &st) == -1)
		return record_refuse(name, errno == ELOOP ?
		    "is a symbolic link" : strerror(errno));
	reason = file_unsafe(&st);
	if (reason != NULL)
		return record_refuse(name, S_ISREG(st.st_mode) ? reason :
		    "not a regular file (--record - for standard output)");
	out_begin(&record->out, fd);
	if (!ends_in_line(fd, st.st_size))
		out_char(&record->out, '\n');
	return true;
}

bool
record_open(struct record *record, const char *name)
{
	record->name = name;
	if (strcmp(name, "-") == 0) {
		out_begin(&record->out, STDOUT_FILENO);
		record->name = "standard output";
	} else if (!record_append(record, name))
		return false;
	/* ulimit -f: write(2) fails, as on a full disk. */
	signals_survive(SIGXFSZ);
	out_text(&record->out, record_columns);
	return true;
}

static void
record_bytes(struct out *out, uint64_t value)
{
	char	text[24];

	if (value == MEMINFO_ABSENT)
		out_text(out, "\t-");
	else {
		snprintf(text, sizeof(text), "\t%" PRIu64, value);
		out_text(out, text);
	}
}

static void
record_text(struct out *out, const char *text, size_t length)
{
	out_char(out, '\t');
	if (length == 0)
		out_char(out, '-');
	else
		out_safe(out, text, length);
}

/* Milliseconds; processor time may have microseconds. */
static void
record_real(struct out *out, double value)
{
	double	thousandths = value * 1000;
	char	text[64];

	snprintf(text, sizeof(text), isnan(value) ? "\t-" :
	    fabs(thousandths - round(thousandths)) < 1e-4 ? "\t%.3f" :
	    "\t%.6f", value);
	out_text(out, text);
}

/*
 * The file had room for a part of what was buffered.  Half a line at its end
 * goes, if it is the end: another program may have written since.  The buffer
 * begins with a line.
 */
static void
half_line_cut(const struct record *record)
{
	const struct out *out = &record->out;
	const char	*newline = memrchr(out->buffer, '\n', out->done);
	size_t		 whole = newline == NULL ? 0 :
			    (size_t)(newline + 1 - out->buffer);
	off_t		 end = lseek(out->fd, 0, SEEK_CUR);
	struct stat	 st;

	if (out->done > whole && fstat(out->fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && st.st_size == end &&
	    ftruncate(out->fd, end - (off_t)(out->done - whole)) == -1)
		complain_errno(record->name);
}

bool
record_flush(struct record *record)
{
	if (record->name == NULL)
		return false;
	if (out_flush(&record->out) == 0)
		return true;
	complain_errno(record->name);
	half_line_cut(record);
	record->name = NULL;
	return false;
}

/* A host name (64 bytes), a comm, and a key, each byte escaped; numbers. */
#define RECORD_LINE 4096

void
record_sample(struct record *record, const struct sample *sample)
{
	struct out	*out = &record->out;
	size_t		 host_length = sample->host_length;
	char		 text[32];

	if (sample->keyed)
		host_length = strcspn(sample->host, "\t");
	if (sizeof(out->buffer) - out->used < RECORD_LINE)
		record_flush(record);
	snprintf(text, sizeof(text), "%.3f", sample->time);
	out_text(out, text);
	record_text(out, sample->host, host_length);
	record_bytes(out, sample->pid);
	record_bytes(out, sample->start);
	record_text(out, sample->comm, sample->comm_length);
	record_bytes(out, sample->anon);
	record_bytes(out, sample->swap);
	record_bytes(out, sample->shmem);
	record_bytes(out, sample->rss);
	record_bytes(out, sample->virt);
	record_bytes(out, sample->hugetlb);
	record_real(out, sample->cputime);
	snprintf(text, sizeof(text), sample->boot == 0 ? "\t-" :
	    "\t%08" PRIx32, sample->boot);
	out_text(out, text);
	out_char(out, '\t');
	out_text(out, sample->verdict == VERDICT_NONE ? "-" :
	    judge_verdict_name((enum judge_verdict)sample->verdict));
	record_real(out, record->clock == WORK_FILE ? sample->work :
	    (double)NAN);
	if (sample->keyed)
		record_text(out, sample->host + host_length + 1,
		    sample->host_length - host_length - 1);
	else
		out_text(out, "\t-");
	/* CPU time has its column already. */
	record_real(out, record->clock == WORK_READS ||
	    record->clock == WORK_AUTO ? sample->work : (double)NAN);
	out_char(out, '\n');
}
