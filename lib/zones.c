/* zones.c: /proc/zoneinfo. */
/* SPDX-License-Identifier: MIT */
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

struct zone_counts {
	uint64_t	zones;		/* of the node that is wanted */
	uint64_t	low;		/* zones that tell */
	uint64_t	managed;
};

/* Absent if no machine can have so many. */
static uint64_t
zone_pages(const struct meminfo_word *word)
{
	uint64_t	pages = meminfo_word_amount(word);

	return pages > MEMINFO_BYTES_MAX / 4096 ? MEMINFO_ABSENT : pages;
}

/*
 * "low 16" is a zone's watermark, "managed 3840" its size, "count: 3" the
 * pages on one CPU's list; these words have no other meaning there.
 */
static void
zone_figure(const struct meminfo_line *line, struct zone_counts *counts,
    struct meminfo_zones *out)
{
	struct meminfo_word	rest = { line->text, line->length }, word;
	uint64_t		*sum;

	if (!meminfo_word_next(&rest, &word))
		return;
	if (meminfo_word_is(&word, "low")) {
		sum = &out->low_pages;
		counts->low++;
	} else if (meminfo_word_is(&word, "managed")) {
		sum = &out->managed_pages;
		counts->managed++;
	} else if (meminfo_word_is(&word, "count:"))
		sum = &out->percpu_free_pages;
	else
		return;
	meminfo_word_next(&rest, &word);
	meminfo_sum_add(sum, line->whole ? zone_pages(&word) :
	    MEMINFO_ABSENT);
}

/* A figure that a zone lacks makes a sum that is less than the whole. */
static void
zones_end(const struct zone_counts *counts, struct meminfo_zones *out)
{
	if (counts->low < counts->zones)
		out->low_pages = MEMINFO_ABSENT;
	if (counts->managed < counts->zones)
		out->managed_pages = MEMINFO_ABSENT;
	meminfo_sum_end(&out->low_pages);
	meminfo_sum_end(&out->managed_pages);
	meminfo_sum_end(&out->percpu_free_pages);
}

/* Most lines are other counters: the first letter spares half the time. */
static bool
may_be_figure(const struct meminfo_line *line)
{
	size_t	i = 0;

	while (i < line->length && line->text[i] == ' ')
		i++;
	return i < line->length && (line->text[i] == 'l' ||
	    line->text[i] == 'm' || line->text[i] == 'c');
}

static int
zones_sum(struct meminfo_lines *lines, int wanted, struct meminfo_zones *out)
{
	struct meminfo_line	line;
	struct zone_counts	counts = { 0 };
	uint64_t		node = 0;
	int			more;

	out->low_pages = MEMINFO_ABSENT;
	out->percpu_free_pages = MEMINFO_ABSENT;
	out->managed_pages = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		struct meminfo_word	rest = { line.text, line.length };
		bool			begins = line.length > 0 &&
		    *line.text == 'N' && zone_begins(rest, &node);

		if (wanted >= 0 && node != (uint64_t)wanted)
			continue;
		if (begins)
			counts.zones++;
		else if (may_be_figure(&line))
			zone_figure(&line, &counts, out);
	}
	zones_end(&counts, out);
	return more;
}

int
meminfo_zones_parse(const char *text, size_t length, int node,
    struct meminfo_zones *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return zones_sum(&lines, node, out);
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
	result = zones_sum(&lines, node, out);
	meminfo_lines_close(&lines);
	return result;
}
