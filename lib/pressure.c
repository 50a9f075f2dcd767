/* pressure.c: pressure stall information of the system or of a cgroup. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/*
 * "12.34" in hundredths: always two decimals, at most 100.00.  Any other is
 * absent.
 */
static uint64_t
centi_parse(struct meminfo_word word)
{
	struct meminfo_word	whole = word;
	uint64_t		units, hundredths;

	if (word.length < 4 || word.text[word.length - 3] != '.')
		return MEMINFO_ABSENT;
	whole.length -= 3;
	word.text += word.length - 2;
	word.length = 2;
	if (meminfo_word_number(&whole, &units) == -1 ||
	    meminfo_word_number(&word, &hundredths) == -1 ||
	    units > 100 || units * 100 + hundredths > 10000)
		return MEMINFO_ABSENT;
	return units * 100 + hundredths;
}

/* "avg10=0.00": the name decides where it goes; others are skipped. */
static void
field_parse(struct meminfo_word word, struct meminfo_stall *out)
{
	const char		*equals = memchr(word.text, '=', word.length);
	struct meminfo_word	 name = word, value;

	if (equals == NULL)
		return;
	name.length = (size_t)(equals - word.text);
	value.text = equals + 1;
	value.length = word.length - name.length - 1;
	if (meminfo_word_is(&name, "avg10"))
		out->avg10_centi = centi_parse(value);
	else if (meminfo_word_is(&name, "avg60"))
		out->avg60_centi = centi_parse(value);
	else if (meminfo_word_is(&name, "avg300"))
		out->avg300_centi = centi_parse(value);
	else if (meminfo_word_is(&name, "total") &&
	    meminfo_word_number(&value, &out->total_usec) == -1)
		out->total_usec = MEMINFO_ABSENT;
}

/* A line that the end of the text cut off may have lost digits. */
static void
line_parse(const struct meminfo_line *line, struct meminfo_pressure *out)
{
	struct meminfo_word	rest = { line->text, line->length }, word;
	struct meminfo_stall	*stall;

	if (!line->whole || !meminfo_word_next(&rest, &word))
		return;
	if (meminfo_word_is(&word, "some"))
		stall = &out->some;
	else if (meminfo_word_is(&word, "full"))
		stall = &out->full;
	else
		return;
	while (meminfo_word_next(&rest, &word))
		field_parse(word, stall);
}

static int
pressure_lines_parse(struct meminfo_lines *lines, struct meminfo_pressure *out)
{
	struct meminfo_pressure	absent;
	struct meminfo_line	line;
	int			more;

	memset(&absent, 0xff, sizeof(absent));
	*out = absent;
	while ((more = meminfo_lines_next(lines, &line)) == 1)
		line_parse(&line, out);
	if (more == -1)
		return -1;
	if (memcmp(out, &absent, sizeof(absent)) == 0)
		return meminfo_fail(EBADMSG);
	return 0;
}

int
meminfo_pressure_parse(const char *text, size_t length,
    struct meminfo_pressure *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return pressure_lines_parse(&lines, out);
}

int
meminfo_pressure_at(int root, const char *path, struct meminfo_pressure *out)
{
	struct meminfo_lines	lines;
	char			buffer[512];
	int			result;

	if (meminfo_lines_open(&lines, root, path, buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = pressure_lines_parse(&lines, out);
	meminfo_lines_close(&lines);
	return result;
}

int
meminfo_pressure_read(int root, struct meminfo_pressure *out)
{
	return meminfo_pressure_at(root, "/proc/pressure/memory", out);
}
