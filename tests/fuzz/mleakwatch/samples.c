/* samples.c: any bytes as samples, of processes and of any series. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "mleakwatch/samples/samples.h"
#include "fuzz.h"

static void
take(struct samples *samples, const struct sample *sample, const char *line,
    size_t length)
{
	HOLDS(length > 0 && line[length - 1] == '\n');
	HOLDS(sample->pid != MEMINFO_ABSENT);
	HOLDS(sample->comm_length <= length && sample->host_length <= length);
	process_add(samples->to, processes_get(samples->to, sample), sample);
}

static size_t
parse(char *text, size_t size, const struct series_columns *naming,
    struct samples *samples, struct processes *processes)
{
	size_t	taken;

	processes_begin(processes, UINT64_MAX);
	samples_begin(samples, take, processes);
	samples->naming = naming;
	taken = samples_text(samples, text, size / 2);
	taken += samples_text(samples, text + taken, size - taken);
	HOLDS(taken <= size);
	return taken;
}

/* However the samples came, the buckets are in order and all are in them. */
static void
whole(const struct processes *processes)
{
	struct process		**list = processes_list(processes);
	const struct series	*series;
	uint64_t		  count;
	uint32_t		  i;
	size_t			  n;

	for (n = 0; list[n] != NULL; n++) {
		series = &list[n]->series;
		HOLDS(series->used <= SERIES_BUCKETS);
		for (count = 0, i = 0; i < series->used; i++) {
			count += series->bucket[i].count;
			HOLDS(i == 0 || series->bucket[i - 1].time <=
			    series->bucket[i].time);
		}
		HOLDS(count == series->count);
	}
	free(list);
}

static void
one(const uint8_t *data, size_t size, const struct series_columns *naming)
{
	char			*text = malloc(size);
	struct samples		 samples;
	struct processes	 processes;
	size_t			 taken;

	HOLDS(size == 0 || text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	taken = parse(text, size, naming, &samples, &processes);
	HOLDS(processes.count <= samples.count);
	HOLDS(taken == 0 || data[taken - 1] == '\n');
	HOLDS(samples.bad.length <= sizeof(samples.bad.text));
	whole(&processes);
	processes_free(&processes);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct series_columns	series = {
		.by = "host,comm", .value = "anon", .work = "rss",
		.work_old = "virt" };

	one(data, size, NULL);
	one(data, size, &series);
	return 0;
}
