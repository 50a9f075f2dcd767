/* before.c: the processes of an earlier -T. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/alloc.h"
#include "common/input.h"
#include "common/table.h"
#include "common/tick.h"
#include "common/tsv.h"
#include "choose.h"
#include "diff.h"

/* The columns that are looked for in the file, and the present record. */
struct before {
	struct tsv		 tsv;
	const char		*name[COLUMN_NUMBERS];
	size_t			 number[COLUMN_NUMBERS];
	size_t			 count;
	uint64_t		 found;		/* columns that it has */
};

/* "66000.000" in thousandths. */
static bool
msec_take(const struct tsv_field *field, uint64_t *out)
{
	char	text[32], *end;
	double	value;

	if (field->length >= sizeof(text))
		return false;
	memcpy(text, field->text, field->length);
	text[field->length] = '\0';
	value = strtod(text, &end);
	if (end == text || *end != '\0' || !(value >= 0 && value < 1e15))
		return false;
	*out = (uint64_t)(value * 1000 + 0.5);
	return true;
}

static bool
real_take(const struct tsv_field *field, double *out)
{
	char	text[64], *end;

	if (field->length >= sizeof(text))
		return false;
	memcpy(text, field->text, field->length);
	text[field->length] = '\0';
	*out = strtod(text, &end);
	return end != text && *end == '\0';
}

static bool
signed_take(const struct tsv_field *field, int64_t *out)
{
	struct tsv_field	digits = *field;
	bool			minus = field->length > 0 &&
	    *field->text == '-';
	uint64_t		value;

	if (minus) {
		digits.text++;
		digits.length--;
	}
	if (!tsv_number(&digits, 10, &value) || value > INT64_MAX)
		return false;
	*out = minus ? -(int64_t)value : (int64_t)value;
	return true;
}

static bool
string_take(const struct tsv_field *field, struct rows *rows, const char **out)
{
	char	*text = alloc(field->length + 1);
	size_t	 length = tsv_unsafe(field, text);

	if (length != SIZE_MAX)
		*out = rows_text(rows, text, length);
	free(text);
	return length != SIZE_MAX;
}

/* A cell of the file, as the type of its column is stored. */
static bool
before_cell_take(const struct tsv_field *field, const struct column *column,
    struct rows *rows, struct row *row)
{
	void	*cell = (char *)row + column->offset;

	if (tsv_absent(field))
		return true;
	switch (column->type) {
	case COLUMN_TEXT:
		return string_take(field, rows, cell);
	case COLUMN_MSEC:
	case COLUMN_CPU_TIME:
		return msec_take(field, cell);
	case COLUMN_SHARE:
	case COLUMN_AMOUNT:
		return real_take(field, cell);
	case COLUMN_NUMBER:
	case COLUMN_PRIORITY:
		return signed_take(field, cell);
	default:
		return tsv_number(field, 10, cell);
	}
}

/* 1; 0 where a cell is none of its column. */
static int
before_record_take(const struct mtop *mtop, struct before *before,
    struct rows *rows)
{
	struct row	*row = rows_add(rows);
	size_t		 i;

	*row = mtop->blank;
	row->count = 1;
	for (i = 0; i < before->count; i++) {
		if (before->tsv.field[i].text == NULL)
			continue;
		before->found |= COLUMN_BIT(before->number[i]);
		if (!before_cell_take(&before->tsv.field[i],
		    &columns[before->number[i]], rows, row))
			return 0;
	}
	row->empty = row->rss == 0;
	return 1;
}

/* Names the line, or the file where it cannot be read. */
static void
line_complain(struct mtop *mtop, const struct before *before)
{
	char		 name[OPTIONS_PATH + 32];
	const char	*reason = errno == EBADMSG ?
			    "not what mtop-once -T writes" :
			    RECORDS_LINE_WORDS;

	if (errno != EBADMSG && errno != EMSGSIZE) {
		snprintf(name, sizeof(name), "%s (name a file that mtop-once "
		    "-T wrote)", strerror(errno));
		options_complain(&mtop->options, input_name(mtop->before),
		    name);
		return;
	}
	snprintf(name, sizeof(name), "%s:%llu", input_name(mtop->before),
	    (unsigned long long)before->tsv.lines.number);
	options_complain(&mtop->options, name, reason);
}

/* False: it cannot be read to its end. */
static bool
before_records_read(struct mtop *mtop, struct before *before, int fd,
    struct rows *rows)
{
	int	more;

