/* table.c: rows of cells, as aligned text or as TSV. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "list.h"
#include "table.h"

const struct column *
table_column(const struct column *columns, const char *name, size_t length)
{
	const struct column	*column;

	for (column = columns; column->name != NULL; column++)
		if (strlen(column->name) == length &&
		    memcmp(column->name, name, length) == 0)
			return column;
	return NULL;
}

static bool
choose_one(struct table *table, const struct column *columns,
    const char *name, size_t length)
{
	const struct column	*column = table_column(columns, name, length);
	size_t			 i;

	if (column == NULL) {
		complain_part(name, length, "unknown column");
		return false;
	}
	/* Twice, it would break readers that go by the name. */
	for (i = 0; i < table->count; i++)
		if (table->chosen[i] == column)
			return true;
	if (table->count == TABLE_COLUMNS_MAX) {
		complain(column->name, "too many columns");
		return false;
	}
	table->chosen[table->count++] = column;
	return true;
}

bool
table_choose(struct table *table, const struct column *columns,
    const char *list)
{
	const char	*name;
	size_t		 length;

	if (*list == '+')
		list++;
	else
		table->count = 0;
	while (list_next(&list, &name, &length))
		if (!choose_one(table, columns, name, length))
			return false;
	return true;
}

bool
table_has(const struct table *table, const char *name)
{
	size_t	i;

	for (i = 0; i < table->count; i++)
		if (strcmp(table->chosen[i]->name, name) == 0)
			return true;
	return false;
}

unsigned
table_need(const struct table *table)
{
	unsigned	need = 0;
	size_t		i;

	for (i = 0; i < table->count; i++)
		need |= table->chosen[i]->need;
	return need;
}

static const void *
member(const struct column *column, const void *row)
{
	return (const char *)row + column->offset;
}

static const char *
string(const struct column *column, const void *row)
{
	return *(const char *const *)member(column, row);
}

static double
real(const struct column *column, const void *row)
{
	return *(const double *)member(column, row);
}

static uint64_t
number(const struct column *column, const void *row)
{
	return *(const uint64_t *)member(column, row);
}

static bool
is_string(const struct column *column)
{
	return column->type == COLUMN_TEXT ||
	    column->type == COLUMN_FIGURE || column->type == COLUMN_LABEL;
}

static bool
is_signed(const struct column *column)
{
	return column->type == COLUMN_NUMBER ||
	    column->type == COLUMN_PRIORITY;
}

static bool
is_empty(const struct column *column, const void *row)
{
	return !is_string(column) && !is_signed(column) &&
	    column->type != COLUMN_PERCENT && column->type != COLUMN_SHARE &&
	    number(column, row) == CELL_EMPTY;
}

static size_t
fixed(char text[SIZE_TEXT], uint64_t value, int decimals)
{
	static const struct size_format	bytes = { 0, false, false };
	uint64_t			scale = 1;
	size_t				length;
	int				i;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	length = size_text(text, (int64_t)(value / scale), &bytes);
	text[length++] = '.';
	for (value %= scale; scale > 1; value %= scale) {
		scale /= 10;
		text[length++] = (char)('0' + value / scale);
	}
	return length;
}

static size_t
absent(char text[SIZE_TEXT])
{
	text[0] = '-';
	return 1;
}

/* Without printf, whose floats took a tenth of the time of mdropcache -l. */
static size_t
percent(char text[SIZE_TEXT], double value)
{
	if (isnan(value))
		return absent(text);
	if (value >= 0 && value < 1e9)
		return fixed(text, (uint64_t)(value * 100 + 0.5), 2);
	return (size_t)snprintf(text, SIZE_TEXT, "%.2f", value);
}

static size_t
signed_text(char text[SIZE_TEXT], const struct column *column,
    const void *row, bool tsv)
{
	static const struct size_format	plain = { 0, false, false };
	int64_t				value;

	value = *(const int64_t *)member(column, row);
	if (value == CELL_NO_NUMBER)
		return absent(text);
	if (column->type == COLUMN_PRIORITY && value < -99 && !tsv) {
		memcpy(text, "rt", 2);
		return 2;
	}
	return size_text(text, value, &plain);
}

/* What top(1) prints in a way of its own. */
static size_t
scaled_text(char text[SIZE_TEXT], const struct column *column,
    uint64_t value)
{
	size_t	width = (size_t)column->width;

	if (column->type == COLUMN_SCALED)
		return size_scaled(text, value, width);
	return size_cpu_time(text, value, width);
}

/* Not printf: this one is in every row of a long table. */
static size_t
share(char text[SIZE_TEXT], double value, bool tsv)
{
	if (isnan(value) || value < 0 || value > 1e15)
		return absent(text);
	if (tsv)
		return fixed(text, (uint64_t)(value * 100 + 0.5), 2);
	return fixed(text, (uint64_t)(value * 10 + 0.5), 1);
}

