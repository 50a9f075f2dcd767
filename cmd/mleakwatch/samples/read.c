/* read.c: samples from TSV. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "common/list.h"
#include "common/tsv.h"
#include "mleakwatch/judge/judge.h"
#include "samples.h"

enum part {
	PART_NONE,
	PART_TIME,
	PART_HOST,
	PART_COMM,
	PART_CPUTIME,
	PART_BOOT,
	PART_VERDICT,
	/* For any series: struct series_columns. */
	PART_KEY,
	PART_VALUE,
	PART_WORK,
	/* Whole numbers from here on. */
	PART_PID,
	PART_START,
	PART_ANON,
	PART_RSS,
	PART_SWAP,
	PART_SHMEM,
	PART_VIRT,
	PART_HUGETLB,
	PARTS
};

static const char *const	part_name[PARTS] = {
	[PART_NONE] = "",
	[PART_TIME] = "time",
	[PART_HOST] = "host",
	[PART_COMM] = "comm",
	[PART_CPUTIME] = "cputime",
	[PART_BOOT] = "boot",
	[PART_VERDICT] = "verdict",
	[PART_KEY] = "key",
	/* Named by the user. */
	[PART_VALUE] = "",
	[PART_WORK] = "",
	[PART_PID] = "pid",
	[PART_START] = "start",
	[PART_ANON] = "anon",
	[PART_RSS] = "rss",
	[PART_SWAP] = "swap",
	[PART_SHMEM] = "shmem",
	[PART_VIRT] = "virt",
	[PART_HUGETLB] = "hugetlb",
};

static const size_t	part_offset[PARTS] = {
	[PART_PID] = offsetof(struct sample, pid),
	[PART_START] = offsetof(struct sample, start),
	[PART_ANON] = offsetof(struct sample, anon),
	[PART_RSS] = offsetof(struct sample, rss),
	[PART_SWAP] = offsetof(struct sample, swap),
	[PART_SHMEM] = offsetof(struct sample, shmem),
	[PART_VIRT] = offsetof(struct sample, virt),
	[PART_HUGETLB] = offsetof(struct sample, hugetlb),
};

void
samples_begin(struct samples *samples, samples_taker *take, void *to)
{
	memset(samples, 0, sizeof(*samples));
	samples->take = take;
	samples->to = to;
}

static const struct sample	sample_absent = {
	.start = MEMINFO_ABSENT, .pid = MEMINFO_ABSENT,
	.anon = MEMINFO_ABSENT, .rss = MEMINFO_ABSENT,
	.swap = MEMINFO_ABSENT, .shmem = MEMINFO_ABSENT,
	.virt = MEMINFO_ABSENT, .hugetlb = MEMINFO_ABSENT,
	.cputime = (double)NAN, .work = (double)NAN, .value = (double)NAN,
	.verdict = VERDICT_NONE
};

/* --- headers --- */

static enum part
part_of(const char *text, size_t length)
{
	int	i;

	for (i = PART_TIME; i < PARTS; i++)
		if (strlen(part_name[i]) == length &&
		    memcmp(part_name[i], text, length) == 0)
			return (enum part)i;
	return PART_NONE;
}

static bool
text_is(const char *text, size_t length, const char *name)
{
	return name != NULL && strlen(name) == length &&
	    memcmp(name, text, length) == 0;
}

static bool
list_names(const char *list, const char *text, size_t length)
{
	const char	*item;
	size_t		 size;

	while (list_next(&list, &item, &size))
		if (size == length && memcmp(item, text, length) == 0)
			return true;
	return false;
}

/* A process is told apart by its own columns where no others are named. */
static enum part
part_named(const struct series_columns *naming, const char *text,
    size_t length)
{
	enum part	part;

	if (text_is(text, length, naming->value))
		return PART_VALUE;
	if (text_is(text, length, naming->work))
		return PART_WORK;
	if (text_is(text, length, naming->time))
		return PART_TIME;
	if (list_names(naming->by, text, length))
		return PART_KEY;
	part = part_of(text, length);
	if (part == PART_TIME && naming->time != NULL)
		return PART_NONE;
	if (naming->by != NULL && part != PART_TIME && part != PART_CPUTIME)
		return PART_NONE;
	return part;
}

