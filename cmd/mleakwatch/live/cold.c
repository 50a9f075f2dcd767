/* cold.c: growth that has not been touched since it was taken, --cold. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "common/alloc.h"
#include "common/stall.h"
#include "live.h"

/*
 * The first look comes when the start-up is over, and one more at each
 * doubling of the samples.  So the last stretch is as long as all before it,
 * and a month of minutes has twelve looks.
 */
#define COLD_FIRST_SAMPLE 16
/*
 * After a look that took t, wait so many t before the next one of the process.
 * It waits meanwhile, and at the next use of its pages as long again: 15 and
 * 18 ms of 256 MiB in small pages, measured in a virtual machine.  So a look
 * takes 0.6 % of its time at most.  See session_used().
 */
#define COLD_WAIT 400

static void
cold_keep(struct cold_parts *cold, const struct mappings_now *now)
{
	if (cold->clears == 1)
		memcpy(cold->memory.first, cold->cleared_bytes,
		    sizeof(cold->memory.first));
	if (cold->readings == 0)
		memcpy(cold->cold.first, now->cold, sizeof(now->cold));
	memcpy(cold->memory.last, cold->cleared_bytes,
	    sizeof(cold->memory.last));
	memcpy(cold->cold.last, now->cold, sizeof(now->cold));
	cold->readings++;
}

static void
cold_fail(struct cold_parts *cold)
{
	cold->unknown = true;
	cold->denied = errno == EACCES || errno == EPERM;
}

static bool
cold_clear(const struct session *session, const struct process *process)
{
	int	result;

	stall_begin((pid_t)process->pid, "clear_refs");
	result = meminfo_referenced_clear(session->proc,
	    (pid_t)process->pid);
	stall_end();
	return result == 0;
}

/* Reads which memory was touched since the last look, and begins anew. */
static void
cold_read(struct session *session, struct process *process, bool last)
{
	struct cold_parts	*cold = process->live.cold;
	struct mappings_now	 now;
	double			 time = process->to;

	if (!mappings_read_process(session, process, &now)) {
		cold_fail(cold);
		return;
	}
	cold->collector |= now.collector;
	if (cold->clears > 0) {
		cold_keep(cold, &now);
		cold->stretch_s = time - cold->cleared;
	}
	if (last)
		return;
	if (process->live.headless || !cold_clear(session, process)) {
		cold_fail(cold);
		return;
	}
	memcpy(cold->cleared_bytes, now.bytes, sizeof(now.bytes));
	cold->cleared = time;
	cold->clears++;
}

void
cold_look(struct session *session, struct process *process)
{
	struct cold_parts	*cold = process->live.cold;
	unsigned		 clears = cold == NULL ? 0 : cold->clears;
	double			 begun;

	if ((cold != NULL && cold->unknown) || clears > 40 ||
	    process->series.count < (uint64_t)COLD_FIRST_SAMPLE << clears ||
	    (cold != NULL && process->to < cold->next))
		return;
	if (cold == NULL)
		process->live.cold = alloc_zeros(1, sizeof(*cold));
	begun = session_used();
	cold_read(session, process, false);
	process->live.cold->next = process->to +
	    COLD_WAIT * (session_used() - begun);
	if (process->live.cold->denied && !session->cold_denied) {
		session->cold_denied = true;
		complain("--cold", "clear_refs: Permission denied (only its "
		    "owner and root may)");
	}
}

/* All memory is cold a moment after it was cleared: that tells nothing. */
void
colds_look_last(struct session *session)
{
	struct process		*process;
	struct cold_parts	*cold;
	size_t			 i;

	for (i = 0; i < session->count; i++) {
		process = session->alive[i];
		cold = process->live.cold;
		if (cold != NULL && !cold->unknown &&
		    process->to - cold->cleared >=
		    cold->stretch_s / 2)
			cold_read(session, process, true);
	}
}
