/* diff.c: --diff, what changed between two snapshots of a process. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "snapshot.h"

struct diff_row {
	uint64_t	 pid;
	const char	*change;
	uint64_t	 size_change;
	uint64_t	 rss_change;
	uint64_t	 pss_change;
	uint64_t	 swap_change;
	uint64_t	 start;
	uint64_t	 end;
	const char	*perms;
	const char	*kind;
	const char	*path;
	uint64_t	 pid_start;
};

#define CELL(member, title, width, type, help) { #member, title, width, type, \
	offsetof(struct diff_row, member), help, 0 }

const struct column diff_columns[] = {
	CELL(pid, "pid", 7, COLUMN_COUNT, "the process"),
	CELL(change, "change", -6, COLUMN_TEXT, "new, gone, grown, shrunk"),
	CELL(size_change, "size", 8, COLUMN_BYTES, "after - before"),
	CELL(rss_change, "rss", 8, COLUMN_BYTES, "after - before"),
	CELL(pss_change, "pss", 8, COLUMN_BYTES, "after - before"),
	CELL(swap_change, "swap", 8, COLUMN_BYTES, "after - before"),
	CELL(start, "start", 16, COLUMN_ADDRESS, "first address"),
	CELL(end, "end", 16, COLUMN_ADDRESS, "the address behind the last"),
	CELL(perms, "perms", -5, COLUMN_TEXT, "r, w, x; p private, s shared"),
	CELL(kind, "kind", -8, COLUMN_TEXT, "what it is for"),
	CELL(path, "path", -1, COLUMN_TEXT, "what is mapped"),
	CELL(pid_start, "pid_start", 10, COLUMN_COUNT,
	    "when the process began: ticks since boot"),
	{ NULL, NULL, 0, COLUMN_COUNT, 0, NULL, 0 }
};

/* The two snapshots of one process, and what they come to. */
struct diff {
	struct mpmap		*mpmap;
	struct table		*table;
	const struct snapshot	*before_of;
	const struct snapshot	*after_of;
	struct run		 before;
	struct run		 after;
	struct tally		 total[2];
};

void
diff_table(struct mpmap *mpmap, struct table *table, struct out *out)
{
	const char	*key = mpmap->group;
	char		 list[256];

	snprintf(list, sizeof(list), "%schange,size_change,rss_change,"
	    "pss_change,swap_change,%s%s", mpmap->options.tsv ? "pid," : "",
	    key != NULL ? key : mpmap->options.tsv ?
	    "start,end,perms,kind,path" : "start,perms,path",
	    mpmap->options.tsv ? ",pid_start" : "");
	options_table(&mpmap->options, table, out, diff_columns, list);
	table->size.power = 1;
	if (key != NULL)
		sort_column(mpmap, diff_columns, "_change", "rss");
}

/* A side that has no such mapping has none of its memory either. */
static uint64_t
difference(const struct tally side[2], size_t figure)
{
	struct tally	copy[2] = { side[BEFORE], side[AFTER] };
	uint64_t	value[2];
	int		i;

	for (i = 0; i < 2; i++) {
		value[i] = copy[i].count == 0 ? 0 :
		    *figures_at(&copy[i].figures, figure);
		if (value[i] == MEMINFO_ABSENT)
			return CELL_ABSENT;
	}
	return value[AFTER] - value[BEFORE];
}

#define NUMBER(member) (offsetof(struct figures, member) / sizeof(uint64_t))

/* NULL: nothing has.  Where the size is the same, what is resident tells. */
static const char *
change_of(const struct tally side[2], const struct diff_row *row)
{
	const uint64_t	value[] = {
		row->size_change, row->rss_change, row->swap_change,
		row->pss_change
	};
	size_t		i;

	if (side[BEFORE].count == 0)
		return side[AFTER].count == 0 ? NULL : "new";
	if (side[AFTER].count == 0)
		return "gone";
	for (i = 0; i < COUNT_OF(value); i++)
		if (value[i] != 0 && value[i] != CELL_ABSENT)
			return (int64_t)value[i] > 0 ? "grown" : "shrunk";
	return NULL;
}

