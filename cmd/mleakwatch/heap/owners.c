/* owners.c: mleakwatch --scan --stacks: who allocated what is lost. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/tick.h"
#include "growth.h"
#include "owners.h"

struct owner_row {
	uint64_t	 bytes, blocks;
	const char	*stack, *reach;
};

static const char *const	kind_name[] = { "lost", "reachable" };

const struct column	owner_columns[] = {
	{ "bytes", "BYTES", 11, COLUMN_COUNT, offsetof(struct owner_row,
	    bytes), .help = "that these calls allocated, and which are lost" },
	{ "blocks", "BLOCKS", 9, COLUMN_COUNT, offsetof(struct owner_row,
	    blocks), .help = "of them" },
	{ "stack", "STACK", -24, COLUMN_TEXT, offsetof(struct owner_row,
	    stack), .help = "functions with ; between, the caller last" },
	{ "reach", "REACH", -9, COLUMN_TEXT, offsetof(struct owner_row,
	    reach), .help = "lost; with -i reachable, where something grows" },
	{ .name = NULL }
};

bool
owners_begin(struct owners *owners, pid_t pid,
    const struct scan_options *options)
{
	return stacks_begin(&owners->stacks, pid,
	    (unsigned)options->max_slow);
}

/* A signal that comes while the probes are set ends the window at once. */
static bool
owners_wait(struct owners *owners, int64_t nanoseconds,
    const sigset_t *signals)
{
	const struct timespec	pause = { .tv_nsec = OWNERS_PAUSE };
	struct stacks		*stacks = &owners->stacks;
	int64_t			 end;
	bool			 asked = false;

	while (stacks_state(stacks) == STACKS_OPENING)
		asked |= sigtimedwait(signals, NULL, &pause) != -1;
	if (stacks_state(stacks) >= STACKS_DRAINED)
		return false;
	owners->watching = true;
	end = tick_now() + nanoseconds;
	while (!asked && tick_now() < end &&
	    stacks_state(stacks) == STACKS_WATCHING)
		asked = sigtimedwait(signals, NULL, &pause) != -1;
	return true;
}

/*
 * The signals are blocked before there is a thread that they could be delivered
 * to: it would end the command.
 */
bool
owners_watch(struct owners *owners, pid_t pid,
    const struct scan_options *options)
{
	sigset_t	signals, before;
	bool		watched;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, &before);
	watched = owners_begin(owners, pid, options) &&
	    owners_wait(owners, options->stacks, &signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return watched;
}

void
owners_end(void *context)
{
	struct owners	*owners = context;

	stacks_end(&owners->stacks);
}

static void
owners_join(struct stacks *stacks, const struct scan *scan)
{
	uint64_t	id = 0, address, size;

	while (reach_next(&scan->reach, true, &id, &address, &size))
		stacks_add(stacks, STACKS_LOST, address, size);
}

/* Blocks that are still there, of the groups that grew since the first scan. */
static void
owners_join_kept(struct stacks *stacks, struct scan *scan)
{
	uint64_t	id = 0, address, size;
	size_t		i, count = growth_groups(&scan->kept);

	while (reach_next(&scan->reach, false, &id, &address, &size)) {
		if (!stacks_knows(stacks, address))
			continue;
		for (i = 0; i < count; i++)
			if (groups_same(&scan->kept, &scan->kept.group[i],
			    address, size)) {
				stacks_add(stacks, STACKS_KEPT, address,
				    size);
				break;
			}
	}
}

/* How long it would take at the rate that was seen. */
static void
time_put(const struct stacks *stacks, struct out *out)
{
	uint64_t	named = stacks->named[STACKS_LOST];
	double		seconds = (double)stacks->window / 1e9;
	char		text[160];

	if (named == 0 || named >= LOST_BY_ENOUGH)
		return;
	snprintf(text, sizeof(text), "these are few: at this rate, %d take "
	    "--stacks=%.0f\n", LOST_BY_ENOUGH,
	    ceil(seconds * LOST_BY_ENOUGH / (double)named));
	out_text(out, text);
}

static void
summary_put(const struct stacks *stacks, const struct scan_options *options,
    struct out *out)
{
	char		text[320];
	double		seconds = (double)stacks->window / 1e9;
	uint64_t	calls = stacks_calls(stacks) - stacks->probes.early;

	snprintf(text, sizeof(text), "\ncalls watched for %.1f s: %.0f a "
	    "second; until the scan it took %" PRIu64 " %% of a processor\n"
	    "%" PRIu64 " of %" PRIu64 " lost blocks were allocated in that "
	    "time\n", seconds, seconds > 0 ? (double)calls / seconds : 0,
	    stacks->busy, stacks->named[STACKS_LOST],
	    stacks->asked[STACKS_LOST]);
	out_text(out, text);
	time_put(stacks, out);
	if (stacks->slow) {
		snprintf(text, sizeof(text), "ended early: it took more than "
		    "%" PRId64 " %% (--max-slow)\n", options->max_slow);
		out_text(out, text);
	}
	if (stacks_missed(stacks) > 0) {
		snprintf(text, sizeof(text), "%" PRIu64 " calls were missed: "
		    "as many blocks may have another owner\n",
		    stacks_missed(stacks));
		out_text(out, text);
	}
	if (stacks->full)
		out_text(out, "ended early: no memory for more calls\n");
	if (stacks->chained > 0 && stacks->complete * 100 <
	    stacks->chained * 99) {
		snprintf(text, sizeof(text), "%" PRIu64 " %% of the stacks "
		    "reach the beginning of their thread\n",
		    stacks->complete * 100 / stacks->chained);
		out_text(out, text);
	}
}

