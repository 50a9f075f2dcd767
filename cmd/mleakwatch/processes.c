/* processes.c: the processes that are watched, by host, pid and start. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/hash.h"
#include "common/out.h"
#include "processes.h"

#define SLOTS_FIRST 256

/* ANSWER_TROUBLE of mleakwatch.h */
#define EXIT_NO_MEMORY 2

/* A clear end, before the kernel ends something else. */
static void
bytes_count(struct processes *processes, size_t bytes)
{
	size_t	before = processes->bytes;

	if (processes->shared != NULL)
		before = atomic_fetch_add(processes->shared, bytes);
	processes->bytes += bytes;
	if (before + bytes <= processes->bytes_max)
		return;
	complain("samples", "need more than --max-memory; judge fewer "
	    "processes at a time, as those of one host");
	/* Not exit(3): other threads go on meanwhile. */
	_exit(EXIT_NO_MEMORY);
}

void
processes_begin(struct processes *processes, uint64_t bytes_max)
{
	memset(processes, 0, sizeof(*processes));
	processes->bytes_max = bytes_max;
	processes->seed = hash_seed();
	processes->slots = processes->host_slots = SLOTS_FIRST;
	processes->slot = alloc_zeros(SLOTS_FIRST,
	    sizeof(*processes->slot));
	processes->host_slot = alloc_zeros(SLOTS_FIRST,
	    sizeof(*processes->host_slot));
}

/* --- hosts --- */

static void
hosts_grow(struct processes *processes)
{
	size_t		  slots = processes->host_slots * 2, i;
	struct host	**slot = alloc_zeros(slots, sizeof(*slot));
	struct host	 *host, *next;

	for (i = 0; i < processes->host_slots; i++)
		for (host = processes->host_slot[i]; host != NULL;
		    host = next) {
			next = host->next;
			host->next = slot[host->hash & (slots - 1)];
			slot[host->hash & (slots - 1)] = host;
		}
	free(processes->host_slot);
	processes->host_slot = slot;
	processes->host_slots = slots;
}

static struct host *
host_make(struct processes *processes, const char *name, size_t length,
    uint32_t hash)
{
	struct host	 *host = alloc(sizeof(*host) + length + 1);
	struct host	**slot;

	bytes_count(processes, sizeof(*host) + length + 1);
	if (processes->host_count++ == processes->host_slots)
		hosts_grow(processes);
	slot = &processes->host_slot[hash & (processes->host_slots - 1)];
	host->hash = hash;
	host->length = (uint32_t)length;
	if (length > 0)
		memcpy(host->name, name, length);
	host->name[length] = '\0';
	host->next = *slot;
	*slot = host;
	return host;
}

static bool
host_is(const struct host *host, const char *name, size_t length)
{
	return host->length == length &&
	    (length == 0 || memcmp(host->name, name, length) == 0);
}

/* In nearly all files it is the host of the row before. */
static const struct host *
host_get(struct processes *processes, const char *name, size_t length)
{
	struct host	*host = processes->recent;
	uint32_t	 hash;

	if (host != NULL && host_is(host, name, length))
		return host;
	hash = (uint32_t)hash_bytes(name, length, processes->seed);
	host = processes->host_slot[hash & (processes->host_slots - 1)];
	while (host != NULL && !host_is(host, name, length))
		host = host->next;
	if (host == NULL)
		host = host_make(processes, name, length, hash);
	processes->recent = host;
	return host;
}

/* --- processes --- */

static uint32_t
hash_of(const struct sample *sample, const struct host *host, uint64_t seed)
{
	uint64_t	hash = hash_mix(sample->pid, seed);

	hash = hash_mix(hash ^ sample->start, seed);
	return (uint32_t)hash_mix(hash ^ host->hash, seed);
}

static void
processes_grow(struct processes *processes)
{
	size_t		  slots = processes->slots * 2, i;
	struct process	**slot = alloc_zeros(slots, sizeof(*slot));
	struct process	 *process, *next;

	for (i = 0; i < processes->slots; i++)
		for (process = processes->slot[i]; process != NULL;
		    process = next) {
			next = process->next;
			process->next = slot[process->hash & (slots - 1)];
			slot[process->hash & (slots - 1)] = process;
		}
	free(processes->slot);
	processes->slot = slot;
	processes->slots = slots;
}