static struct diff_row
row_of(const struct diff *diff, const struct tally side[2])
{
	struct diff_row	row = {
		.pid = diff->after.record->pid,
		.size_change = difference(side, NUMBER(size)),
		.rss_change = difference(side, NUMBER(rss)),
		.pss_change = difference(side, NUMBER(pss)),
		.swap_change = difference(side, NUMBER(swap)),
		.start = CELL_EMPTY,
		.end = CELL_EMPTY,
		.pid_start = diff->after.record->pid_start,
	};

	row.change = change_of(side, &row);
	return row;
}

static void
total_add(struct diff *diff, const struct tally side[2])
{
	int	i;

	for (i = 0; i < 2; i++) {
		if (side[i].count == 0)
			continue;
		if (diff->total[i].count == 0)
			figures_absent(&diff->total[i].figures);
		diff->total[i].count += side[i].count;
		figures_add(&diff->total[i].figures, &side[i].figures);
	}
}

static void
total_show(const struct diff *diff)
{
	struct diff_row	row = row_of(diff, diff->total);
	const char	*key = diff->mpmap->group;

	if (key != NULL && strcmp(key, "path") == 0)
		row.path = "total";
	else if (key != NULL && strcmp(key, "perms") == 0)
		row.perms = "total";
	else
		row.kind = "total";
	table_row(diff->table, &row);
}

static const char *
name(const char *text)
{
	return text == NULL || *text == '\0' ? NULL : text;
}

static bool
by_address(struct diff *diff)
{
	struct grow		 matches = { NULL, 0, 0 };
	const struct match	*match;
	const struct snapshot	*of;
	struct diff_row		 row;
	size_t			 count, i;

	if (!match_runs(diff->before_of, &diff->before, diff->after_of,
	    &diff->after, &matches, &count)) {
		grow_free(&matches);
		return false;
	}
	for (i = 0; i < count; i++) {
		match = &((const struct match *)(void *)matches.bytes)[i];
		of = match->side[AFTER].count > 0 ? diff->after_of :
		    diff->before_of;
		row = row_of(diff, match->side);
		row.start = match->start;
		row.end = match->end;
		row.perms = name(snapshot_text(of, match->record->perms));
		row.kind = name(snapshot_text(of, match->record->kind));
		row.path = name(snapshot_text(of, match->record->path));
		if (row.change != NULL)
			table_row(diff->table, &row);
		total_add(diff, match->side);
	}
	grow_free(&matches);
	return true;
}

static bool
group_side(const struct diff *diff, struct groups *groups, enum side side)
{
	const struct snapshot	*of = side == AFTER ? diff->after_of :
	    diff->before_of;
	const struct run	*run = side == AFTER ? &diff->after :
	    &diff->before;
	const struct record	*record;
	struct tally		*tally;
	const char		*key;
	size_t			 i;

	for (i = 0; i < run->count; i++) {
		record = &run->record[i];
		key = group_key(diff->mpmap, snapshot_text(of, record->path),
		    snapshot_text(of, record->kind),
		    snapshot_text(of, record->perms));
		tally = groups_at(groups, key == NULL ? "" : key, side);
		if (tally == NULL)
			return false;
		tally->count++;
		figures_add(&tally->figures, &record->figures);
	}
	return true;
}

static void
groups_print(struct diff *diff, struct groups *groups)
{
	const struct mpmap	*mpmap = diff->mpmap;
	const struct group	*group;
	struct diff_row		 row;
	const char		*key;
	int64_t			 shown = 0;
	size_t			 i;

	for (i = 0; i < groups->count; i++) {
		group = &groups_list(groups)[i];
		key = name(groups_key(groups, group));
		row = row_of(diff, group->side);
		row.path = group_key(mpmap, key, NULL, NULL);
		row.kind = group_key(mpmap, NULL, key, NULL);
		row.perms = group_key(mpmap, NULL, NULL, key);
		total_add(diff, group->side);
		if (row.change != NULL &&
		    (mpmap->limit == 0 || shown++ < mpmap->limit))
			table_row(diff->table, &row);
	}
}

