/* files.c: samples that were recorded before. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mleakwatch/mleakwatch.h"
#include "samples.h"

struct taking {
	struct processes	*processes;
	uint64_t		 count[TAKEN_KINDS];
};

static void
take(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	struct taking	*taking = samples->to;

	(void)line;
	(void)length;
	taking->count[process_take(processes_get(taking->processes, sample),
	    sample)]++;
}

/* None of these is a failure: files of samples are like that. */
static void
say(const char *name, uint64_t count, const char *one, const char *many)
{
	char	text[128];

	if (count == 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " %s", count,
	    count == 1 ? one : many);
	complain(name, text);
}

static void
findings_say(const char *name, const struct samples *samples,
    const struct taking *taking)
{
	if (samples->headed && !samples->named)
		complain(name, "no column anon or rss");
	if (samples->headed || samples->malformed == 0)
		say(name, samples->malformed, "malformed line left out",
		    "malformed lines left out");
	else
		complain(name, "no line that names the columns time and pid");
	say(name, taking->count[TAKEN_LATE],
	    "sample out of order put in its place",
	    "samples out of order put in their places");
	say(name, taking->count[TAKEN_AGAIN],
	    "sample left out that was there", "samples left out that were there");
	say(name, taking->count[TAKEN_MIXED],
	    "sample without anon left out", "samples without anon left out");
	if (samples->cut)
		complain(name, "the last line has no end: left out");
}

void
files_read(struct mleakwatch *watch, const char *name, int fd)
{
	struct taking	taking = { &watch->processes, { 0 } };
	struct samples	samples;

	samples_begin(&samples, take, &taking);
	if (!samples_read(&samples, fd)) {
		complain_errno(name);
		watch->trouble = true;
	}
	findings_say(name, &samples, &taking);
}

static void
file_watch(struct mleakwatch *watch, const char *name)
{
	int	fd;

	if (strcmp(name, "-") == 0) {
		files_read(watch, "standard input", STDIN_FILENO);
		return;
	}
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		complain_errno(name);
		watch->trouble = true;
		return;
	}
	files_read(watch, name, fd);
	close(fd);
}

/* Only now is it known what else there was, in the same file or another. */
static void
whole_look(struct mleakwatch *watch)
{
	struct process	**list = processes_list(&watch->processes);
	uint64_t	  gaps = 0;
	size_t		  i;

	processes_settle(&watch->processes);
	for (i = 0; list[i] != NULL; i++)
		gaps += series_gaps(&list[i]->series);
	say(watch->operands == 1 ? *watch->operand : "samples", gaps,
	    "gap in the samples", "gaps in the samples");
	ended_mark(list, i);
	free(list);
}

void
files_watch(struct mleakwatch *watch)
{
	int	i;

	for (i = 0; i < watch->operands; i++)
		file_watch(watch, watch->operand[i]);
	whole_look(watch);
	verdicts_show(watch);
}