static void
process_link(struct processes *processes, struct process *process)
{
	struct process	**slot;

	if (processes->count == processes->slots)
		processes_grow(processes);
	slot = &processes->slot[process->hash & (processes->slots - 1)];
	process->next = *slot;
	*slot = process;
	processes->count++;
}

static struct process *
process_make(struct processes *processes, const struct sample *sample,
    const struct host *host, uint32_t hash)
{
	struct process	*process = alloc_aligned(CACHE_LINE,
			    sizeof(*process));

	bytes_count(processes, sizeof(*process) + sizeof(process));
	memset(process, 0, sizeof(*process));
	series_begin(&process->series);
	process->hash = hash;
	process->pid = sample->pid;
	process->start = sample->start;
	process->boot = sample->boot;
	process->host = host->name;
	process->keyed = sample->keyed;
	process->reported = process->verdict = VERDICT_NONE;
	process->by_rss = sample->anon == MEMINFO_ABSENT;
	process->order = processes->made++;
	process->live.status_fd = process->live.stat_fd = -1;
	process_link(processes, process);
	return process;
}

/* Where no boot is known, pid and start must do. */
static bool
process_is(const struct process *process, const struct sample *sample,
    const struct host *host)
{
	return process->pid == sample->pid &&
	    process->start == sample->start && process->host == host->name &&
	    (process->boot == sample->boot || process->boot == 0 ||
	    sample->boot == 0);
}

/* --- the order of a log --- */

/* A process that was removed may be that of any row. */
static void
rows_forget(struct processes *processes)
{
	memset(processes->row, 0, sizeof(processes->row));
	processes->era++;
}

static struct row *
row_at(struct processes *processes, unsigned number)
{
	return &processes->row[number % ROWS_AHEAD];
}

/* The process of the next row, if the log goes on as it did. */
static struct process *
process_next(struct processes *processes)
{
	struct process	*last = row_at(processes, processes->rows - 1)->had;

	return last != NULL ? last->follower : NULL;
}

/* The processes of its next rows may have gone since. */
static void
process_recall(const struct processes *processes, struct process *process)
{
	if (process->era == processes->era)
		return;
	process->era = processes->era;
	process->follower = process->later = NULL;
}

static void
cache_fetch(const void *memory, size_t size)
{
	size_t	i;

	for (i = 0; i < size; i += CACHE_LINE)
		__builtin_prefetch((const char *)memory + i);
}

/*
 * A log has its processes in the same order again and again.  Where they are
 * many, a row waits for memory six times.  So it is fetched eight rows ahead,
 * and what that memory points to four rows ahead.
 */
static struct process *
process_follow(struct processes *processes, struct process *process)
{
	struct row	*row = row_at(processes, processes->rows),
			*half = row_at(processes,
			    processes->rows + ROWS_AHEAD / 2),
			*last = row_at(processes, processes->rows - 1);

	processes->rows++;
	process_recall(processes, process);
	if (last->had != NULL)
		last->had->follower = process;
	if (row->had != NULL)
		row->had->later = process;
	row->had = process;
	row->awaited = process->later;
	if (row->awaited != NULL)
		cache_fetch(row->awaited, offsetof(struct process, next));
	/* It has no buckets where each sample was refused. */
	if (half->awaited != NULL && half->awaited->series.bucket != NULL)
		__builtin_prefetch(half->awaited->series.bucket +
		    half->awaited->series.used);
	return process;
}

static struct process *
process_found(struct processes *processes, struct process *process,
    const struct sample *sample)
{
	if (process->boot == 0)
		process->boot = sample->boot;
	return process_follow(processes, process);
}

struct process *
processes_get(struct processes *processes, const struct sample *sample)
{
	const struct host	*host = host_get(processes, sample->host,
				    sample->host_length);
	struct process		*process = process_next(processes);
	uint32_t		 hash;

	if (process != NULL && process_is(process, sample, host))
		return process_found(processes, process, sample);
	hash = hash_of(sample, host, processes->seed);
	for (process = processes->slot[hash & (processes->slots - 1)];
	    process != NULL; process = process->next)
		if (process_is(process, sample, host))
			return process_found(processes, process, sample);
	return process_follow(processes,
	    process_make(processes, sample, host, hash));
}

