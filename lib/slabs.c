/* slabs.c: the kernel's caches of small objects, /proc/slabinfo. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>

#include "internal.h"

/* slabinfo(5), version 2: the name, these, ": tunables", ": slabdata". */
static const size_t slab_first[] = {
	offsetof(struct meminfo_slab, active_objects),
	offsetof(struct meminfo_slab, objects),
	offsetof(struct meminfo_slab, object_size),
	offsetof(struct meminfo_slab, objects_per_slab),
	offsetof(struct meminfo_slab, pages_per_slab),
};
static const size_t slab_last[] = {
	offsetof(struct meminfo_slab, active_slabs),
	offsetof(struct meminfo_slab, slabs),
};

static uint64_t *
slab_at(struct meminfo_slab *slab, size_t offset)
{
	return (uint64_t *)(void *)((char *)slab + offset);
}

int
meminfo_slabs_open(struct meminfo_slabs *it, int root)
{
	return meminfo_lines_open(&it->lines, root, "/proc/slabinfo",
	    it->buffer, sizeof(it->buffer));
}

void
meminfo_slabs_text(struct meminfo_slabs *it, const char *text, size_t length)
{
	meminfo_lines_text(&it->lines, text, length);
}

void
meminfo_slabs_close(struct meminfo_slabs *it)
{
	meminfo_lines_close(&it->lines);
}

/* Take the last word off the end of rest. */
static void
slab_word_before(struct meminfo_word *rest, struct meminfo_word *word)
{
	size_t	end = rest->length, start;

	while (end > 0 && rest->text[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && rest->text[start - 1] != ' '; start--)
		continue;
	word->text = rest->text + start;
	word->length = end - start;
	rest->length = start;
}

/*
 * A name may hold blanks: before 5.9, a cgroup's caches bear its name. So take
 * the numbers from the end of the part before ": tunables".
 */
static int
slab_name_parse(struct meminfo_word rest, struct meminfo_slab *out)
{
	struct meminfo_word	word;
	size_t			i;

	for (i = COUNT_OF(slab_first); i-- > 0;) {
		slab_word_before(&rest, &word);
		if (word.length == 0)
			return -1;
		*slab_at(out, slab_first[i]) = meminfo_word_amount(&word);
	}
	while (rest.length > 0 && rest.text[rest.length - 1] == ' ')
		rest.length--;
	out->name = rest.text;
	out->name_length = rest.length;
	return rest.length == 0 ? -1 : 0;
}

static int
slab_parse(const struct meminfo_line *line, struct meminfo_slab *out)
{
	static const char	 tunables[] = " : tunables ";
	static const char	 slabdata[] = " : slabdata ";
	struct meminfo_word	 part = { line->text, line->length }, word;
	const char		*at, *end = line->text + line->length;
	size_t			 i;

	at = memmem(line->text, line->length, tunables,
	    sizeof(tunables) - 1);
	if (at == NULL || !line->whole)
		return meminfo_fail(EBADMSG);
	part.length = (size_t)(at - line->text);
	if (slab_name_parse(part, out) == -1)
		return meminfo_fail(EBADMSG);
	at = memmem(at, (size_t)(end - at), slabdata,
	    sizeof(slabdata) - 1);
	if (at == NULL)
		return meminfo_fail(EBADMSG);
	part.text = at + sizeof(slabdata) - 1;
	part.length = (size_t)(end - part.text);
	for (i = 0; i < COUNT_OF(slab_last); i++) {
		if (!meminfo_word_next(&part, &word))
			return meminfo_fail(EBADMSG);
		*slab_at(out, slab_last[i]) = meminfo_word_amount(&word);
	}
	return 1;
}

/* "slabinfo - version: 2.1" and "# name ..." */
static bool
is_slab_title(const struct meminfo_line *line)
{
	struct meminfo_word	rest = { line->text, line->length }, word;

	return !meminfo_word_next(&rest, &word) ||
	    meminfo_word_is(&word, "#") || meminfo_word_is(&word, "slabinfo");
}

int
meminfo_slabs_next(struct meminfo_slabs *it, struct meminfo_slab *out)
{
	struct meminfo_line	line;
	int			more = meminfo_lines_row(&it->lines, &line,
				    is_slab_title);

	return more == 1 ? slab_parse(&line, out) : more;
}

static uint64_t
slab_product(uint64_t a, uint64_t b)
{
	if (a == MEMINFO_ABSENT || b == MEMINFO_ABSENT ||
	    (b != 0 && a > MEMINFO_BYTES_MAX / b))
		return MEMINFO_ABSENT;
	return a * b;
}

uint64_t
meminfo_slab_bytes(const struct meminfo_slab *slab, uint64_t page_size)
{
	return slab_product(slab_product(slab->slabs, slab->pages_per_slab),
	    page_size);
}

uint64_t
meminfo_slab_active_bytes(const struct meminfo_slab *slab)
{
	return slab_product(slab->active_objects, slab->object_size);
}

int
meminfo_slab_is_reclaimable(int root, const struct meminfo_slab *slab)
{
	char			path[NAME_MAX + 64], name[NAME_MAX + 1];
	struct meminfo_word	word = { slab->name, slab->name_length };
	uint64_t		value;

	if (meminfo_word_copy(&word, name, sizeof(name)) == -1)
		return -1;
	if (strchr(name, '/') != NULL || name[0] == '.')
		return meminfo_fail(ENOENT);
	if (meminfo_format(path, sizeof(path),
	    "/sys/kernel/slab/%s/reclaim_account", name) == -1 ||
	    meminfo_cgroup_value_read(root, path, &value) == -1)
		return -1;
	return value != 0;
}
