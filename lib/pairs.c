/* pairs.c: every key of a file, known or not. */
#include <string.h>

#include "internal.h"

int
meminfo_pairs_open(struct meminfo_pairs *it, int root, const char *path)
{
	return meminfo_lines_open(&it->lines, root, path, it->buffer,
	    sizeof(it->buffer));
}

void
meminfo_pairs_text(struct meminfo_pairs *it, const char *text, size_t length)
{
	meminfo_lines_text(&it->lines, text, length);
}

/* The only bare numbers of meminfo that are pages, in units of Hugepagesize. */
static bool
counts_pages(const struct meminfo_pair *pair)
{
	static const char prefix[] = "HugePages_";

	return pair->key_length >= sizeof(prefix) - 1 &&
	    memcmp(pair->key, prefix, sizeof(prefix) - 1) == 0;
}

int
meminfo_pairs_next(struct meminfo_pairs *it, struct meminfo_pair *out)
{
	struct meminfo_line	line;
	int			more;

	more = meminfo_lines_next(&it->lines, &line);
	if (more != 1)
		return more;
	if (meminfo_pair_parse(&line, out) == -1)
		return -1;
	if (counts_pages(out))
		out->unit = MEMINFO_PAGES;
	return 1;
}

void
meminfo_pairs_close(struct meminfo_pairs *it)
{
	meminfo_lines_close(&it->lines);
}