static size_t
number_text(char text[SIZE_TEXT], const struct column *column,
    const void *row, const struct size_format *size, bool tsv)
{
	static const struct size_format	plain = { 0, false, false };
	uint64_t			value;

	if (column->type == COLUMN_PERCENT)
		return percent(text, real(column, row));
	if (column->type == COLUMN_SHARE)
		return share(text, real(column, row), tsv);
	if (is_signed(column))
		return signed_text(text, column, row, tsv);
	value = number(column, row);
	if (value == CELL_ABSENT || value == CELL_EMPTY)
		return absent(text);
	switch (column->type) {
	case COLUMN_MSEC:
		return fixed(text, value, 3);
	case COLUMN_USEC:
		return fixed(text, value, 6);
	case COLUMN_BYTES:
		return size_text(text, (int64_t)value, size);
	case COLUMN_SCALED:
	case COLUMN_CPU_TIME:
		if (!tsv)
			return scaled_text(text, column, value);
		return column->type == COLUMN_SCALED ?
		    size_text(text, (int64_t)value, &plain) :
		    fixed(text, value, 3);
	case COLUMN_ADDRESS:
		return hex_text(text, value, ADDRESS_DIGITS);
	default:
		return decimal_text(text, value);
	}
}

static size_t
string_out(struct table *table, const struct column *column,
    const char *value)
{
	if (value == NULL) {
		out_char(table->out, '-');
		return 1;
	}
	if (column->type == COLUMN_LABEL && !table->tsv) {
		out_char(table->out, (char)toupper((unsigned char)*value));
		out_text(table->out, value + 1);
		out_char(table->out, ':');
		return strlen(value) + 1;
	}
	return out_safe(table->out, value, strlen(value));
}

static size_t
width_of(const struct column *column)
{
	return (size_t)(column->width < 0 ? -column->width : column->width);
}

static void
tsv_row(struct table *table, const void *row)
{
	static const struct size_format	 bytes = { 0, false, false };
	const struct column		*column;
	char				 text[SIZE_TEXT];
	size_t				 i;

	for (i = 0; i < table->count; i++) {
		column = table->chosen[i];
		if (i > 0)
			out_char(table->out, '\t');
		if (is_string(column))
			string_out(table, column, string(column, row));
		else
			out_bytes(table->out, text, number_text(text, column,
			    row, &bytes, true));
	}
	out_char(table->out, '\n');
}

/*
 * Blanks are owed and paid only before something is printed, so that no line
 * ends in them.  A cell that is wider than its column takes the room from the
 * empty ones behind it.
 */
struct line {
	size_t	owed;
	size_t	over;
};

static void
pay(struct table *table, struct line *line, size_t before)
{
	out_fill(table->out, ' ', line->owed + before);
	line->owed = 0;
}

static void
settle(struct line *line, size_t taken, size_t width)
{
	line->owed += taken < width ? width - taken : 0;
	line->over = taken > width ? taken - width : 0;
}

/* Pay the debt of a cell that was too wide out of these blanks. */
static size_t
repay(const struct table *table, struct line *line, size_t blanks)
{
	size_t	part = blanks < line->over ? blanks : line->over;

	if (!table->squeeze)
		return blanks;
	line->over -= part;
	return blanks - part;
}

/* Blanks before a text that is a figure, and so takes a column a byte. */
static size_t
text_before(const char *value, size_t width)
{
	size_t	length = value == NULL ? 1 : strlen(value);

	return length < width ? width - length : 0;
}

static void
string_cell(struct table *table, const struct column *column,
    const void *row, struct line *line)
{
	size_t	width = width_of(column), length, over = line->over;
	size_t	before = 0;

	if (column->type == COLUMN_FIGURE)
		before = text_before(string(column, row), width);
	pay(table, line, before);
	length = before + string_out(table, column, string(column, row));
	settle(line, length, width);
	if (table->squeeze) {
		line->over += over;
		line->owed = repay(table, line, line->owed);
	}
}

static void
text_cell(struct table *table, const struct column *column, const void *row,
    struct line *line)
{
	char	text[SIZE_TEXT];
	size_t	width = width_of(column), length, before = 0, over;

	if (is_empty(column, row)) {
		line->owed += width > line->over ? width - line->over : 0;
		line->over -= width < line->over ? width : line->over;
		return;
	}
	if (is_string(column)) {
		string_cell(table, column, row, line);
		return;
	}
	length = number_text(text, column, row, &table->size, false);
	if (column->width > 0 && length < width)
		before = width - length;
	pay(table, line, repay(table, line, before));
	over = line->over;
	out_bytes(table->out, text, length);
	settle(line, before + length, width);
	if (table->squeeze)
		line->over += over;
}

static void
text_row(struct table *table, const void *row)
{
	struct line	line = { 0, 0 };
	size_t		i;

	for (i = 0; i < table->count; i++) {
		if (i > 0 && line.over > 0 &&
		    is_empty(table->chosen[i], row))
			line.over--;
		else if (i > 0)
			line.owed++;
		text_cell(table, table->chosen[i], row, &line);
	}
	out_char(table->out, '\n');
}

void
table_row(struct table *table, const void *row)
{
	if (table->tsv)
		tsv_row(table, row);
	else
		text_row(table, row);
}

static void
text_title(struct table *table, const struct column *column,
    struct line *line)
{
	size_t	length = strlen(column->title), width = width_of(column);
	size_t	before = 0;

	if (column->width > 0 && length < width)
		before = width - length;
	if (length == 0) {
		line->owed += width;
		return;
	}
	pay(table, line, before);
	out_text(table->out, column->title);
	settle(line, before + length, width);
}

void
table_header(struct table *table)
{
	struct line	line = { 0, 0 };
	size_t		i;

	if (!table->header)
		return;
	for (i = 0; i < table->count; i++) {
		if (table->tsv) {
			if (i > 0)
				out_char(table->out, '\t');
			out_text(table->out, table->chosen[i]->name);
			continue;
		}
		line.owed += i > 0;
		text_title(table, table->chosen[i], &line);
	}
	out_char(table->out, '\n');
}