static size_t
list_count(const char *list)
{
	const char	*item;
	size_t		 length, count = 0;

	while (list_next(&list, &item, &length))
		count++;
	return count;
}

/* Does the header name all that a row needs to be taken? */
static bool
header_names_row(const struct series_columns *naming, const bool has[PARTS],
    size_t keys)
{
	if (naming == NULL)
		return has[PART_TIME] && has[PART_PID];
	return has[PART_TIME] && (naming->by == NULL ||
	    keys == list_count(naming->by)) &&
	    (naming->value == NULL ? has[PART_PID] : has[PART_VALUE]) &&
	    (naming->work == NULL || has[PART_WORK] ||
	    (naming->work_auto && has[PART_CPUTIME]));
}

/* Is a column in a line of names? */
static bool
header_has(const char *line, const char *end, const char *name)
{
	const char	*tab;

	for (; line <= end; line = tab + 1) {
		tab = memchr(line, '\t', (size_t)(end - line));
		if (tab == NULL)
			tab = end;
		if (text_is(line, (size_t)(tab - line), name))
			return true;
	}
	return false;
}

/* The columns by the names that this header has for them. */
static void
header_naming(struct samples *samples, const char *line, const char *end,
    struct series_columns *naming)
{
	*naming = *samples->naming;
	if (naming->work_old == NULL || header_has(line, end, naming->work) ||
	    !header_has(line, end, naming->work_old))
		return;
	naming->work = naming->work_old;
	samples->work_old = true;
}

/*
 * True where the line names columns.  The first of two columns with the same
 * name counts.
 */
static bool
header_take(struct samples *samples, const char *line, size_t length)
{
	unsigned char	part[SAMPLES_COLUMNS] = { PART_NONE };
	bool		has[PARTS] = { false };
	const char	*tab, *end = line + length - 1;
	int		i, columns = 0, pid_column = 0;
	size_t		keys = 0;
	enum part	which;
	struct series_columns	naming = { .by = NULL };

	if (end > line && end[-1] == '\r')
		end--;
	if (samples->naming != NULL)
		header_naming(samples, line, end, &naming);
	for (i = 0; i < SAMPLES_COLUMNS && line <= end; i++, line = tab + 1) {
		tab = memchr(line, '\t', (size_t)(end - line));
		if (tab == NULL)
			tab = end;
		which = samples->naming == NULL ?
		    part_of(line, (size_t)(tab - line)) :
		    part_named(&naming, line, (size_t)(tab - line));
		if (which == PART_NONE || (has[which] && which != PART_KEY))
			continue;
		has[which] = true;
		if (which == PART_PID)
			pid_column = i;
		keys += which == PART_KEY;
		part[i] = (unsigned char)which;
		columns = i + 1;
	}
	if (!header_names_row(samples->naming, has, keys))
		return false;
	memcpy(samples->part, part, sizeof(part));
	samples->sample = sample_absent;
	samples->columns = columns;
	samples->pid_column = pid_column;
	samples->headed = true;
	samples->named = has[PART_ANON] || has[PART_RSS] || has[PART_VALUE];
	samples->sample.valued = has[PART_VALUE];
	if (!has[PART_PID])
		samples->sample.pid = 0;
	return true;
}

/* --- cells: a tab or a newline ends each --- */

static const unsigned char	cell_byte[256] = {
	['\t'] = 1, ['\n'] = 1, ['\r'] = 1, ['\\'] = 2
};

static bool
cell_ends(char c)
{
	return cell_byte[(unsigned char)c] == 1;
}

/* More than 9 where it is no digit. */
static unsigned
digit_of(const char *at)
{
	return (unsigned)(unsigned char)*at - '0';
}

