/* column.c: what can be done with the cells of each type of column. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "column.h"
#include "near.h"

static const struct size_format	bytes = { 0, false, false };

/* --- how cells are stored ------------------------------------------------- */

static const void *
cell_of(const struct column *column, const void *row)
{
	return (const char *)row + column->offset;
}

static bool
string_absent(const void *cell)
{
	return *(const char *const *)cell == NULL;
}

static bool
real_absent(const void *cell)
{
	return isnan(*(const double *)cell);
}

static bool
signed_absent(const void *cell)
{
	return *(const int64_t *)cell == CELL_NO_NUMBER;
}

static bool
unsigned_absent(const void *cell)
{
	return *(const uint64_t *)cell >= CELL_EMPTY;
}

static int
string_compare(const void *a, const void *b)
{
	int	result = strcmp(*(const char *const *)a,
	    *(const char *const *)b);

	return (result > 0) - (result < 0);
}

static int
real_compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
signed_compare(const void *a, const void *b)
{
	int64_t	x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int
unsigned_compare(const void *a, const void *b)
{
	uint64_t	x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
string_blank(void *cell)
{
	*(const char **)cell = NULL;
}

static void
real_blank(void *cell)
{
	*(double *)cell = (double)NAN;
}

static void
signed_blank(void *cell)
{
	*(int64_t *)cell = CELL_NO_NUMBER;
}

static void
unsigned_blank(void *cell)
{
	*(uint64_t *)cell = CELL_ABSENT;
}

static void
real_add(void *sum, const void *cell)
{
	*(double *)sum += *(const double *)cell;
}

static void
signed_add(void *sum, const void *cell)
{
	*(int64_t *)sum += *(const int64_t *)cell;
}

static void
unsigned_add(void *sum, const void *cell)
{
	*(uint64_t *)sum += *(const uint64_t *)cell;
}

enum cell_store {
	STORE_STRING,
	STORE_REAL,
	STORE_SIGNED,
	STORE_UNSIGNED,
	STORE_CHANGE	/* an int64_t, absent as a uint64_t */
};

static const struct {
	bool	(*absent)(const void *cell);
	int	(*compare)(const void *a, const void *b);	/* known ones */
	void	(*blank)(void *cell);
	void	(*add)(void *sum, const void *cell);	/* NULL: no number */
} store[] = {
	[STORE_STRING] = { string_absent, string_compare, string_blank, NULL },
	[STORE_REAL] = { real_absent, real_compare, real_blank, real_add },
	[STORE_SIGNED] = { signed_absent, signed_compare, signed_blank,
	    signed_add },
	[STORE_UNSIGNED] = { unsigned_absent, unsigned_compare,
	    unsigned_blank, unsigned_add },
	[STORE_CHANGE] = { unsigned_absent, signed_compare, unsigned_blank,
	    unsigned_add },
};

/* --- how numbers are printed ---------------------------------------------- */

typedef size_t	cell_text(char *text, const struct column *column,
    const void *cell, const struct cell_format *format);

static size_t
fixed(char text[SIZE_TEXT], uint64_t value, int decimals)
{
	uint64_t	scale = 1;
	size_t		length;
	int		i;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	length = decimal_text(text, value / scale);
	text[length++] = '.';
	for (value %= scale; scale > 1; value %= scale) {
		scale /= 10;
		text[length++] = (char)('0' + value / scale);
	}
	return length;
}

static size_t
amount_print(char text[SIZE_TEXT], double value,
    const struct cell_format *format)
{
	if (format->tsv)
		return (size_t)snprintf(text, SIZE_TEXT, "%.0f", value);
	if (!(value > -9e18 && value < 9e18))
		return (size_t)snprintf(text, SIZE_TEXT, "%.3g", value);
	return size_text(text, (int64_t)value, &format->size);
}

static size_t
bytes_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	return size_text(text, (int64_t)*(const uint64_t *)cell,
	    format->tsv ? &bytes : &format->size);
}

static size_t
count_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return decimal_text(text, *(const uint64_t *)cell);
}

static size_t
address_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return hex_text(text, *(const uint64_t *)cell, ADDRESS_DIGITS);
}

/* Without printf, whose floats took a tenth of the time of mdropcache -l. */
static size_t
percent_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	double	value = *(const double *)cell;

	(void)column;
	(void)format;
	if (value >= 0 && value < 1e9)
		return fixed(text, (uint64_t)(value * 100 + 0.5), 2);
	return (size_t)snprintf(text, SIZE_TEXT, "%.2f", value);
}

