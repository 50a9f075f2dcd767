/* only.c: rows of which one column has a number above or below another. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/parse.h"
#include "common/table.h"
#include "only.h"

static const struct {
	const char	*sign;
	bool		 less, equal, more;
} comparison[] = {
	{ "<=", true, true, false },
	{ ">=", false, true, true },
	{ "!=", true, false, true },
	{ "==", false, true, false },
	{ "<", true, false, false },
	{ ">", false, false, true },
	{ "=", false, true, false },
};

static bool
size_value(const char *text, double *out)
{
	uint64_t	bytes;

	if (!parse_size(text, &bytes))
		return false;
	*out = (double)bytes;
	return true;
}

static bool
number_value(const char *text, double *out)
{
	char	*end;

	errno = 0;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && errno == 0 &&
	    *out > -1e18 && *out < 1e18;
}

/* The cell holds milliseconds. */
static bool
seconds_value(const char *text, double *out)
{
	if (!number_value(text, out))
		return false;
	*out *= 1000;
	return true;
}

enum cell_kind { CELL_NONE, CELL_WHOLE, CELL_SIGNED, CELL_REAL };

/* How the number of a column is typed, and how its cells are stored. */
static const struct {
	enum cell_kind	  kind;
	bool		(*value)(const char *text, double *out);
	const char	 *wrong;
} by_type[COLUMN_TYPES] = {
	[COLUMN_COUNT] = { CELL_WHOLE, number_value, "not a number" },
	[COLUMN_SCALED] = { CELL_WHOLE, size_value, "not a size, as 100M" },
	[COLUMN_MSEC] = { CELL_WHOLE, seconds_value, "not seconds" },
	[COLUMN_CPU_TIME] = { CELL_WHOLE, seconds_value, "not seconds" },
	[COLUMN_NUMBER] = { CELL_SIGNED, number_value, "not a number" },
	[COLUMN_PRIORITY] = { CELL_SIGNED, number_value, "not a number" },
	[COLUMN_SHARE] = { CELL_REAL, number_value, "not a percentage" },
	[COLUMN_AMOUNT] = { CELL_REAL, size_value, "not a size, as 100M" },
};

const char *
only_parse(struct only *only, const char *text)
{
	size_t	length = strcspn(text, "<>=!"), named = length, i;

	for (i = 0; i < COUNT_OF(comparison); i++)
		if (strncmp(text + length, comparison[i].sign,
		    strlen(comparison[i].sign)) == 0)
			break;
	if (i == COUNT_OF(comparison))
		return "not a column, a sign and a number, as 'swap>0'";
	only->less = comparison[i].less;
	only->equal = comparison[i].equal;
	only->more = comparison[i].more;
	while (named > 0 && text[named - 1] == ' ')
		named--;
	only->column = column_find(columns, text, named);
	if (only->column == NULL)
		return "no such column (mtop-once --help lists them)";
	if (by_type[only->column->type].kind == CELL_NONE)
		return "not a column of numbers";
	text += length + strlen(comparison[i].sign);
	if (strchr("<>=!", *text) != NULL && *text != '\0')
		return "no such sign: < <= = != >= or >";
	text += strspn(text, " ");
	return by_type[only->column->type].value(text, &only->value) ? NULL :
	    by_type[only->column->type].wrong;
}

static double
only_cell_value(const struct column *column, const void *row)
{
	const char	*cell = (const char *)row + column->offset;

	switch (by_type[column->type].kind) {
	case CELL_SIGNED:
		return (double)*(const int64_t *)(const void *)cell;
	case CELL_REAL:
		return *(const double *)(const void *)cell;
	default:
		return (double)*(const uint64_t *)(const void *)cell;
	}
}

bool
only_has(const struct only *only, const void *row)
{
	double	value;

	if (only->column == NULL)
		return true;
	if (column_is_absent(only->column, row))
		return false;
	value = only_cell_value(only->column, row);
	return (value < only->value && only->less) ||
	    (value > only->value && only->more) ||
	    (value <= only->value && value >= only->value && only->equal);
}
