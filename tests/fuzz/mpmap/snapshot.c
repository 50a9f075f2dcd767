/* snapshot.c: any bytes as a table of mpmap -T, compared with itself. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

#include "mpmap/snapshot.h"

static void
run_check(const struct snapshot *snapshot, const struct run *run)
{
	size_t	i;

	for (i = 0; i < run->count; i++) {
		HOLDS(run->record[i].start < run->record[i].end);
		HOLDS(run->record[i].pid == run->pid);
		HOLDS(i == 0 ||
		    run->record[i].start > run->record[i - 1].start);
		HOLDS(run->record[i].path == 0 ||
		    run->record[i].path < snapshot->text.used);
	}
}

/* Every mapping of both sides is in one match, and none is invented. */
static void
match_check(const struct snapshot *snapshot, const struct run *before,
    const struct run *after)
{
	struct grow		 matches = { NULL, 0, 0 };
	const struct match	*match;
	size_t			 count, i, found[2] = { 0, 0 };

	HOLDS(match_runs(snapshot, before, snapshot, after, &matches,
	    &count));
	match = (const struct match *)(const void *)matches.bytes;
	for (i = 0; i < count; i++) {
		HOLDS(match[i].low <= match[i].start);
		HOLDS(match[i].start < match[i].end);
		HOLDS(match[i].end <= match[i].high);
		found[BEFORE] += match[i].side[BEFORE].count;
		found[AFTER] += match[i].side[AFTER].count;
	}
	HOLDS(found[BEFORE] == before->count);
	HOLDS(found[AFTER] == after->count);
	grow_free(&matches);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snapshot	snapshot = { .live = false };
	struct run	run, last = { .count = 0 };
	size_t		at = 0, records = 0;

	if (snapshot_parse(&snapshot, (const char *)data, size) == 0) {
		while (snapshot_run(&snapshot, &at, &run)) {
			run_check(&snapshot, &run);
			match_check(&snapshot, &last, &run);
			records += run.count;
			last = run;
		}
		HOLDS(records * sizeof(struct snapshot_record) ==
		    snapshot.records.used);
	}
	snapshot_free(&snapshot);
	return 0;
}