/* "-" is absent; decimals are dropped.  NULL where it is no number. */
static const char *
cell_number(const char *at, uint64_t *out)
{
	uint64_t	value = 0;
	const char	*first = at;
	unsigned	digit;

	for (; (digit = digit_of(at)) <= 9; at++)
		value = value * 10 + digit;
	if (at == first && *at == '-' && cell_ends(at[1])) {
		*out = MEMINFO_ABSENT;
		return at + 1;
	}
	/* 18 digits are below 2^60; no kernel prints more bytes. */
	if (at == first || at - first > 18)
		return NULL;
	if (*at == '.')
		for (at++; digit_of(at) <= 9; at++)
			continue;
	*out = value;
	return cell_ends(*at) ? at : NULL;
}

/* Digits before the point up to most; up to 6 count behind it. */
static const char *
cell_decimal(const char *at, double *out, int most)
{
	static const double	ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
	uint64_t		value = 0;
	const char		*first = at;
	int			decimals = 0;
	unsigned		digit;

	for (; (digit = digit_of(at)) <= 9; at++)
		value = value * 10 + digit;
	if (at == first || at - first > most)
		return NULL;
	if (*at == '.')
		for (at++; (digit = digit_of(at)) <= 9; at++)
			if (decimals < 6) {
				value = value * 10 + digit;
				decimals++;
			}
	*out = (double)value / ten[decimals];
	return cell_ends(*at) ? at : NULL;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *
cell_time(const char *at, double *out)
{
	return cell_decimal(at, out, 12);
}

static const char *
cell_skip(const char *at)
{
	while (!cell_ends(*at))
		at++;
	return at;
}

/* Another program may mean something else by it: that is absent. */
static const char *
cell_cputime(const char *at, double *out)
{
	const char	*end = cell_time(at, out);

	if (end != NULL)
		return end;
	*out = (double)NAN;
	return cell_skip(at);
}

/* As awk(1) prints large ones: 1.23457e+06. */
static const char *
cell_exponent(const char *at, double *out)
{
	char		 text[32], *stop;
	const char	*end = cell_skip(at);
	size_t		 length = (size_t)(end - at);

	if (length == 0 || length >= sizeof(text))
		return NULL;
	memcpy(text, at, length);
	text[length] = '\0';
	*out = strtod(text, &stop);
	/* No hexadecimal number, no nan. */
	return *stop == '\0' && isfinite(*out) &&
	    strspn(text, "+-.0123456789eE") == length ? end : NULL;
}

/* A decimal number, "-" for an absent one; NULL where it is neither. */
static const char *
cell_real(const char *at, double *out)
{
	bool		 negative = *at == '-';
	const char	*end;

	if (negative && cell_ends(at[1])) {
		*out = (double)NAN;
		return at + 1;
	}
	end = cell_decimal(at + negative, out, 18);
	if (end == NULL)
		return cell_exponent(at, out);
	if (negative)
		*out = -*out;
	return end;
}

/* The first eight digits of the kernel's boot_id; 0 where it is none. */
static const char *
cell_boot(const char *at, uint32_t *out)
{
	uint32_t	boot = 0;
	int		i;

	for (i = 0; i < 8 && hex_digit(at[i]) >= 0; i++)
		boot = boot * 16 + (uint32_t)hex_digit(at[i]);
	*out = i == 8 ? boot : 0;
	return cell_skip(at);
}

/* The first letter tells no-leak, leak and undecided apart. */
static const char *
cell_verdict(const char *at, signed char *out)
{
	const char	*end = cell_skip(at);
	int		 i;

	*out = VERDICT_NONE;
	for (i = JUDGE_NO_LEAK; i <= JUDGE_UNDECIDED; i++)
		if (*at == *judge_verdict_name((enum judge_verdict)i))
			*out = (signed char)i;
	return end;
}

static const char *
cell_text(const char *at, char decoded[SAMPLES_TEXT], const char **text,
    size_t *length)
{
	struct tsv_field	cell = { at, 0 };
	bool			escaped = false;

	for (; !cell_ends(*at); at++)
		escaped |= cell_byte[(unsigned char)*at] != 0;
	*text = cell.text;
	*length = cell.length = (size_t)(at - cell.text);
	if (tsv_absent(&cell))
		*length = 0;
	else if (escaped && cell.length <= SAMPLES_TEXT) {
		*length = tsv_unsafe(&cell, decoded);
		*text = decoded;
	}
	/* An escape that is none of ours stays as it is. */
	if (*length == SIZE_MAX) {
		*text = cell.text;
		*length = cell.length;
	}
	return at;
}

/* In our own files the key of a series stands behind its host. */
static const char *
cell_own_key(struct samples *samples, const char *at)
{
	struct sample	*sample = &samples->sample;
	char		 decoded[SAMPLES_TEXT];
	const char	*text, *end;
	size_t		 length, used = sample->host_length;

	end = cell_text(at, decoded, &text, &length);
	if (length == 0)
		return end;
	if (used + 1 + length > sizeof(samples->key))
		return NULL;
	if (used > 0)
		memcpy(samples->key, sample->host, used);
	samples->key[used++] = '\t';
	memcpy(samples->key + used, text, length);
	sample->host = samples->key;
	sample->host_length = used + length;
	sample->keyed = true;
	return end;
}

/*
 * Adds to the key, behind a host that is not known.  A key that was cut would
 * join series that differ.
 */
static const char *
cell_key(struct samples *samples, const char *at)
{
	char		 decoded[SAMPLES_TEXT];
	const char	*text, *end;
	size_t		 length;

	end = cell_text(at, decoded, &text, &length);
	if (samples->key_length + 1 + length > sizeof(samples->key))
		return NULL;
	samples->key[samples->key_length++] = '\t';
	memcpy(samples->key + samples->key_length, text, length);
	samples->key_length += length;
	samples->sample.keyed = true;
	samples->sample.host = samples->key;
	samples->sample.host_length = samples->key_length;
	return end;
}

/* Returns the end of the cell, or NULL where it is malformed. */
static const char *
cell_take(struct samples *samples, enum part part, const char *at,
    struct sample *sample)
{
	switch (part) {
	case PART_NONE:
		while (*at != '\t' && *at != '\n')
			at++;
		return at;
	case PART_TIME:
		return cell_time(at, &sample->time);
	case PART_HOST:
		return cell_text(at, samples->host, &sample->host,
		    &sample->host_length);
	case PART_CPUTIME:
		return cell_cputime(at, &sample->cputime);
	case PART_BOOT:
		return cell_boot(at, &sample->boot);
	case PART_VERDICT:
		return cell_verdict(at, &sample->verdict);
	case PART_KEY:
		return samples->naming != NULL && samples->naming->by != NULL ?
		    cell_key(samples, at) : cell_own_key(samples, at);
	case PART_VALUE:
		return cell_real(at, &sample->value);
	case PART_WORK:
		return cell_real(at, &sample->work);
	case PART_COMM:
		return cell_text(at, samples->comm, &sample->comm,
		    &sample->comm_length);
	default:
		return cell_number(at, (uint64_t *)(void *)
		    ((char *)sample + part_offset[part]));
	}
}

/* Does another thread take the row?  If it has no pid, the first one counts it. */
static bool
row_is_others(struct samples *samples, const char *line)
{
	uint64_t	pid;
	int		i;

	for (i = 0; i < samples->pid_column; i++) {
		while (*line != '\t' && *line != '\n')
			line++;
		if (*line++ != '\t')
			return false;
	}
	if (cell_number(line, &pid) == NULL)
		return false;
	samples->rows++;
	samples->mine = processes_share(pid, samples->shares) ==
	    samples->share;
	return !samples->mine;
}

static const char *
column_name(const struct series_columns *naming, enum part part)
{
	switch (part) {
	case PART_KEY:
		return naming->by;
	case PART_VALUE:
		return naming->value;
	case PART_WORK:
		return naming->work;
	case PART_TIME:
		return naming->time == NULL ? "time" : naming->time;
	default:
		return part_name[part];
	}
}

/* The names are the user's: the message tells which one was meant otherwise. */
static bool
row_is_bad(struct samples *samples, int column, const char *cell)
{
	struct bad_cell	*bad = &samples->bad;

	if (samples->naming == NULL || bad->column != NULL)
		return false;
	bad->column = column_name(samples->naming,
	    (enum part)samples->part[column]);
	bad->length = (size_t)(cell_skip(cell) - cell);
	if (bad->length > sizeof(bad->text))
		bad->length = sizeof(bad->text);
	memcpy(bad->text, cell, bad->length);
	return false;
}

static bool
row_parse(struct samples *samples, const char *line, struct sample *sample)
{
	const char	*at = line, *cell;
	int		 i;

	samples->key_length = 0;
	if (sample->keyed) {
		sample->keyed = false;
		sample->host_length = 0;
	}
	for (i = 0; i < samples->columns; i++) {
		cell = at;
		at = cell_take(samples, (enum part)samples->part[i], at,
		    sample);
		if (at == NULL)
			return row_is_bad(samples, i, cell);
		if (*at == '\t')
			at++;
		else if (i + 1 < samples->columns)
			return row_is_bad(samples, samples->columns - 1, "\n");
	}
	return sample->pid != MEMINFO_ABSENT;
}

static bool
starts_as_number(const char *line)
{
	return (*line >= '0' && *line <= '9') || *line == '-';
}

static void
line_take(struct samples *samples, const char *line, size_t length)
{
	struct sample	*sample = &samples->sample;

	samples->mine = samples->share == 0;
	if (samples->named && samples->shares > 1 &&
	    row_is_others(samples, line))
		return;
	if (samples->named && row_parse(samples, line, sample)) {
		samples->count++;
		samples->take(samples, sample, line, length);
	} else if (length <= 1)
		return;
	else if (starts_as_number(line) ||
	    !header_take(samples, line, length))
		samples->malformed += samples->mine;
	else if (samples->head != NULL)
		samples->head(samples, line, length);
}

static void
samples_lines(struct samples *samples, struct records *records)
{
	char	*line;
	size_t	 length;

	while (records_take(records, &line, &length))
		line_take(samples, line, length + 1);
}

size_t
samples_text(struct samples *samples, const char *text, size_t length)
{
	struct records	records;

	records_text(&records, text, length, '\n');
	samples_lines(samples, &records);
	return records.start;
}

/* Waits for input; meanwhile verdicts may become due. */
static void
clock_await(struct samples_clock *clock, int fd)
{
	struct pollfd	 wait = { .fd = fd, .events = POLLIN };
	int64_t		 left;

	do {
		left = tick_left(&clock->tick);
		if (left == 0)
			clock->due(clock->to);
	} while (poll(&wait, 1, (int)(left / 1000000)) == 0);
}

/* A line that is too long is passed over. */
static int
samples_fill(struct samples *samples, struct records *records)
{
	int	more;

	if (samples->clock != NULL)
		clock_await(samples->clock, records->fd);
	more = records_fill(records);
	if (more == -1 && errno == EMSGSIZE) {
		samples->malformed += samples->share == 0;
		more = 1;
	}
	return more;
}

bool
samples_read(struct samples *samples, int fd)
{
	struct records	records;
	char		*text;
	size_t		 length;
	int		 more;

	records_begin(&records, fd, '\n', RECORDS_LINE);
	records.stop = samples->stop;
	while ((more = samples_fill(samples, &records)) == 1)
		samples_lines(samples, &records);
	samples->cut = records_rest(&records, &text, &length);
	records_free(&records);
	return more == 0;
}
