/* heaps.c: scans of heaps within a watch, --scans. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "live.h"

/*
 * The first scan comes when the start-up is over: a sixteenth of the samples
 * is cut off as such, and a verdict takes 48.  One more at each doubling, so
 * that a process which ends has had a late one.
 */
#define HEAP_FIRST_SAMPLE 16

static void
heap_scan(struct session *session, struct process *process)
{
	struct heap_parts	*parts = process->live.heap;
	struct scan		*scan = alloc(sizeof(*scan));
	int			 i;

	if (scan_take(scan, (pid_t)process->pid, &session->config->scan) ==
	    SCAN_DONE) {
		for (i = parts->scans == 0 ? 0 : 1; i < 2; i++) {
			parts->lost[i] = (double)scan_lost_bytes(scan);
			parts->reachable[i] =
			    (double)scan->reach.reachable.bytes;
			parts->held[i] = (double)scan->heap.resident;
		}
		parts->scans++;
	} else
		parts->unknown = true;
	scan_free(scan);
	free(scan);
}

void
heap_look(struct session *session, struct process *process)
{
	struct heap_parts	*parts = process->live.heap;
	unsigned		 scans = parts == NULL ? 0 : parts->scans;

	/* The last one is kept for the verdict. */
	if ((int64_t)scans + 1 >= session->config->scan.scans ||
	    (parts != NULL && parts->unknown) || process->series.count <
	    (uint64_t)HEAP_FIRST_SAMPLE << scans)
		return;
	if (parts == NULL)
		process->live.heap = memset(alloc(sizeof(*parts)), 0,
		    sizeof(*parts));
	heap_scan(session, process);
}

void
heaps_look_last(struct session *session)
{
	size_t	i;

	for (i = 0; i < session->count; i++)
		if (session->alive[i]->live.heap != NULL &&
		    !session->alive[i]->live.heap->unknown)
			heap_scan(session, session->alive[i]);
}
