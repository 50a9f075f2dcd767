/* arc.c: ZFS' cache. */
#include <errno.h>

#include "internal.h"

/* "size  4  123456": a kstat row is name, type, value. */
static int
row_parse(const struct meminfo_line *line, struct meminfo_arc *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	name, type, value;
	uint64_t		*to;

	if (!meminfo_word_next(&rest, &name))
		return 0;
	if (meminfo_word_is(&name, "size"))
		to = &out->size;
	else if (meminfo_word_is(&name, "c_min"))
		to = &out->minimum;
	else
		return 0;
	meminfo_word_next(&rest, &type);
	meminfo_word_next(&rest, &value);
	if (!line->whole || meminfo_word_number(&value, to) == -1 ||
	    *to > MEMINFO_BYTES_MAX) {
		errno = EBADMSG;
		return -1;
	}
	return 0;
}

static int
lines_parse(struct meminfo_lines *lines, struct meminfo_arc *out)
{
	struct meminfo_line	line;
	int			more;

	out->size = MEMINFO_ABSENT;
	out->minimum = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1)
		if (row_parse(&line, out) == -1)
			return -1;
	if (more == 0 && out->size == MEMINFO_ABSENT) {
		errno = EBADMSG;
		return -1;
	}
	return more;
}

int
meminfo_arc_parse(const char *text, size_t length, struct meminfo_arc *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return lines_parse(&lines, out);
}

int
meminfo_arc_read(int root, struct meminfo_arc *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
	int			result;

	if (meminfo_lines_open(&lines, root, "/proc/spl/kstat/zfs/arcstats",
	    buffer, sizeof(buffer)) == -1)
		return -1;
	result = lines_parse(&lines, out);
	meminfo_lines_close(&lines);
	return result;
}