/* The latest name: before exec(2) a child has its parent's. */
static void
process_name(struct process *process, const struct sample *sample)
{
	size_t	length = sample->comm_length;

	if (length >= sizeof(process->comm))
		length = sizeof(process->comm) - 1;
	/* A NUL in a file ends it. */
	if (length > 0)
		length = strnlen(sample->comm, length);
	if (length == 0)
		return;
	memcpy(process->comm, sample->comm, length);
	process->comm[length] = '\0';
}

static double
bytes_or_zero(uint64_t bytes)
{
	return bytes == MEMINFO_ABSENT ? 0 : (double)bytes;
}

/* The resident set has shared memory in it, and no hugetlb pages. */
static double
sample_bytes(const struct sample *sample)
{
	double	bytes = bytes_or_zero(sample->swap) +
		    bytes_or_zero(sample->hugetlb);

	if (sample->valued)
		return sample->value;
	return bytes + (sample->anon == MEMINFO_ABSENT ?
	    (double)sample->rss :
	    (double)sample->anon + bytes_or_zero(sample->shmem));
}

/* The moment of a sample on the clock that counts. */
static double
sample_at(const struct processes *processes, const struct sample *sample)
{
	if (processes->work_auto)
		return sample->cputime;
	return processes->by_work ? sample->work : sample->time;
}

/* Why a sample cannot be taken; SAMPLE_ADDED where it can. */
static enum add_result
sample_check(const struct processes *processes, struct process *process,
    const struct sample *sample)
{
	bool	by_rss = !sample->valued && sample->anon == MEMINFO_ABSENT;

	if (sample->valued ? isnan(sample->value) :
	    by_rss && sample->rss == MEMINFO_ABSENT)
		return SAMPLE_NO_MEMORY;
	if (processes->by_work && isnan(sample_at(processes, sample)))
		return SAMPLE_NO_WORK;
	if (process->series.count == 0) {
		process->by_rss = by_rss;
		process->from = process->to = sample->time;
	}
	return by_rss == process->by_rss ? SAMPLE_ADDED : SAMPLE_MIXED;
}

static void
series_count(struct processes *processes, const struct series *series,
    uint16_t room)
{
	if (series->room > room)
		bytes_count(processes, sizeof(*series->bucket) *
		    (size_t)(series->room - room));
}

/* The same value by another clock; the series is made where there is none. */
static void
process_also(struct processes *processes, struct series **also, double at,
    double value, double work)
{
	uint16_t	room;

	if (*also == NULL) {
		*also = alloc(sizeof(**also));
		bytes_count(processes, sizeof(**also));
		series_begin(*also);
	}
	room = (*also)->room;
	if (series_add(*also, at, value, work) == SERIES_NO_MEMORY)
		alloc_failed();
	series_count(processes, *also, room);
}

/* A tick of the processor's time, in seconds. */
#define TICKS_A_SECOND 100

/* A process that reads nothing has no such series. */
static void
process_clocks(struct processes *processes, struct process *process,
    const struct sample *sample)
{
	double	work = sample_at(processes, sample);

	if (!processes->by_work)
		return;
	if (processes->work_auto && !isnan(sample->work))
		process_also(processes, &process->reads, sample->work,
		    sample_bytes(sample), (double)NAN);
	if (processes->work_is_cpu)
		work = floor(work * TICKS_A_SECOND) / TICKS_A_SECOND;
	process_also(processes, &process->times, sample->time,
	    sample_bytes(sample), work);
}

static void
process_also_free(struct processes *processes, struct series *also)
{
	if (also == NULL)
		return;
	processes->bytes -= sizeof(*also) + also->room * sizeof(*also->bucket);
	series_free(also);
	free(also);
}

static void
process_span(struct process *process, double time)
{
	if (time < process->from)
		process->from = time;
	if (time > process->to)
		process->to = time;
}

