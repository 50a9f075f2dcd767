/* recording.c: samples that were recorded before. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/input.h"
#include "samples.h"

static void
recording_take(struct samples *samples, const struct sample *sample,
    const char *line, size_t length)
{
	struct recording	*recording = samples->to;
	struct processes	*processes = recording->processes;

	(void)line;
	(void)length;
	if (samples->shares > 1)
		processes->made = (uint32_t)samples->rows;
	recording->count[process_add(processes,
	    processes_get(processes, sample), sample)]++;
}

/* None of these changes the exit status: recordings are like that. */
static void
count_say(const char *name, uint64_t count, const char *one, const char *many)
{
	char	text[128];

	if (count == 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " %s", count,
	    count == 1 ? one : many);
	complain(name, text);
}

static void
column_put(struct out *err, const char *before, const char *column)
{
	if (column == NULL)
		return;
	out_text(err, before);
	out_safe(err, column, strlen(column));
}

/* "time, kind, size" of a file of any series: names that a user chose. */
static void
columns_missing_say(const char *name, const struct series_columns *naming)
{
	static const struct series_columns	none;
	struct out				err;

	if (naming == NULL)
		naming = &none;
	complain_begin(&err);
	out_safe(&err, name, strlen(name));
	column_put(&err, ": no line that names the columns ",
	    naming->time == NULL ? "time" : naming->time);
	column_put(&err, ", ", naming->by);
	column_put(&err, ", ", naming->value == NULL ? "pid" :
	    naming->value);
	column_put(&err, ", ", naming->work);
	out_text(&err, naming == &none ?
	    " (--record writes these, and mtop-once -T -o "
	    "time,host,pid,start,comm,rss,anon,shmem,swap,cputime)" :
	    ", with tabs between");
	/* As it was given when the record was made. */
	if (naming->work != NULL && strchr(naming->work, '/') != NULL)
		out_text(&err, " (a record has the number of a file in its "
		    "column work: --work work)");
	complain_end(&err);
}

/* With the first cell that could not be read, where a user named columns. */
static void
malformed_say(const char *name, const struct samples *samples)
{
	const struct bad_cell	*bad = &samples->bad;
	char			 text[64];
	struct out		 err;

	if (samples->malformed == 0)
		return;
	snprintf(text, sizeof(text), ": %" PRIu64 " malformed line%s skipped",
	    samples->malformed, samples->malformed == 1 ? "" : "s");
	complain_begin(&err);
	out_safe(&err, name, strlen(name));
	out_text(&err, text);
	column_put(&err, ", the first for its ", bad->column);
	if (bad->length > 0) {
		out_text(&err, ": ");
		out_safe(&err, bad->text, bad->length);
	}
	complain_end(&err);
}

/* A record has the clocks that were asked for when it was made. */
static void
work_say(const char *name, const struct samples *samples, uint64_t without)
{
	struct out	err;

	if (samples->work_old)
		complain(name, "has no column reads: its column work is taken "
		    "for reads");
	if (without == 0 || without < samples->count) {
		count_say(name, without, "sample without work skipped",
		    "samples without work skipped");
		return;
	}
	complain_begin(&err);
	out_safe(&err, name, strlen(name));
	column_put(&err, ": no sample has a number as ",
	    samples->naming->work);
	out_text(&err, ": was it recorded with another --work?");
	complain_end(&err);
}

static void
findings_say(const char *name, const struct samples *samples,
    const struct recording *recording)
{
	if (samples->headed && !samples->named)
		complain(name, "no column anon or rss");
	if (samples->headed || samples->malformed == 0)
		malformed_say(name, samples);
	else
		columns_missing_say(name, samples->naming);
	if (samples->cut)
		complain(name, "the last line is incomplete: skipped");
	work_say(name, samples, recording->count[SAMPLE_NO_WORK]);
	/* Work has an order of its own. */
	if (!recording->processes->by_work)
		count_say(name, recording->count[SAMPLE_LATE],
		    "sample out of order put in its place",
		    "samples out of order put in their places");
	if (samples->naming != NULL && samples->naming->by == NULL &&
	    !recording->processes->by_work)
		count_say(name, recording->count[SAMPLE_BESIDE],
		    "sample has the time of another: --by tells series apart",
		    "samples have the time of another: --by tells series "
		    "apart");
	count_say(name, recording->count[SAMPLE_AGAIN],
	    "duplicate sample skipped", "duplicate samples skipped");
	count_say(name, recording->count[SAMPLE_MIXED],
	    "sample without anon skipped", "samples without anon skipped");
}

static bool
recording_take_all(struct processes *processes, const char *name, int fd,
    const struct series_columns *naming, struct samples_clock *clock)
{
	struct recording	recording = { processes, { 0 } };
	struct samples		samples;
	size_t			shares = 1;
	bool			read;

	samples_begin(&samples, recording_take, &recording);
	samples.naming = naming;
	samples.clock = clock;
	if (naming == NULL && clock == NULL && fd != STDIN_FILENO)
		shares = shares_count(fd, &samples.stop);
	read = shares > 1 ? shares_read(&recording, &samples, fd, shares) :
	    samples_read(&samples, fd);
	if (!read && errno == EFBIG)
		complain(name, "no newline in 32 MiB: not a file of samples");
	else if (!read)
		complain_errno(name);
	findings_say(name, &samples, &recording);
	return read;
}

bool
recording_read(struct processes *processes, const char *name,
    const struct series_columns *naming, struct samples_clock *clock)
{
	int	fd = input_open(name);
	bool	read;

	if (fd == -1) {
		complain_errno(name);
		return false;
	}
	read = recording_take_all(processes, input_name(name), fd, naming,
	    fd == STDIN_FILENO ? clock : NULL);
	input_close(fd);
	return read;
}

void
recording_settle(struct processes *processes, const char *name)
{
	struct process	**list;
	uint64_t	  gaps = 0;
	size_t		  i;

	/* Over work, nothing stops and nothing is missing. */
	if (processes->by_work)
		return;
	list = processes_list(processes);
	for (i = 0; list[i] != NULL; i++)
		gaps += series_gaps(&list[i]->series);
	count_say(name, gaps, "gap in the samples", "gaps in the samples");
	recording_mark_ended(list, i);
	free(list);
}
