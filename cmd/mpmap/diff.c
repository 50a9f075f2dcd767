/* diff.c: --diff, what changed between two snapshots of a process. */
#include <string.h>

#include "diff.h"

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

static void
diff_total_add(struct diff *diff, const struct tally side[2])
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
diff_total_show(const struct diff *diff)
{
	struct diff_row	row = diff_row_of(&diff->after, diff->total);
	const char	*key = diff->mpmap->group;

	if (key != NULL && strcmp(key, "perms") == 0)
		row.perms = "total";
	else if (table_has(diff->table, "kind"))
		row.kind = "total";
	else
		row.path = "total";
	table_row(diff->table, &row);
}

static const char *
name_of(const char *text)
{
	return text == NULL || *text == '\0' ? NULL : text;
}

static bool
in_range(const struct mpmap *mpmap, uint64_t start, uint64_t end)
{
	return start <= mpmap->high && end - 1 >= mpmap->low;
}

static bool
diff_by_address(struct diff *diff)
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
		if (!in_range(diff->mpmap, match->low, match->high))
			continue;
		of = match->side[AFTER].count > 0 ? diff->after_of :
		    diff->before_of;
		row = diff_row_of(&diff->after, match->side);
		row.start = match->start;
		row.end = match->end;
		row.perms = name_of(snapshot_text(of, match->record->perms));
		row.kind = name_of(snapshot_text(of, match->record->kind));
		row.path = name_of(snapshot_text(of, match->record->path));
		if (row.change != NULL)
			table_row(diff->table, &row);
		diff_total_add(diff, match->side);
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
		if (!in_range(diff->mpmap, record->start, record->end))
			continue;
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
diff_groups_print(struct diff *diff, struct groups *groups)
{
	const struct mpmap	*mpmap = diff->mpmap;
	const struct group	*group;
	struct diff_row		 row;
	const char		*key;
	int64_t			 shown = 0;
	size_t			 i;

	for (i = 0; i < groups->count; i++) {
		group = &groups_list(groups)[i];
		key = name_of(groups_key(groups, group));
		row = diff_row_of(&diff->after, group->side);
		row.path = group_key(mpmap, key, NULL, NULL);
		row.kind = group_key(mpmap, NULL, key, NULL);
		row.perms = group_key(mpmap, NULL, NULL, key);
		diff_total_add(diff, group->side);
		if (row.change != NULL &&
		    (mpmap->limit == 0 || shown++ < mpmap->limit))
			table_row(diff->table, &row);
	}
}

static bool
diff_by_key(struct diff *diff)
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
		row = diff_row_of(&diff->after, group[i].side);
		group[i].rank = rank_of(diff->mpmap, by, &row);
	}
	if (good) {
		groups_sort(&groups);
		diff_groups_print(diff, &groups);
	}
	groups_free(&groups);
	return good;
}

static void
run_show(struct diff *diff)
{
	bool	grouped = diff->mpmap->group != NULL;

	diff->total[BEFORE].count = diff->total[AFTER].count = 0;
	if (!before_find(diff->before_of, diff->mpmap, &diff->after,
	    &diff->before))
		return;
	table_header(diff->table);
	diff->table->header = false;
	if (!(grouped ? diff_by_key(diff) : diff_by_address(diff)))
		options_complain_errno(&diff->mpmap->options, "the table");
	else if (diff->mpmap->total)
		diff_total_show(diff);
}

static void
after_show(struct diff *diff)
{
	struct run	last;
	size_t		at = 0;

	while (snapshot_run(diff->after_of, &at, &diff->after))
		if (snapshot_last(diff->after_of, diff->after.pid, &last) &&
		    last.record == diff->after.record)
			run_show(diff);
}

static void
operand_show(struct diff diff, const char *operand)
{
	struct snapshot	after = { .live = false };
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
	struct snapshot	before = { .live = false };
	struct diff	diff = {
		.mpmap = mpmap, .table = table, .before_of = &before
	};

	if (snapshot_file(&before, mpmap, mpmap->diff))
		for (; *operand != NULL; operand++)
			operand_show(diff, *operand);
	snapshot_free(&before);
}
