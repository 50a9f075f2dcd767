/* smaps.c: the keys of each mapping in /proc/PID/smaps. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* fs/proc/task_mmu.c pads each key to this width, and its number to 8 more. */
#define KEY_WIDTH 16
#define LINE_WIDTH (KEY_WIDTH + 8 + sizeof(" kB"))

struct usage_key {
	const char		*padded;	/* with the colon */
	const char		*name;
	size_t			 length;	/* of the name */
	enum meminfo_unit	 unit;
	size_t			 offset;
};

#define PADDED(name, unit, member) { name ":               ", name, \
	sizeof(name) - 1, unit, offsetof(struct meminfo_usage, member) },
#define PADDED_KB(name, member) PADDED(name, MEMINFO_BYTES, member)
#define PADDED_NUMBER(name, member) PADDED(name, MEMINFO_COUNT, member)

static const struct usage_key key[] = {
	MEMINFO_USAGE_KEY_LIST(PADDED_KB, PADDED_NUMBER)
};

static const char	flags_key[] = "VmFlags";

static uint64_t *
usage_member(struct meminfo_usage *out, const struct usage_key *of)
{
	return (uint64_t *)(void *)((char *)out + of->offset);
}

/*
 * The length of the line, or 0 if it does not look exactly as expected.
 * LINE_WIDTH bytes can be read.
 */
static inline size_t
expected_value(const char *at, const struct usage_key *of, uint64_t *out)
{
	uint64_t	value = 0;
	size_t		i;
	unsigned	digit;

	if (memcmp(at, of->padded, KEY_WIDTH) != 0)
		return 0;
	at += KEY_WIDTH;
	if (memcmp(at, "    ", 4) == 0 && memcmp(at + 3, "    ", 4) == 0)
		i = 7;
	else
		for (i = 0; i < 7 && at[i] == ' '; i++)
			continue;
	for (; i < 8; i++) {
		digit = (unsigned char)at[i] - (unsigned)'0';
		if (digit > 9)
			return 0;
		value = value * 10 + digit;
	}
	if (of->unit != MEMINFO_BYTES) {
		*out = value;
		return at[8] == '\n' ? KEY_WIDTH + 9 : 0;
	}
	*out = value * 1024;
	return memcmp(at + 8, " kB\n", 4) == 0 ? KEY_WIDTH + 12 : 0;
}

/*
 * A process of 64,000 mappings has 1,500,000 such lines, and the kernel makes
 * one in 130 ns: a tenth of that is noticed. So lines that look as expected
 * are read in place. The slow way reads any other line, and alone decides if
 * it is malformed. False if such a line is next.
 */
static bool
expected_take(struct meminfo_maps *it, struct meminfo_usage *out)
{
	const char		*at = it->lines.text + it->lines.start;
	const char		*end = it->lines.text + it->lines.end;
	const struct usage_key	*of = &key[it->hint];
	uint64_t		 value;
	size_t			 length = 1;

	while (of < &key[COUNT_OF(key)] && (size_t)(end - at) >= LINE_WIDTH &&
	    (length = expected_value(at, of, &value)) > 0) {
		*usage_member(out, of) = value;
		at += length;
		of++;
	}
	it->lines.start = (size_t)(at - it->lines.text);
	it->hint = (size_t)(of - key);
	return length > 0;
}

/*
 * May the next line be read in place? Complete what a read has left of it. 1,
 * 0, -1.
 */
static int
expected_ready(struct meminfo_maps *it)
{
	int	more = 1;

	if (it->ahead != NULL || it->hint == COUNT_OF(key) || it->lines.cut)
		return 0;
	while (more == 1 && it->lines.end - it->lines.start < LINE_WIDTH)
		more = meminfo_lines_more(&it->lines);
	return more;
}

static const struct usage_key *
usage_key_find(struct meminfo_maps *it, const char *name, size_t length)
{
	size_t	i, at;

	for (i = 0; i < COUNT_OF(key); i++) {
		at = (it->hint + i) % COUNT_OF(key);
		if (key[at].length == length &&
		    memcmp(key[at].padded, name, length) == 0) {
			it->hint = at + 1;
			return &key[at];
		}
	}
	return NULL;
}

