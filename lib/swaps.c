/* swaps.c: /proc/swaps. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

int
meminfo_swaps_open(struct meminfo_swaps *it, int root)
{
	return meminfo_lines_open(&it->lines, root, "/proc/swaps", it->buffer,
	    sizeof(it->buffer));
}

void
meminfo_swaps_text(struct meminfo_swaps *it, const char *text, size_t length)
{
	meminfo_lines_text(&it->lines, text, length);
}

/* Absent where it cannot be true. */
static uint64_t
kib_parse(const struct meminfo_word *word)
{
	uint64_t	kib = meminfo_word_amount(word);

	return kib > MEMINFO_BYTES_MAX / 1024 ? MEMINFO_ABSENT : kib * 1024;
}

/* This is the only number in /proc with a sign. */
static int
priority_parse(struct meminfo_word word, int64_t *out)
{
	bool		negative = word.length > 0 && *word.text == '-';
	uint64_t	value;

	if (negative) {
		word.text++;
		word.length--;
	}
	if (meminfo_word_number(&word, &value) == -1)
		return -1;
	if (value > INT32_MAX)
		return meminfo_fail(EBADMSG);
	*out = negative ? -(int64_t)value : (int64_t)value;
	return 0;
}

/*
 * name type size used priority. The kernel escapes blanks in the name, and
 * appends \040(deleted) if the file is gone.
 */
static int
area_parse(const struct meminfo_line *line, struct meminfo_swap *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	name, type, size, used, priority;

	if (!line->whole || !meminfo_word_next(&rest, &name) ||
	    !meminfo_word_next(&rest, &type) ||
	    !meminfo_word_next(&rest, &size) ||
	    !meminfo_word_next(&rest, &used) ||
	    !meminfo_word_next(&rest, &priority))
		return meminfo_fail(EBADMSG);
	out->name = name.text;
	out->name_length = name.length;
	out->size = kib_parse(&size);
	out->used = kib_parse(&used);
	return priority_parse(priority, &out->priority);
}

static bool
is_header(const struct meminfo_line *line)
{
	struct meminfo_word	rest = { line->text, line->length }, word;

	return meminfo_word_next(&rest, &word) &&
	    meminfo_word_is(&word, "Filename");
}

int
meminfo_swaps_next(struct meminfo_swaps *it, struct meminfo_swap *out)
{
	struct meminfo_line	line;
	int			more = meminfo_lines_row(&it->lines, &line,
				    is_header);

	if (more != 1)
		return more;
	return area_parse(&line, out) == -1 ? -1 : 1;
}

void
meminfo_swaps_close(struct meminfo_swaps *it)
{
	meminfo_lines_close(&it->lines);
}
