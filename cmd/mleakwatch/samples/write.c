/* write.c: samples as TSV. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "samples.h"

const char	record_columns[] = "time\thost\tpid\tstart\tcomm\tanon\t"
    "swap\tshmem\trss\tvirt\n";

bool
record_open(struct record *record, const char *name)
{
	int	fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
	    0666);

	if (fd == -1)
		return false;
	record->name = name;
	out_begin(&record->out, fd);
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

void
record_sample(struct record *record, const struct sample *sample)
{
	struct out	*out = &record->out;
	char		 text[32];

	snprintf(text, sizeof(text), "%.3f", sample->time);
	out_text(out, text);
	record_text(out, sample->host, sample->host_length);
	record_bytes(out, sample->pid);
	record_bytes(out, sample->start);
	record_text(out, sample->comm, sample->comm_length);
	record_bytes(out, sample->anon);
	record_bytes(out, sample->swap);
	record_bytes(out, sample->shmem);
	record_bytes(out, sample->rss);
	record_bytes(out, sample->virt);
	out_char(out, '\n');
}

bool
record_flush(struct record *record)
{
	if (out_flush(&record->out) == 0)
		return true;
	complain_errno(record->name);
	return false;
}
