/* heaps.c: scans of heaps within a watch, --scan. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "live.h"
#include "mleakwatch/heap/owners.h"

/*
 * When growth begins is known only later, so scans are kept, and the verdict
 * takes the one that fits.  The first comes at once.  The next come when
 * memory has changed by a quarter, or at all and the process is 1.5 times as
 * old, plus 8 intervals.
 */
#define HEAP_CHANGE 0.25
#define HEAP_AGE_RATIO 1.5
#define HEAP_INTERVALS 8

/* After one that took t, none for 10 t: a tenth of the time at most. */
#define HEAP_WAIT 10

/* A heap that could not be read so often in turn is left alone. */
#define HEAP_FAILURES 8

/* A program has 16 random bytes from the kernel, since its exec(2). */
static uint64_t
program_of(const struct image *image)
{
	struct image_cursor	cursor = { 0 };
	uint64_t		word = 0;

	if (image->random % 8 == 0)
		image_word(image, &cursor, image->random, &word);
	return image->random ^ word;
}

/*
 * Beyond the room for them, the last one is replaced, as where a process has
 * but changed its name.  False: exec(2) has brought another program.
 */
static bool
history_add(struct heap_history *history, const struct process *process,
    const struct scan *scan, unsigned most)
{
	uint64_t	program = program_of(&scan->capture.image);
	unsigned	i;
	bool		same = history->count == 0 ||
			    history->program == program;

	if (!same) {
		history->count = 0;
		history->lost_by = NULL;
	}
	if (history->count > 1 && history->renamed)
		history->count--;
	history->program = program;
	history->renamed = false;
	history->failures = 0;
	i = history->count < most ? history->count++ : most - 1;
	history->scan[i] = (struct heap_scan){
		.at = process->series.last_time,
		.time = process->to,
		.value = process->series.last_value,
		.blocks = (double)(scan->reach.direct.count +
		    scan->reach.indirect.count),
		.lost = (double)scan_lost_bytes(scan),
		.reachable = (double)scan->reach.reachable.bytes,
		.held = (double)scan->heap.resident
	};
	return same;
}

bool
heap_scan(struct session *session, struct process *process,
    struct owners *owners)
{
	struct scan_options	 options = session->config->scan;
	struct heap_history	*history = process->live.heap;
	struct scan		*scan = alloc(sizeof(*scan));
	double			 began = session_now(session);
	bool			 named = false;

	options.copied = owners == NULL ? NULL : owners_end;
	options.context = owners;
	if (scan_take(scan, (pid_t)process->pid, &options) == SCAN_DONE)
		named = history_add(history, process, scan,
		    (unsigned)options.scans) && owners != NULL &&
		    owners_take(owners, scan, history->lost_by);
	else {
		history->failures++;
		snprintf(history->why, sizeof(history->why), "%.159s",
		    scan->why);
	}
	if (owners != NULL)
		owners_end(owners);
	scan_free(scan);
	free(scan);
	history->next = began + (began - process->from) *
	    (HEAP_AGE_RATIO - 1) +
	    HEAP_INTERVALS * (double)session->config->interval / 1e9;
	session->next_heap = began + (HEAP_WAIT + 1) *
	    (session_now(session) - began);
	return named;
}

/* The last scan is kept for the verdict. */
static bool
heap_is_due(const struct session *session, const struct process *process)
{
	const struct heap_history	*history = process->live.heap;
	const struct heap_scan		*last;
	double				 change, now = session_now(session);

	if (now < session->next_heap || history->failures >= HEAP_FAILURES)
		return false;
	if (history->renamed)
		return true;
	if (history->count + 1 >= session->config->scan.scans)
		return false;
	if (history->count == 0 || history->failures > 0)
		return now >= history->next;
	last = &history->scan[history->count - 1];
	change = fabs(process->series.last_value - last->value);
	return change > HEAP_CHANGE * last->value ||
	    (change > 0 && now >= history->next);
}

static void
heap_look(struct session *session, struct process *process)
{
	if (process->series.count == 0 || process->live.no_memory)
		return;
	if (process->live.heap == NULL)
		process->live.heap = alloc_zeros(1,
		    sizeof(*process->live.heap));
	if (heap_is_due(session, process))
		heap_scan(session, process, NULL);
}

void
heaps_look(struct session *session)
{
	size_t	i;

	if (session->config->scan.scans == 0)
		return;
	for (i = 0; i < session->count; i++)
		heap_look(session, session->alive[i]);
}

/* Unchanged memory needs no other scan. */
void
heaps_look_last(struct session *session)
{
	struct process			*process;
	const struct heap_history	*history;
	size_t				 i;

	for (i = 0; i < session->count; i++) {
		process = session->alive[i];
		history = process->live.heap;
		if (history == NULL || history->failures >= HEAP_FAILURES ||
		    (history->count > 0 && history->failures == 0 &&
		    history->scan[history->count - 1].value ==
		    process->series.last_value))
			continue;
		heap_scan(session, process, NULL);
	}
}

/* Many processes are only counted. */
void
heaps_say(const struct session *session)
{
	const struct heap_history	*history;
	char				 text[64];
	uint64_t			 unread = 0;
	size_t				 i;

	for (i = 0; i < session->count; i++) {
		history = session->alive[i]->live.heap;
		if (history == NULL || history->count > 0 ||
		    history->failures == 0)
			continue;
		unread++;
		snprintf(text, sizeof(text), "heap of %" PRIu64,
		    session->alive[i]->pid);
		if (!session->any)
			complain(text, history->why);
	}
	snprintf(text, sizeof(text), "%" PRIu64 " could not be read", unread);
	if (session->any && unread > 0)
		complain("heaps", text);
}