static size_t
msec_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return fixed(text, *(const uint64_t *)cell, 3);
}

static size_t
usec_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return fixed(text, *(const uint64_t *)cell, 6);
}

static size_t
scaled_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	uint64_t	value = *(const uint64_t *)cell;

	if (format->tsv || format->plain || format->size.human)
		return bytes_text(text, column, cell, format);
	return size_scaled(text, value, (size_t)column->width);
}

static size_t
cpu_time_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	uint64_t	value = *(const uint64_t *)cell;

	if (format->tsv)
		return fixed(text, value, 3);
	return size_cpu_time(text, value, (size_t)column->width);
}

/* Not printf: this one is in every row of a long table. */
static size_t
share_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	double	value = *(const double *)cell;

	(void)column;
	if (value < 0 || value > 1e15) {
		text[0] = '-';
		return 1;
	}
	if (format->tsv)
		return fixed(text, (uint64_t)(value * 100 + 0.5), 2);
	return fixed(text, (uint64_t)(value * 10 + 0.5), 1);
}

static size_t
number_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return size_text(text, *(const int64_t *)cell, &bytes);
}

static size_t
priority_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	if (format->tsv || *(const int64_t *)cell >= -99)
		return number_text(text, column, cell, format);
	memcpy(text, "rt", 2);
	return 2;
}

static size_t
real_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	(void)format;
	return (size_t)snprintf(text, SIZE_TEXT, "%.4f",
	    *(const double *)cell);
}

static size_t
amount_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	(void)column;
	return amount_print(text, *(const double *)cell, format);
}

static size_t
rate_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	double	value = *(const double *)cell;

	(void)column;
	if (format->tsv)
		return (size_t)snprintf(text, SIZE_TEXT, "%.3f", value);
	return amount_print(text, value * 3600, format);
}

static size_t
duration_text(char *text, const struct column *column, const void *cell,
    const struct cell_format *format)
{
	double	value = *(const double *)cell;

	(void)column;
	if (format->tsv || format->plain)
		return (size_t)snprintf(text, SIZE_TEXT, "%.0f", value);
	return size_duration(text, value);
}

static const struct {
	enum cell_store	 store;
	cell_text	*text;		/* NULL: the table prints strings */
} type[COLUMN_TYPES] = {
	[COLUMN_TEXT] = { STORE_STRING, NULL },
	[COLUMN_FIGURE] = { STORE_STRING, NULL },
	[COLUMN_LABEL] = { STORE_STRING, NULL },
	[COLUMN_BYTES] = { STORE_CHANGE, bytes_text },
	[COLUMN_COUNT] = { STORE_UNSIGNED, count_text },
	[COLUMN_ADDRESS] = { STORE_UNSIGNED, address_text },
	[COLUMN_PERCENT] = { STORE_REAL, percent_text },
	[COLUMN_MSEC] = { STORE_UNSIGNED, msec_text },
	[COLUMN_USEC] = { STORE_UNSIGNED, usec_text },
	[COLUMN_SCALED] = { STORE_UNSIGNED, scaled_text },
	[COLUMN_SHARE] = { STORE_REAL, share_text },
	[COLUMN_CPU_TIME] = { STORE_UNSIGNED, cpu_time_text },
	[COLUMN_NUMBER] = { STORE_SIGNED, number_text },
	[COLUMN_PRIORITY] = { STORE_SIGNED, priority_text },
	[COLUMN_REAL] = { STORE_REAL, real_text },
	[COLUMN_AMOUNT] = { STORE_REAL, amount_text },
	[COLUMN_RATE] = { STORE_REAL, rate_text },
	[COLUMN_DURATION] = { STORE_REAL, duration_text },
};

bool
column_is_text(const struct column *column)
{
	return type[column->type].store == STORE_STRING;
}

const char *
column_string(const struct column *column, const void *row)
{
	return *(const char *const *)cell_of(column, row);
}

bool
column_is_absent(const struct column *column, const void *row)
{
	return store[type[column->type].store].absent(cell_of(column, row));
}

bool
column_is_empty(const struct column *column, const void *row)
{
	return type[column->type].store >= STORE_UNSIGNED &&
	    *(const uint64_t *)cell_of(column, row) == CELL_EMPTY;
}

