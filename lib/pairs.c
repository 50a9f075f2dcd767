/* pairs.c: every key of a file, known or not. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

int
meminfo_pairs_open(struct meminfo_pairs *it, int root, const char *path)
{
	it->any = 0;
	return meminfo_lines_open(&it->lines, root, path, it->buffer,
	    sizeof(it->buffer));
}

void
meminfo_pairs_text(struct meminfo_pairs *it, const char *text, size_t length)
{
	it->any = 0;
	meminfo_lines_text(&it->lines, text, length);
}

/*
 * HugePages_* are the only bare numbers in meminfo that count pages, of
 * Hugepagesize.
 */
static bool
counts_pages(const struct meminfo_pair *pair)
{
	static const char prefix[] = "HugePages_";

	return pair->key_length >= sizeof(prefix) - 1 &&
	    memcmp(pair->key, prefix, sizeof(prefix) - 1) == 0;
}

/* A text without a single number is not such a file: fail once, then end. */
static int
pairs_end(struct meminfo_pairs *it)
{
	if (it->any)
		return 0;
	it->any = 1;
	return meminfo_fail(EBADMSG);
}

int
meminfo_pairs_next(struct meminfo_pairs *it, struct meminfo_pair *out)
{
	struct meminfo_line	line;
	int			more;

	do {
		more = meminfo_lines_next(&it->lines, &line);
		if (more != 1)
			return more == 0 ? pairs_end(it) : more;
		if (meminfo_pair_parse(&line, out))
			it->any = 1;
	} while (out->key_length == 0);
	if (counts_pages(out))
		out->unit = MEMINFO_PAGES;
	return 1;
}

void
meminfo_pairs_close(struct meminfo_pairs *it)
{
	meminfo_lines_close(&it->lines);
}
