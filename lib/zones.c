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

/* "low 16"; a zone's per-CPU lists have no key of just that name. */
static int
low_of(const struct meminfo_line *line, uint64_t *low)
{
	struct meminfo_word	rest = { line->text, line->length }, word;

	if (!meminfo_word_next(&rest, &word) || !meminfo_word_is(&word, "low"))
		return 0;
	meminfo_word_next(&rest, &word);
	if (!line->whole) {
		errno = EBADMSG;
		return -1;
	}
	return meminfo_word_number(&word, low) == -1 ? -1 : 1;
}

static int
sum_low(struct meminfo_lines *lines, int wanted, struct meminfo_zones *out)
{
	struct meminfo_line	line;
	uint64_t		node = 0, low;
	int			more, hit;

	out->low_pages = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		struct meminfo_word	rest = { line.text, line.length };

		if (zone_begins(rest, &node))
			continue;
		hit = low_of(&line, &low);
		if (hit == -1)
			return -1;
		if (hit == 0 || (wanted >= 0 && node != (uint64_t)wanted))
			continue;
		if (out->low_pages == MEMINFO_ABSENT)
			out->low_pages = 0;
		if (low > MEMINFO_BYTES_MAX / 4096 - out->low_pages) {
			errno = EBADMSG;
			return -1;
		}
		out->low_pages += low;
	}
	return more;
}

int
meminfo_zones_parse(const char *text, size_t length, int node,
    struct meminfo_zones *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return sum_low(&lines, node, out);
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
	result = sum_low(&lines, node, out);
	meminfo_lines_close(&lines);
	return result;
}