size_t
column_text(char text[SIZE_TEXT], const struct column *column,
    const void *row, const struct cell_format *format)
{
	const void	*cell = cell_of(column, row);

	if (!column_is_absent(column, row))
		return type[column->type].text(text, column, cell, format);
	text[0] = '-';
	return 1;
}

int
column_compare(const struct column *column, const void *a, const void *b)
{
	bool	a_absent = column_is_absent(column, a);
	bool	b_absent = column_is_absent(column, b);

	if (a_absent || b_absent)
		return a_absent == b_absent ? 0 : a_absent ? 2 : -2;
	return store[type[column->type].store].compare(cell_of(column, a),
	    cell_of(column, b));
}

void
column_blank(const struct column *column, void *row)
{
	store[type[column->type].store].blank((char *)row + column->offset);
}

/* 0 is all bits zero, of a double too. */
void
column_zero(const struct column *column, void *row)
{
	memset((char *)row + column->offset, 0, sizeof(uint64_t));
}

bool
column_add(const struct column *column, void *sum, const void *row)
{
	if (column_is_absent(column, sum) || column_is_absent(column, row))
		return false;
	store[type[column->type].store].add((char *)sum + column->offset,
	    cell_of(column, row));
	return true;
}

/* --- names ---------------------------------------------------------------- */

/* Names that ps(1), top(1), pmap(1) and free(1) have for our columns. */
static const struct {
	const char	*theirs;
	const char	*ours;
} alias[] = {
	{ "%cpu", "cpu_pct" }, { "pcpu", "cpu_pct" },
	{ "%mem", "mem_pct" }, { "pmem", "mem_pct" },
	{ "mem", "mem_pct" }, { "cpu", "cpu_pct" },
	{ "vsz", "virt" }, { "vsize", "virt" }, { "vss", "virt" },
	{ "res", "rss" }, { "rssize", "rss" }, { "rsz", "rss" },
	{ "args", "cmdline" }, { "cmd", "cmdline" },
	{ "ucmd", "comm" }, { "ucomm", "comm" }, { "fname", "comm" },
	{ "s", "state" }, { "stat", "state" },
	{ "euid", "uid" }, { "euser", "user" }, { "uname", "user" },
	{ "ni", "nice" }, { "pr", "pri" }, { "priority", "pri" },
	{ "nlwp", "threads" }, { "thcount", "threads" }, { "nth", "threads" },
	{ "time+", "cputime" }, { "cputimes", "cputime" },
	{ "maj_flt", "majflt" }, { "min_flt", "minflt" },
	{ "oom", "oom_score" }, { "oomadj", "oom_adj" },
	{ "tname", "tty" }, { "tt", "tty" },
	{ "cgname", "cgroup" },
	{ "mode", "perms" }, { "mapping", "path" },
	{ "swappss", "swap_pss" },
};

static bool
column_is_name(const char *name, const char *text, size_t length)
{
	return strncasecmp(name, text, length) == 0 && name[length] == '\0';
}

/* "RES*" is the title of a sum in which memory is counted twice. */
static bool
column_is_title(const char *title, const char *text, size_t length)
{
	return length > 0 && strncasecmp(title, text, length) == 0 &&
	    (title[length] == '\0' || strcmp(title + length, "*") == 0);
}

static const struct column *
column_find_alias(const struct column *columns, const char *name, size_t length)
{
	const struct column	*column;
	size_t			 i;

	for (i = 0; i < sizeof(alias) / sizeof(alias[0]); i++) {
		if (!column_is_name(alias[i].theirs, name, length))
			continue;
		for (column = columns; column->name != NULL; column++)
			if (strcmp(column->name, alias[i].ours) == 0)
				return column;
	}
	return NULL;
}

const struct column *
column_find(const struct column *columns, const char *name, size_t length)
{
	const struct column	*column;

	for (column = columns; column->name != NULL; column++)
		if (column_is_name(column->name, name, length))
			return column;
	for (column = columns; column->name != NULL; column++)
		if (column_is_title(column->title, name, length))
			return column;
	return column_find_alias(columns, name, length);
}

const struct column *
column_near(const struct column *columns, const char *name, size_t length)
{
	const struct column	*column, *best = NULL;
	size_t			 least = SIZE_MAX, distance;

	for (column = columns; column->name != NULL; column++) {
		distance = near_distance(name, length, column->name);
		if (distance < least) {
			least = distance;
			best = column;
		}
	}
	return near_enough(least, length) ? best : NULL;
}