static void
stack_put(struct stacks *stacks, enum stacks_kind kind, size_t i,
    uint64_t all, struct out *out)
{
	const struct stacks_group	*group = stacks_groups(stacks) + i;
	struct grow			 calls = { .used = 0 };
	const char			*folded;
	char				 text[96];

	snprintf(text, sizeof(text), "\n%" PRIu64 " bytes in %" PRIu64
	    " block%s, %.0f %% of these:\n", group->bytes[kind], group->blocks[kind],
	    group->blocks[kind] == 1 ? "" : "s",
	    100 * (double)group->bytes[kind] / (double)all);
	out_text(out, text);
	folded = stacks_folded(stacks, i, &calls);
	if (folded != NULL)
		lost_calls_put(out, folded, 4);
	grow_free(&calls);
}

static void
stacks_text(struct stacks *stacks, enum stacks_kind kind, size_t count,
    struct out *out)
{
	uint64_t	all = 0;
	size_t		i;

	for (i = 0; i < count; i++)
		all += stacks_groups(stacks)[i].bytes[kind];
	for (i = 0; i < count && i < LOST_BY_STACKS; i++)
		stack_put(stacks, kind, i, all, out);
	if (i < count) {
		out_text(out, "\nand ");
		out_number(out, count - i, 0);
		out_text(out, " more stacks (-T lists all)\n");
	}
}

static void
stacks_rows(struct stacks *stacks, enum stacks_kind kind, size_t count,
    struct table *table)
{
	struct grow		text = { .used = 0 };
	struct owner_row	row;
	size_t			i;

	for (i = 0; i < count; i++) {
		row.bytes = stacks_groups(stacks)[i].bytes[kind];
		row.blocks = stacks_groups(stacks)[i].blocks[kind];
		row.reach = kind_name[kind];
		row.stack = stacks_folded(stacks, i, &text);
		table_row(table, &row);
	}
	grow_free(&text);
}

/* Few enough to list stacks, as the text says above them. */
static void
missed_complain(const struct stacks *stacks)
{
	char	name[32], reason[128];

	if (stacks_missed(stacks) == 0)
		return;
	snprintf(name, sizeof(name), "%d: --stacks", (int)stacks->pid);
	snprintf(reason, sizeof(reason), "%" PRIu64 " of %" PRIu64 " calls "
	    "were missed: as many blocks may have another owner",
	    stacks_missed(stacks), stacks_calls(stacks));
	complain(name, reason);
}

/* A call that was missed may have returned any block. */
static void
unsure_complain(const struct stacks *stacks, const char *why)
{
	char	name[32], reason[STACKS_WHY + 64];

	snprintf(name, sizeof(name), "%d: --stacks", (int)stacks->pid);
	snprintf(reason, sizeof(reason), "%s: no stacks are listed; try a "
	    "shorter time", why);
	complain(name, reason);
}

static void
kind_print(struct stacks *stacks, enum stacks_kind kind, struct table *table)
{
	size_t	count = stacks_sort(stacks, kind);

	if (table->tsv)
		stacks_rows(stacks, kind, count, table);
	else
		stacks_text(stacks, kind, count, table->out);
}

void
owners_print(struct owners *owners, struct scan *scan,
    const struct scan_options *options, struct table *table)
{
	struct stacks	*stacks = &owners->stacks;
	char		 text[STACKS_WHY];

	if (!owners->watching)
		return;
	if (stacks_unsure(stacks, text)) {
		unsure_complain(stacks, text);
		return;
	}
	owners_join(stacks, scan);
	if (options->interval > 0 && scan->has_kept)
		owners_join_kept(stacks, scan);
	if (table->tsv)
		missed_complain(stacks);
	else
		summary_put(stacks, options, table->out);
	kind_print(stacks, STACKS_LOST, table);
	if (options->interval == 0)
		return;
	if (!table->tsv) {
		snprintf(text, sizeof(text), "\n%" PRIu64 " reachable blocks "
		    "of the groups that grew were allocated in that time\n",
		    stacks->named[STACKS_KEPT]);
		out_text(table->out, text);
	}
	kind_print(stacks, STACKS_KEPT, table);
}

bool
owners_take(struct owners *owners, const struct scan *scan,
    struct lost_by *lost_by)
{
	struct stacks	*stacks = &owners->stacks;
	struct grow	 text = { .used = 0 };
	const char	*calls;
	char		 why[STACKS_WHY];
	size_t		 i, count;

	if (stacks->failed || stacks_unsure(stacks, why))
		return false;
	owners_join(stacks, scan);
	count = stacks_sort(stacks, STACKS_LOST);
	for (i = 0; i < count; i++) {
		calls = stacks_folded(stacks, i, &text);
		if (calls != NULL)
			lost_by_add(lost_by, calls,
			    stacks_groups(stacks)[i].bytes[STACKS_LOST],
			    stacks_groups(stacks)[i].blocks[STACKS_LOST]);
	}
	grow_free(&text);
	lost_by_sort(lost_by);
	lost_by->lost = stacks->asked[STACKS_LOST];
	lost_by->seconds += (double)stacks->window / 1e9;
	lost_by->slow |= stacks->slow;
	return true;
}

void
owners_free(struct owners *owners)
{
	stacks_free(&owners->stacks);
}
