/* diff.c: --diff, what changed between two readings of a process. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diff.h"

/* The two readings, and what they come to. */
struct map_diff {
	struct mpmap		*mpmap;
	struct table		*table;
	struct order		 order;		/* empty: by address */
	const struct snapshot	*before_of;
	const struct snapshot	*after_of;
	struct run		 before;
	struct run		 after;
	struct grow		 rows;		/* of struct diff_row */
	struct tally		 total[2];
};

static const char *
text_or_null(const char *text)
{
	return text == NULL || *text == '\0' ? NULL : text;
}

static bool
in_range(const struct mpmap *mpmap, uint64_t start, uint64_t end)
{
	return start <= mpmap->high && end - 1 >= mpmap->low;
}

/* A row that is as it was is not shown, but counts in the total. */
static bool
diff_add(struct map_diff *diff, const struct diff_row *row,
    const struct tally side[2])
{
	int	i;

	for (i = 0; i < 2; i++)
		tally_add(&diff->total[i], &side[i]);
	return row->change == NULL ||
	    grow_copy(&diff->rows, row, sizeof(*row));
}

/* --- by address ---------------------------------------------------------- */

static bool
match_add(struct map_diff *diff, const struct match *match)
{
	const struct snapshot	*of = match->side[AFTER].count > 0 ?
	    diff->after_of : diff->before_of;
	struct diff_row		 row = diff_row_of(&diff->after, match->side);

	row.start = match->start;
	row.end = match->end;
	row.perms = text_or_null(snapshot_text(of, match->record->perms));
	row.kind = text_or_null(snapshot_text(of, match->record->kind));
	row.path = text_or_null(snapshot_text(of, match->record->path));
	return diff_add(diff, &row, match->side);
}

static bool
addresses_compare(struct map_diff *diff)
{
	struct grow		 matches = { NULL, 0, 0 };
	const struct match	*match;
	size_t			 count, i;
	bool			 good;

	good = match_runs(diff->before_of, &diff->before, diff->after_of,
	    &diff->after, &matches, &count);
	match = (const struct match *)(const void *)matches.bytes;
	for (i = 0; good && i < count; i++)
		if (in_range(diff->mpmap, match[i].low, match[i].high))
			good = match_add(diff, &match[i]);
	grow_free(&matches);
	return good;
}

/* --- by a key ------------------------------------------------------------ */

static bool
side_sum(const struct map_diff *diff, struct key_groups *groups, enum side side,
    char *buffer)
{
	const struct snapshot	*of = side == AFTER ? diff->after_of :
	    diff->before_of;
	const struct run	*run = side == AFTER ? &diff->after :
	    &diff->before;
	const struct snapshot_record	*record;
	struct tally		*tally;
	const char		*key;
	size_t			 i;

	for (i = 0; i < run->count; i++) {
		record = &run->record[i];
		if (!in_range(diff->mpmap, record->start, record->end))
			continue;
		key = key_of(diff->mpmap->group,
		    snapshot_text(of, record->path),
		    snapshot_text(of, record->kind),
		    snapshot_text(of, record->perms), buffer);
		tally = groups_at(groups, key == NULL ? "" : key, side);
		if (tally == NULL)
			return false;
		tally_count(tally, &record->figures);
	}
	return true;
}

static void
key_put(const struct map_diff *diff, struct diff_row *row, const char *key)
{
	switch (diff->mpmap->group) {
	case KEY_KIND:
		row->kind = key;
		break;
	case KEY_PERMS:
		row->perms = key;
		break;
	case KEY_NAME:
		row->name = key;
		break;
	default:
		row->path = key;
	}
}

static bool
diff_groups_compare(struct map_diff *diff, const struct key_groups *groups)
{
	const struct key_group	*group = groups_list(groups);
	struct diff_row		 row;
	size_t			 i;

	for (i = 0; i < groups->count; i++) {
		row = diff_row_of(&diff->after, group[i].side);
		key_put(diff, &row, text_or_null(groups_key(groups,
		    &group[i])));
		if (!diff_add(diff, &row, group[i].side))
			return false;
	}
	return true;
}

/* A path as the kernel wrote it, or one of a file, which is not longer. */
static bool
keys_compare(struct map_diff *diff, struct key_groups *groups)
{
	size_t	size = diff->before_of->text.used + diff->after_of->text.used;
	char	*buffer = malloc(size + 1);
	bool	 good;

	good = buffer != NULL && side_sum(diff, groups, BEFORE, buffer) &&
	    side_sum(diff, groups, AFTER, buffer) &&
	    diff_groups_compare(diff, groups);
	free(buffer);
	return good;
}

/* --- rows ---------------------------------------------------------------- */

static void
diff_total_show(const struct map_diff *diff)
{
	struct diff_row	row = diff_row_of(&diff->after, diff->total);

	if (diff->mpmap->group != KEY_NONE)
		key_put(diff, &row, "total");
	else if (table_has(diff->table, "kind"))
		row.kind = "total";
	else
		row.path = "total";
	table_row(diff->table, &row);
}

static void
diff_print(struct map_diff *diff)
{
	table_header(diff->table);
	diff->table->header = false;
	if (sorted_print(diff->mpmap, diff->table, &diff->order,
	    diff->rows.bytes, sizeof(struct diff_row), diff->rows.used /
	    sizeof(struct diff_row)) && diff->mpmap->total)
		diff_total_show(diff);
}

static void
run_compare(struct map_diff *diff)
{
	struct key_groups	groups = { .count = 0 };
	bool		good;

	if (!before_find(diff->before_of, diff->mpmap, &diff->after,
	    &diff->before))
		return;
	tally_clear(&diff->total[BEFORE]);
	tally_clear(&diff->total[AFTER]);
	diff->rows.used = 0;
	good = diff->mpmap->group == KEY_NONE ? addresses_compare(diff) :
	    keys_compare(diff, &groups);
	if (good)
		diff_print(diff);
	else
		options_complain_errno(&diff->mpmap->options, "memory");
	sums_groups_free(&groups);
}

/* The last one of several readings of a process counts. */
static void
after_compare(struct map_diff *diff)
{
	struct run	last;
	size_t		at = 0;

	while (snapshot_run(diff->after_of, &at, &diff->after))
		if (snapshot_last(diff->after_of, diff->after.pid, &last) &&
		    last.record == diff->after.record)
			run_compare(diff);
}

static void
operand_compare(struct map_diff *diff, struct snapshot *after,
    const char *operand)
{
	pid_t	pid;
	bool	good;

	*after = (struct snapshot){ .live = false };
	if (pid_parse(operand, &pid))
		good = snapshot_process(after, diff->mpmap, pid);
	else
		good = snapshot_file(after, diff->mpmap, operand);
	if (good)
		after_compare(diff);
	snapshot_free(after);
}

void
mappings_diff_show(struct mpmap *mpmap, struct out *out)
{
	struct snapshot	before = { .live = false }, after;
	struct table	table;
	struct map_diff	diff = {
		.mpmap = mpmap, .table = &table, .before_of = &before,
		.after_of = &after
	};
	char		**operand = mpmap->operand;

	diff_table(mpmap, &table, &diff.order, out);
	if (snapshot_file(&before, mpmap, mpmap->diff))
		for (; *operand != NULL; operand++)
			operand_compare(&diff, &after, *operand);
	grow_free(&diff.rows);
	snapshot_free(&before);
}
