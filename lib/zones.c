/* zones.c: /proc/zoneinfo. */
#include <errno.h>

#include "internal.h"

/* "Node 0, zone   Normal" begins a zone. */
static bool
zone_begins(struct meminfo_word rest, uint64_t *node)
{
	struct meminfo_word	word;

	if (!meminfo_word_next(&rest, &word) ||
	    !meminfo_word_is(&word, "Node") ||
	    !meminfo_word_next(&rest, &word) ||
	    word.text[word.length - 1] != ',')
		return false;
	word.length--;
	return meminfo_word_number(&word, node) == 0;
}

/*
 * "low 16" is a zone's watermark, "managed 3840" its size, "count: 3" the
 * pages on one CPU's list; these words have no other meaning there.
 */
static int
figure_of(const struct meminfo_line *line, struct meminfo_zones *out)
{
	struct meminfo_word	rest = { line->text, line->length }, word;
	uint64_t		value, *sum;

	if (!meminfo_word_next(&rest, &word))
		return 0;
	if (meminfo_word_is(&word, "low"))
		sum = &out->low_pages;
	else if (meminfo_word_is(&word, "count:"))
		sum = &out->percpu_free_pages;
	else if (meminfo_word_is(&word, "managed"))
		sum = &out->managed_pages;
	else
		return 0;
	meminfo_word_next(&rest, &word);
	if (meminfo_word_number(&word, &value) == -1)
		return -1;
	*sum = meminfo_known(*sum);
	if (!line->whole || value > MEMINFO_BYTES_MAX / 4096 - *sum) {
		errno = EBADMSG;
		return -1;
	}
	*sum += value;
	return 0;
}

static int
sum_zones(struct meminfo_lines *lines, int wanted, struct meminfo_zones *out)
{
	struct meminfo_line	line;
	uint64_t		node = 0;
	int			more;

	out->low_pages = MEMINFO_ABSENT;
	out->percpu_free_pages = MEMINFO_ABSENT;
	out->managed_pages = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		struct meminfo_word	rest = { line.text, line.length };

		if (zone_begins(rest, &node) ||
		    (wanted >= 0 && node != (uint64_t)wanted))
			continue;
		if (figure_of(&line, out) == -1)
			return -1;
	}
	return more;
}

int
meminfo_zones_parse(const char *text, size_t length, int node,
    struct meminfo_zones *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return sum_zones(&lines, node, out);
}

int
meminfo_zones_read(int root, int node, struct meminfo_zones *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
	int			result;

	if (meminfo_lines_open(&lines, root, "/proc/zoneinfo", buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = sum_zones(&lines, node, out);
	meminfo_lines_close(&lines);
	return result;
}
