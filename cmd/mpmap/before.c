/* before.c: the earlier reading that a reading is compared with. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "common/input.h"
#include "snapshot.h"

/* The last reading, if all are of one process. */
static bool
run_only(const struct snapshot *snapshot, struct run *out)
{
	struct run	run;
	size_t		at = 0;
	bool		found = false;

	while (snapshot_run(snapshot, &at, &run)) {
		if (found && run.pid != out->pid)
			return false;
		*out = run;
		found = true;
	}
	return found;
}

/* Comparing two processes is allowed, but say so. */
static void
another_said(struct mpmap *mpmap, const struct run *before,
    const struct run *after)
{
	const char	*name = input_name(mpmap->diff);
	char		 reason[128];

	if (before->pid == MEMINFO_ABSENT || after->pid == MEMINFO_ABSENT)
		return;
	snprintf(reason, sizeof(reason), "of process %llu, not of %llu",
	    (unsigned long long)before->pid, (unsigned long long)after->pid);
	if (before->pid != after->pid)
		complain(name, reason);
	else if (before->pid_start != after->pid_start &&
	    before->pid_start != MEMINFO_ABSENT &&
	    after->pid_start != MEMINFO_ABSENT)
		options_complain(&mpmap->options, name,
		    "of an earlier process that had the same pid");
}

bool
before_find(const struct snapshot *snapshot, struct mpmap *mpmap,
    const struct run *after, struct run *before)
{
	char	reason[128] = "several processes";

	if (snapshot_last(snapshot, after->pid, before) ||
	    run_only(snapshot, before)) {
		another_said(mpmap, before, after);
		return true;
	}
	if (after->pid != MEMINFO_ABSENT)
		snprintf(reason, sizeof(reason), "nothing of process %llu",
		    (unsigned long long)after->pid);
	options_complain(&mpmap->options, input_name(mpmap->diff), reason);
	return false;
}