	tsv_begin(&before->tsv, fd, before->name, before->count);
	while ((more = tsv_next(&before->tsv)) == 1)
		if (before_record_take(mtop, before, rows) == 0) {
			errno = EBADMSG;
			more = -1;
			break;
		}
	if (more == -1)
		line_complain(mtop, before);
	tsv_end(&before->tsv);
	return more == 0;
}

static void
before_columns_choose(struct before *before, uint64_t wanted)
{
	size_t	i;

	before->count = 0;
	before->found = 0;
	for (i = 0; i < COLUMN_NUMBERS; i++) {
		if ((wanted & COLUMN_BIT(i)) == 0 || i == COLUMN_count ||
		    i == COLUMN_change || i == COLUMN_growth ||
		    i == COLUMN_tree)
			continue;
		before->name[before->count] = columns[i].name;
		before->number[before->count++] = i;
	}
}

/*
 * Keep the last of several samples.  After a reboot, pid and start may be those
 * of another process: such rows match none.
 */
static void
samples_drop(const struct mtop *mtop, struct row **list, size_t *count)
{
	uint64_t	last = 0, boot = 0;
	struct timespec	ts;
	size_t		to = 0, i;

	for (i = 0; i < *count; i++)
		if (list[i]->time != CELL_ABSENT && list[i]->time > last)
			last = list[i]->time;
	if (mtop->machine.live && clock_gettime(CLOCK_BOOTTIME, &ts) == 0)
		boot = tick_unix_msec() - (uint64_t)ts.tv_sec * 1000;
	for (i = 0; i < *count; i++) {
		if (list[i]->time != CELL_ABSENT && list[i]->time < last)
			continue;
		if (list[i]->time != CELL_ABSENT && list[i]->time < boot)
			list[i]->start = CELL_ABSENT - 2;
		list[to++] = list[i];
	}
	*count = to;
}

/* The file must tell the rows apart, and how much memory they had. */
static bool
columns_check(struct mtop *mtop, const struct before *before,
    uint64_t needed)
{
	uint64_t	lacks = needed & ~before->found;
	char		reason[128];
	size_t		i;

	for (i = 0; lacks >> i != 0; i++) {
		if ((lacks >> i & 1) == 0)
			continue;
		snprintf(reason, sizeof(reason),
		    "lacks the column %s (write it with -T -o +%s)",
		    columns[i].name, columns[i].name);
		options_complain(&mtop->options, input_name(mtop->before),
		    reason);
		return false;
	}
	return true;
}

static uint64_t
columns_needed(const struct mtop *mtop)
{
	const struct selection	*selection = &mtop->selection;
	uint64_t		 needed = COLUMN_BIT(mtop->basis);

	if (mtop->group == NULL)
		needed |= COLUMN_BIT(COLUMN_pid);
	else if (mtop->group->need == COLUMN_tree)
		needed |= COLUMN_BIT(COLUMN_pid) | COLUMN_BIT(COLUMN_ppid);
	else
		needed |= COLUMN_BIT(mtop->group->need);
	if (selection->users != NULL || selection->any_users != NULL)
		needed |= COLUMN_BIT(COLUMN_uid);
	if (selection->pattern_count > 0)
		needed |= COLUMN_BIT(COLUMN_comm);
	if (selection->cgroup != NULL)
		needed |= COLUMN_BIT(COLUMN_cgroup);
	return needed;
}

struct row **
before_read(struct mtop *mtop, uint64_t wanted, struct rows *rows,
    size_t *count)
{
	struct before	*before = alloc(sizeof(*before));
	uint64_t	 needed = columns_needed(mtop);
	struct row	**list = NULL;
	int		 fd = input_open(mtop->before);
	bool		 read;

	rows_begin(rows);
	if (fd == -1) {
		options_complain_errno(&mtop->options, mtop->before);
		free(before);
		return NULL;
	}
	before_columns_choose(before, wanted | needed |
	    COLUMN_BIT(COLUMN_start) | COLUMN_BIT(COLUMN_time) |
	    COLUMN_BIT(COLUMN_comm));
	read = before_records_read(mtop, before, fd, rows);
	input_close(fd);
	/* Without a header it has been said why. */
	if ((read || before->found != 0) &&
	    columns_check(mtop, before, needed)) {
		list = rows_list(rows);
		*count = rows->count;
		samples_drop(mtop, list, count);
		*count = rows_choose(&mtop->selection, mtop->trees, list,
		    *count);
	}
	free(before);
	return list;
}
