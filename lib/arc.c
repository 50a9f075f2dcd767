/* arc.c: ZFS' cache. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* arc_space_consume() adds these to size; their memory is in kmem caches. */
static const char *const object[] = {
	"hdr_size", "l2_hdr_size", "dbuf_size", "dnode_size", "bonus_size",
};

/* The member to which the value of that row is added; NULL: none. */
static uint64_t *
member_of(const struct meminfo_word *name, struct meminfo_arc *out)
{
	size_t	i;

	if (meminfo_word_is(name, "size"))
		return &out->size;
	if (meminfo_word_is(name, "c_min"))
		return &out->minimum;
	for (i = 0; i < COUNT_OF(object); i++)
		if (meminfo_word_is(name, object[i]))
			return &out->objects;
	return NULL;
}

/* "size  4  123456": a kstat row is name, type, value. */
static void
arc_row_parse(const struct meminfo_line *line, struct meminfo_arc *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	name, type, word;
	uint64_t		*to;

	if (!meminfo_word_next(&rest, &name))
		return;
	to = member_of(&name, out);
	if (to == NULL)
		return;
	meminfo_word_next(&rest, &type);
	meminfo_word_next(&rest, &word);
	meminfo_sum_add(to, line->whole ? meminfo_word_amount(&word) :
	    MEMINFO_ABSENT);
}

static int
arc_fill(struct meminfo_lines *lines, struct meminfo_arc *out)
{
	struct meminfo_line	line;
	int			more;

	out->size = MEMINFO_ABSENT;
	out->minimum = MEMINFO_ABSENT;
	out->objects = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1)
		arc_row_parse(&line, out);
	meminfo_sum_end(&out->size);
	meminfo_sum_end(&out->minimum);
	meminfo_sum_end(&out->objects);
	if (more == 0 && out->size == MEMINFO_ABSENT &&
	    out->minimum == MEMINFO_ABSENT)
		return meminfo_fail(EBADMSG);
	return more;
}

int
meminfo_arc_parse(const char *text, size_t length, struct meminfo_arc *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return arc_fill(&lines, out);
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
	result = arc_fill(&lines, out);
	meminfo_lines_close(&lines);
	return result;
}
