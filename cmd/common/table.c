/* table.c: rows of cells, as aligned text or as TSV. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "list.h"
#include "utf8.h"
#include "table.h"

void
table_unknown(const struct column *columns, const char *name, size_t length)
{
	const struct column	*near = column_near(columns, name, length);
	struct out		 err;

	complain_begin(&err);
	out_text(&err, "unknown column '");
	out_safe(&err, name, length);
	out_char(&err, '\'');
	if (near != NULL) {
		out_text(&err, "; did you mean ");
		out_text(&err, near->name);
		out_char(&err, '?');
	}
	out_text(&err, memchr(name, ' ', length) == NULL ? " (" :
	    " (commas stand between columns; ");
	out_text(&err, program_invocation_short_name);
	out_text(&err, " --help lists them)");
	complain_end(&err);
}

static bool
choose_one(struct table *table, const struct column *columns,
    const char *name, size_t length)
{
	const struct column	*column = column_find(columns, name, length);
	size_t			 i;

	if (column == NULL) {
		table_unknown(columns, name, length);
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
	static const struct cell_format	 tsv = { .tsv = true };
	const struct column		*column;
	char				 text[SIZE_TEXT];
	size_t				 i;

	for (i = 0; i < table->count; i++) {
		column = table->chosen[i];
		if (i > 0)
			out_char(table->out, '\t');
		if (column_is_text(column))
			string_out(table, column, column_string(column, row));
		else
			out_bytes(table->out, text, column_text(text, column,
			    row, &tsv));
	}
	out_char(table->out, '\n');
}

/*
 * Blanks are owed and paid only before something is printed, so that no line
 * ends in them.  A cell that is wider than its column takes the room from the
 * empty ones behind it.
 */
struct table_line {
	size_t	owed;
	size_t	over;
};

static void
line_pay(struct table *table, struct table_line *line, size_t before)
{
	out_fill(table->out, ' ', line->owed + before);
	line->owed = 0;
}

static void
line_settle(struct table_line *line, size_t taken, size_t width)
{
	line->owed += taken < width ? width - taken : 0;
	line->over = taken > width ? taken - width : 0;
}

/* Pay the debt of a cell that was too wide out of these blanks. */
static size_t
line_repay(const struct table *table, struct table_line *line, size_t blanks)
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
    const void *row, struct table_line *line)
{
	size_t	width = width_of(column), length, over = line->over;
	size_t	before = 0;

	if (column->type == COLUMN_FIGURE)
		before = text_before(column_string(column, row), width);
	line_pay(table, line, before);
	length = before + string_out(table, column,
	    column_string(column, row));
	line_settle(line, length, width);
	if (table->squeeze) {
		line->over += over;
		line->owed = line_repay(table, line, line->owed);
	}
}

/* The mark of a sum of which a part is not known: "", or one column wide. */
static const char *
partly_mark(const struct table *table, const struct column *column,
    const void *row)
{
	if (table->partly == NULL || !table->partly(column, row) ||
	    column_is_absent(column, row))
		return "";
	return utf8_wanted() ? "\xe2\x89\xa5" : ">";
}

static void
number_cell(struct table *table, const struct column *column,
    const void *row, struct table_line *line)
{
	const struct cell_format	 format = { table->size, false,
					    table->plain };
	const char			*mark = partly_mark(table, column, row);
	char				 text[SIZE_TEXT];
	size_t				 width = width_of(column), before = 0;
	size_t				 length, used, over;

	length = column_text(text, column, row, &format);
	used = length + (*mark != '\0');
	if (column->width > 0 && used < width)
		before = width - used;
	line_pay(table, line, line_repay(table, line, before));
	over = line->over;
	out_text(table->out, mark);
	out_bytes(table->out, text, length);
	line_settle(line, before + used, width);
	if (table->squeeze)
		line->over += over;
}

static void
text_cell(struct table *table, const struct column *column, const void *row,
    struct table_line *line)
{
	size_t	width = width_of(column);

	if (column_is_empty(column, row)) {
		line->owed += width > line->over ? width - line->over : 0;
		line->over -= width < line->over ? width : line->over;
	} else if (column_is_text(column))
		string_cell(table, column, row, line);
	else
		number_cell(table, column, row, line);
}

static void
text_row(struct table *table, const void *row)
{
	struct table_line	line = { 0, 0 };
	size_t		i;

	for (i = 0; i < table->count; i++) {
		if (i > 0 && line.over > 0 &&
		    column_is_empty(table->chosen[i], row))
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
    struct table_line *line)
{
	size_t	length = strlen(column->title), width = width_of(column);
	size_t	before = 0;

	if (column->width > 0 && length < width)
		before = width - length;
	if (length == 0) {
		line->owed += width;
		return;
	}
	line_pay(table, line, before);
	out_text(table->out, column->title);
	line_settle(line, before + length, width);
}

void
table_header(struct table *table)
{
	struct table_line	line = { 0, 0 };
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