/* "Key: text"; false where there is no colon. */
static bool
field_split(const struct meminfo_line *line, struct meminfo_field *out)
{
	const char	*colon = NULL, *end = line->text + line->length;

	if (line->length > 0)
		colon = memchr(line->text, ':', line->length);
	if (colon == NULL)
		return false;
	out->key = line->text;
	out->key_length = (size_t)(colon - line->text);
	out->text = colon + 1;
	while (out->text < end && (*out->text == ' ' || *out->text == '\t'))
		out->text++;
	while (end > out->text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	out->text_length = (size_t)(end - out->text);
	return true;
}

static void
flags_keep(struct meminfo_maps *it, const struct meminfo_field *field,
    struct meminfo_usage *out)
{
	size_t	length = field->text_length;

	if (length >= sizeof(it->flags))
		length = sizeof(it->flags) - 1;
	memcpy(it->flags, field->text, length);
	it->flags[length] = '\0';
	out->flags_length = length;
}

static int
usage_line_take(struct meminfo_maps *it, const struct meminfo_line *line,
    struct meminfo_usage *out)
{
	const struct usage_key	*of;
	struct meminfo_field	 field;
	struct meminfo_pair	 pair;

	if (!field_split(line, &field))
		return 0;
	if (field.key_length == sizeof(flags_key) - 1 &&
	    memcmp(field.key, flags_key, field.key_length) == 0) {
		flags_keep(it, &field, out);
		return 0;
	}
	of = usage_key_find(it, field.key, field.key_length);
	if (of == NULL)
		return 0;
	if (!meminfo_pair_parse(line, &pair) || pair.unit != of->unit) {
		pair.value = MEMINFO_ABSENT;
		meminfo_wrong_add(&out->wrong, of->name);
	}
	/* A key twice: the line of the mapping between them is missing. */
	if (*usage_member(out, of) != MEMINFO_ABSENT)
		return meminfo_fail(EBADMSG);
	*usage_member(out, of) = pair.value;
	return 0;
}

int
meminfo_maps_usage(struct meminfo_maps *it, struct meminfo_usage *out)
{
	struct meminfo_line	line;
	int			more;

	meminfo_usage_absent(out);
	it->flags[0] = '\0';
	out->flags = it->flags;
	if (it->ahead != NULL)
		return 0;
	for (;;) {
		while ((more = expected_ready(it)) == 1 &&
		    expected_take(it, out))
			continue;
		if (more != -1)
			more = meminfo_maps_key(it, &line);
		if (more != 1)
			return more;
		if (usage_line_take(it, &line, out) == -1)
			return -1;
	}
}

/* The line of a known key that looks as expected. */
static bool
expected_field(struct meminfo_maps *it, struct meminfo_field *out)
{
	const char		*at = it->lines.text + it->lines.start;
	const struct usage_key	*of = &key[it->hint];
	size_t			 length;

	length = expected_value(at, of, &out->value);
	if (length == 0)
		return false;
	out->key = at;
	out->key_length = of->length;
	out->unit = of->unit;
	out->text = at + KEY_WIDTH;
	while (*out->text == ' ')
		out->text++;
	out->text_length = (size_t)(at + length - 1 - out->text);
	it->lines.start += length;
	it->hint++;
	return true;
}

int
meminfo_maps_field(struct meminfo_maps *it, struct meminfo_field *out)
{
	struct meminfo_line	line;
	struct meminfo_pair	pair;
	int			more;

	more = expected_ready(it);
	if (more == -1 || (more == 1 && expected_field(it, out)))
		return more;
	do {
		more = meminfo_maps_key(it, &line);
		if (more != 1)
			return more;
	} while (!field_split(&line, out));
	usage_key_find(it, out->key, out->key_length);
	out->value = MEMINFO_ABSENT;
	out->unit = MEMINFO_COUNT;
	if (meminfo_pair_parse(&line, &pair)) {
		out->value = pair.value;
		out->unit = pair.unit;
	}
	return 1;
}