static bool
by_key(struct diff *diff)
{
	const struct column	*by = sort_column(diff->mpmap, diff_columns,
	    "_change", "rss");
	struct groups		 groups = { .count = 0 };
	struct group		*group;
	struct diff_row		 row;
	size_t			 i;
	bool			 good;

	good = group_side(diff, &groups, BEFORE) &&
	    group_side(diff, &groups, AFTER);
	group = groups_list(&groups);
	for (i = 0; good && i < groups.count; i++) {
		row = row_of(diff, group[i].side);
		group[i].rank = rank_of(by, &row);
	}
	if (good) {
		groups_sort(&groups);
		groups_print(diff, &groups);
	}
	groups_free(&groups);
	return good;
}

/* The last reading of that process. */
static bool
run_find(const struct snapshot *snapshot, uint64_t pid, struct run *out)
{
	struct run	run;
	size_t		at = 0;
	bool		found = false;

	while (snapshot_run(snapshot, &at, &run))
		if (run.record->pid == pid) {
			*out = run;
			found = true;
		}
	return found;
}

/* The last reading of the only process there is. */
static bool
run_only(const struct snapshot *snapshot, struct run *out)
{
	struct run	run;
	size_t		at = 0;
	uint64_t	pid = MEMINFO_ABSENT;
	bool		found = false;

	while (snapshot_run(snapshot, &at, &run)) {
		if (found && run.record->pid != pid)
			return false;
		pid = run.record->pid;
		*out = run;
		found = true;
	}
	return found;
}

static bool
before_find(struct diff *diff)
{
	const struct record	*after = diff->after.record, *before;
	char			 reason[128];

	if (!run_find(diff->before_of, after->pid, &diff->before) &&
	    !run_only(diff->before_of, &diff->before)) {
		snprintf(reason, sizeof(reason), "nothing of process %llu",
		    (unsigned long long)after->pid);
		mpmap_complain(diff->mpmap, diff->mpmap->diff, reason);
		return false;
	}
	before = diff->before.record;
	snprintf(reason, sizeof(reason), "of process %llu, not of %llu",
	    (unsigned long long)before->pid, (unsigned long long)after->pid);
	if (before->pid != after->pid)
		mpmap_complain(diff->mpmap, diff->mpmap->diff, reason);
	else if (before->pid_start != after->pid_start &&
	    before->pid_start != MEMINFO_ABSENT &&
	    after->pid_start != MEMINFO_ABSENT)
		mpmap_complain(diff->mpmap, diff->mpmap->diff,
		    "of an earlier process that had the same pid");
	return true;
}

static void
run_show(struct diff *diff)
{
	bool	grouped = diff->mpmap->group != NULL;

	diff->total[BEFORE].count = diff->total[AFTER].count = 0;
	if (!before_find(diff))
		return;
	table_header(diff->table);
	diff->table->header = false;
	if (!(grouped ? by_key(diff) : by_address(diff)))
		mpmap_complain_errno(diff->mpmap, "the table");
	else if (diff->mpmap->total)
		total_show(diff);
}

static void
after_show(struct diff *diff)
{
	struct run	last;
	size_t		at = 0;

	while (snapshot_run(diff->after_of, &at, &diff->after))
		if (run_find(diff->after_of, diff->after.record->pid, &last) &&
		    last.record == diff->after.record)
			run_show(diff);
}

static void
operand_show(struct diff diff, const char *operand)
{
	struct snapshot	after = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	pid_t		pid;
	bool		good;

	if (pid_parse(operand, &pid))
		good = snapshot_process(&after, diff.mpmap, pid);
	else
		good = snapshot_file(&after, diff.mpmap, operand);
	diff.after_of = &after;
	if (good)
		after_show(&diff);
	snapshot_free(&after);
}

void
diff_show(struct mpmap *mpmap, struct table *table, char **operand)
{
	struct snapshot	before = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct diff	diff = {
		.mpmap = mpmap, .table = table, .before_of = &before
	};

	if (snapshot_file(&before, mpmap, mpmap->diff))
		for (; *operand != NULL; operand++)
			operand_show(diff, *operand);
	snapshot_free(&before);
}