enum add_result
process_add(struct processes *processes, struct process *process,
    const struct sample *sample)
{
	struct series	*series = &process->series;
	bool		 late, beside, by_work = processes->by_work;
	double		 at = sample_at(processes, sample);
	uint16_t	 room = series->room;
	enum add_result	 result = sample_check(processes, process, sample);

	if (result != SAMPLE_ADDED)
		return result;
	late = series->count > 0 && at < series->last_time;
	beside = series->count > 0 && !late && at <= series->last_time;
	switch (series_add(series, at, sample_bytes(sample),
	    by_work ? (double)NAN : sample->cputime)) {
	case SERIES_NO_MEMORY:
		alloc_failed();
	case SERIES_REFUSED:
		/* No work was done since the last one, which is no news. */
		if (!by_work || sample->time <= process->to)
			return SAMPLE_AGAIN;
		process_clocks(processes, process, sample);
		process_span(process, sample->time);
		return SAMPLE_ADDED;
	case SERIES_TAKEN:
		break;
	}
	series_count(processes, series, room);
	process_clocks(processes, process, sample);
	process_span(process, sample->time);
	if (!late && sample->verdict != VERDICT_NONE)
		process->reported = sample->verdict;
	if (!late || process->comm[0] == '\0')
		process_name(process, sample);
	if (late)
		return SAMPLE_LATE;
	return beside ? SAMPLE_BESIDE : SAMPLE_ADDED;
}

static size_t
process_bytes(const struct process *process)
{
	return sizeof(*process) + sizeof(process) +
	    process->series.room * sizeof(*process->series.bucket);
}

void
processes_remove(struct processes *processes, struct process *process)
{
	struct process	**at;

	at = &processes->slot[process->hash & (processes->slots - 1)];
	while (*at != process)
		at = &(*at)->next;
	*at = process->next;
	rows_forget(processes);
	processes->count--;
	processes->bytes -= process_bytes(process);
	series_free(&process->series);
	process_also_free(processes, process->reads);
	process_also_free(processes, process->times);
	free(process->live.mappings);
	free(process->live.heap);
	free(process->live.cold);
	free(process);
}

/* The name is that of a struct host. */
static void
process_move(struct processes *to, struct process *process)
{
	const struct host	*host = (const void *)(process->host -
				    offsetof(struct host, name));

	process->host = host_get(to, host->name, host->length)->name;
	process->era = to->era - 1;
	to->bytes += process_bytes(process);
	process_link(to, process);
}

size_t
processes_share(uint64_t pid, size_t shares)
{
	return (size_t)((pid * UINT64_C(0x9e3779b97f4a7c15) >> 32) *
	    shares >> 32);
}

void
processes_deal(struct processes *from, struct processes *to, size_t shares)
{
	struct process	*process, *next;
	size_t		 i;

	for (i = 0; i < from->slots; i++) {
		for (process = from->slot[i]; process != NULL;
		    process = next) {
			next = process->next;
			from->bytes -= process_bytes(process);
			process_move(&to[processes_share(process->pid,
			    shares)], process);
		}
		from->slot[i] = NULL;
	}
	rows_forget(from);
	from->count = 0;
}

static int
process_compare(const void *a, const void *b)
{
	const struct process	*x = *(struct process *const *)a;
	const struct process	*y = *(struct process *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

struct process **
processes_list(const struct processes *processes)
{
	struct process	**list = alloc((processes->count + 1) * sizeof(*list));
	struct process	 *process;
	size_t		  count = 0, i;

	for (i = 0; i < processes->slots; i++)
		for (process = processes->slot[i]; process != NULL;
		    process = process->next)
			list[count++] = process;
	list[count] = NULL;
	qsort(list, count, sizeof(*list), process_compare);
	return list;
}

static void
hosts_free(struct host *host)
{
	struct host	*next;

	for (; host != NULL; host = next) {
		next = host->next;
		free(host);
	}
}

void
processes_free(struct processes *processes)
{
	size_t	i;

	for (i = 0; i < processes->host_slots; i++)
		hosts_free(processes->host_slot[i]);
	free(processes->host_slot);
	for (i = 0; i < processes->slots; i++)
		while (processes->slot[i] != NULL)
			processes_remove(processes, processes->slot[i]);
	free(processes->slot);
}
