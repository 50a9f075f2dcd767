/* session.c: what all parts of a watch ask: the time, samples, who lives. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "live.h"

double
session_now(const struct session *session)
{
	struct timespec	up;

	clock_gettime(CLOCK_BOOTTIME, &up);
	return (double)up.tv_sec + (double)up.tv_nsec / 1e9 +
	    session->clock_offset;
}

double
session_used(void)
{
	struct timespec	used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

bool
process_is_same(const struct process *process)
{
	char	byte;

	return pread(process->live.status_fd, &byte, 1, 0) == 1;
}

void
process_close(struct process *process)
{
	struct live	*live = &process->live;

	close(live->status_fd);
	if (live->stat_fd != -1)
		close(live->stat_fd);
	live->status_fd = live->stat_fd = -1;
}

bool
session_is_of(const struct session *session, const struct process *process)
{
	size_t	length = strlen(session->host);

	return strncmp(process->host, session->host, length) == 0 &&
	    process->host[length] == (process->keyed ? '\t' : '\0');
}

/* A zombie of one thread is a process that has ended. */
bool
process_lives_on(char state, uint64_t threads)
{
	if (state == 'Z')
		return threads != MEMINFO_ABSENT && threads > 1;
	return state != 'X';
}

void
session_keep_sample(struct session *session, const struct sample *sample)
{
	if (session->record.name != NULL)
		record_sample(&session->record, sample);
	if (session->config->state == NULL)
		return;
	session->pending = alloc_resize(session->pending,
	    (session->pending_count + 1) * sizeof(*session->pending));
	session->pending[session->pending_count++] = *sample;
}

void
session_part_sample(struct session *session, const char *kind, const char *name,
    size_t length, uint64_t bytes)
{
	char		 key[SAMPLES_TEXT];
	struct sample	 sample = {
		.start = MEMINFO_ABSENT, .anon = bytes,
		.rss = MEMINFO_ABSENT, .swap = MEMINFO_ABSENT,
		.shmem = MEMINFO_ABSENT, .virt = MEMINFO_ABSENT,
		.hugetlb = MEMINFO_ABSENT, .cputime = (double)NAN,
		.work = session->work, .value = (double)NAN,
		.boot = session->boot, .keyed = true,
		.time = session->system_time, .verdict = VERDICT_NONE
	};
	struct process	*process;
	int		 used;

	if (bytes == MEMINFO_ABSENT)
		return;
	used = snprintf(key, sizeof(key), "%s\t%s%.*s", session->host, kind,
	    (int)(length > 255 ? 255 : length), name);
	sample.host = key;
	sample.host_length = (size_t)used < sizeof(key) ? (size_t)used :
	    sizeof(key) - 1;
	process = processes_get(session->processes, &sample);
	/* Many kernel caches are always empty. */
	if (bytes == 0 && strcmp(kind, "slab/") == 0 &&
	    process->series.count == 0)
		return;
	if (process_add(session->processes, process, &sample) > SAMPLE_LATE)
		return;
	sample.host = process->host;
	session_keep_sample(session, &sample);
	session->seen++;
}

void
session_record_pending(struct session *session, bool reported)
{
	const struct process	*process;
	struct sample		*sample;
	size_t			 i;

	for (i = 0; i < session->pending_count; i++) {
		sample = &session->pending[i];
		process = processes_get(session->processes, sample);
		sample->comm = process->comm;
		sample->comm_length = strlen(process->comm);
		sample->verdict = reported ? process->verdict :
		    process->reported;
		record_sample(&session->record, sample);
	}
	record_flush(&session->record);
}
