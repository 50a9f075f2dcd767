/* tsv.c: records of tab-separated values, by the names of their columns. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "tsv.h"

static void
tsv_wants(struct tsv *tsv, const char *const *wanted, size_t count)
{
	tsv->wanted = wanted;
	tsv->wanted_count = count;
	tsv->header = false;
	tsv->columns = 0;
}

void
tsv_begin(struct tsv *tsv, int fd, const char *const *wanted, size_t count)
{
	records_begin(&tsv->lines, fd, '\n', RECORDS_LINE);
	tsv_wants(tsv, wanted, count);
}

void
tsv_text(struct tsv *tsv, const char *text, size_t length,
    const char *const *wanted, size_t count)
{
	records_text(&tsv->lines, text, length, '\n');
	tsv_wants(tsv, wanted, count);
}

void
tsv_end(struct tsv *tsv)
{
	records_free(&tsv->lines);
}

static int
tsv_malformed(void)
{
	errno = EBADMSG;
	return -1;
}

/* A line without its newline is one that a full disk cut off. */
static int
tsv_line(struct tsv *tsv, struct tsv_field *line)
{
	char	*text;
	size_t	 length;
	int	 more = records_next(&tsv->lines, &text, &length);

	if (more == 0 && records_rest(&tsv->lines, &text, &length))
		return tsv_malformed();
	if (more != 1)
		return more;
	/* From Windows.  In a name it would have been escaped. */
	if (length > 0 && text[length - 1] == '\r')
		length--;
	line->text = text;
	line->length = length;
	return 1;
}

static bool
tsv_cell(struct tsv_field *rest, struct tsv_field *cell)
{
	const char	*tab;

	if (rest->text == NULL)
		return false;
	*cell = *rest;
	tab = rest->length == 0 ? NULL :
	    memchr(rest->text, '\t', rest->length);
	if (tab == NULL) {
		rest->text = NULL;
		return true;
	}
	cell->length = (size_t)(tab - cell->text);
	rest->text = tab + 1;
	rest->length -= cell->length + 1;
	return true;
}

static bool
tsv_is_name(const struct tsv_field *cell)
{
	size_t	i;
	char	c;

	for (i = 0; i < cell->length; i++) {
		c = cell->text[i];
		if (!(c >= 'a' && c <= 'z') && (i == 0 ||
		    (c != '_' && !(c >= '0' && c <= '9'))))
			return false;
	}
	return cell->length > 0;
}

/* Every record has a number or a "-" in it; a header has only names. */
static bool
tsv_is_header(struct tsv_field line)
{
	struct tsv_field	cell;

	while (tsv_cell(&line, &cell))
		if (!tsv_is_name(&cell))
			return false;
	return true;
}

static int
tsv_wanted_at(const struct tsv *tsv, const struct tsv_field *name)
{
	size_t	i;

	for (i = 0; i < tsv->wanted_count; i++)
		if (strlen(tsv->wanted[i]) == name->length &&
		    memcmp(tsv->wanted[i], name->text, name->length) == 0)
			return (int)i;
	return -1;
}

static int
tsv_header_take(struct tsv *tsv, struct tsv_field line)
{
	struct tsv_field	cell;

	tsv->columns = 0;
	tsv->header = true;
	while (tsv_cell(&line, &cell)) {
		if (tsv->columns == TSV_COLUMNS_MAX)
			return tsv_malformed();
		tsv->at[tsv->columns++] = tsv_wanted_at(tsv, &cell);
	}
	return 0;
}

static int
tsv_record_take(struct tsv *tsv, struct tsv_field line)
{
	struct tsv_field	cell;
	size_t			i;

	for (i = 0; i < tsv->wanted_count; i++)
		tsv->field[i].text = NULL;
	for (i = 0; tsv_cell(&line, &cell); i++) {
		if (i == tsv->columns)
			return tsv_malformed();
		if (tsv->at[i] != -1)
			tsv->field[tsv->at[i]] = cell;
	}
	return i == tsv->columns ? 1 : tsv_malformed();
}

int
tsv_next(struct tsv *tsv)
{
	struct tsv_field	line;
	int			more;

	while ((more = tsv_line(tsv, &line)) == 1) {
		if (!tsv_is_header(line))
			return tsv->header ? tsv_record_take(tsv, line) :
			    tsv_malformed();
		if (tsv_header_take(tsv, line) == -1)
			return -1;
	}
	return more;
}

bool
tsv_absent(const struct tsv_field *field)
{
	return field->text == NULL ||
	    (field->length == 1 && *field->text == '-');
}

static unsigned
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

bool
tsv_number(const struct tsv_field *field, unsigned base, uint64_t *out)
{
	uint64_t	value = 0;
	unsigned	digit;
	size_t		i;

	*out = UINT64_MAX;
	if (tsv_absent(field))
		return true;
	for (i = 0; i < field->length; i++) {
		digit = digit_of(field->text[i]);
		if (digit >= base || value > (UINT64_MAX - 1 - digit) / base)
			return false;
		value = value * base + digit;
	}
	*out = value;
	return field->length > 0;
}

static bool
tsv_escape_take(const char **at, const char *end, char *to)
{
	static const char	from[] = "\\tn", is[] = "\\\t\n";
	const char		*known;
	unsigned		 high, low;

	if (end - *at < 2)
		return false;
	if ((*at)[1] == 'x') {
		if (end - *at < 4)
			return false;
		high = digit_of((*at)[2]);
		low = digit_of((*at)[3]);
		*to = (char)(high << 4 | low);
		*at += 4;
		return high < 16 && low < 16;
	}
	known = memchr(from, (*at)[1], sizeof(from) - 1);
	if (known == NULL)
		return false;
	*to = is[known - from];
	*at += 2;
	return true;
}

size_t
tsv_unsafe(const struct tsv_field *field, char *to)
{
	const char	*at = field->text, *end = at + field->length;
	size_t		 length = 0;

	while (at < end) {
		if (*at != '\\')
			to[length] = *at++;
		else if (!tsv_escape_take(&at, end, &to[length]))
			return SIZE_MAX;
		length++;
	}
	return length;
}
