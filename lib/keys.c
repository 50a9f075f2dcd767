/* keys.c: files of keys and numbers, and the tables that name the keys. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* "Node 0 MemTotal: 1 kB": each line of a node's meminfo names the node. */
static void
skip_node(struct meminfo_word *rest)
{
	static const char	prefix[] = "Node ";
	struct meminfo_word	copy = *rest, word;

	if (rest->length < sizeof(prefix) ||
	    memcmp(rest->text, prefix, sizeof(prefix) - 1) != 0)
		return;
	meminfo_word_next(&copy, &word);
	meminfo_word_next(&copy, &word);
	*rest = copy;
}

/*
 * "Key: 1 kB", "key 1".  Some kernels for arm64 print "ShadowCallStack:1 kB":
 * a key ends at its colon.
 */
static void
split(const struct meminfo_line *line, struct meminfo_word *key,
    struct meminfo_word *rest)
{
	const char	*colon;

	rest->text = line->text;
	rest->length = line->length;
	skip_node(rest);
	if (!meminfo_word_next(rest, key))
		return;
	colon = memchr(key->text, ':', key->length);
	if (colon == NULL)
		return;
	key->length = (size_t)(colon - key->text);
	rest->text = colon + 1;
	rest->length = (size_t)(line->text + line->length - rest->text);
}

/*
 * Nearly every line has this form: a number of up to 14 digits, a blank and
 * "kB". The slow way reads any other line and alone decides if it is
 * malformed. Word by word, this took half the time of a smaps_rollup.
 */
static bool
kib_take(const struct meminfo_word *rest, struct meminfo_pair *out)
{
	const char	*at = rest->text, *end = rest->text + rest->length;
	const char	*digits;
	uint64_t	 value = 0;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	for (digits = at; at < end && *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == digits || at - digits > 14 || end - at != 3 ||
	    memcmp(at, " kB", 3) != 0)
		return false;
	out->unit = MEMINFO_BYTES;
	out->value = value * 1024;
	return true;
}

/*
 * False if the number cannot be true: if it is no number, or larger than
 * anything that a machine has. A line that the end of the file cut off may
 * have lost digits. Only its "kB" shows that it has not.
 */
static bool
value_of(struct meminfo_word rest, bool whole, struct meminfo_pair *out)
{
	struct meminfo_word	number, unit;

	if (kib_take(&rest, out))
		return true;
	out->unit = MEMINFO_COUNT;
	meminfo_word_next(&rest, &number);
	if (meminfo_word_number(&number, &out->value) == -1)
		out->value = MEMINFO_ABSENT;
	if (!meminfo_word_next(&rest, &unit))
		return whole && out->value <= MEMINFO_COUNT_MAX;
	if (!meminfo_word_is(&unit, "kB") || meminfo_word_next(&rest, &unit))
		return false;
	out->unit = MEMINFO_BYTES;
	if (out->value > MEMINFO_BYTES_MAX / 1024)
		return false;
	out->value *= 1024;
	return true;
}

bool
meminfo_pair_parse(const struct meminfo_line *line, struct meminfo_pair *out)
{
	struct meminfo_word	key, rest;

	split(line, &key, &rest);
	out->key = key.text;
	out->key_length = key.length;
	if (value_of(rest, line->whole, out))
		return true;
	out->value = MEMINFO_ABSENT;
	return false;
}

void
meminfo_wrong_add(struct meminfo_wrong *wrong, const char *key)
{
	if (wrong->count < MEMINFO_WRONG_MAX)
		wrong->key[wrong->count] = key;
	wrong->count++;
}

uint64_t *
meminfo_keys_member(void *out, const struct meminfo_key *key)
{
	return (uint64_t *)(void *)((char *)out + key->offset);
}

void
meminfo_keys_absent(const struct meminfo_keys *keys, void *out)
{
	size_t	i;

	for (i = 0; i < keys->count; i++)
		*meminfo_keys_member(out, &keys->key[i]) = MEMINFO_ABSENT;
	if (keys->wrong != 0)
		((struct meminfo_wrong *)(void *)
		    ((char *)out + keys->wrong))->count = 0;
}

/*
 * The tables are in the kernel's order. A search that begins behind the last
 * hit nearly always ends at its first step.
 */
static const struct meminfo_key *
key_lookup(const struct meminfo_keys *keys, const struct meminfo_word *word,
    size_t *hint)
{
	size_t	i, at;

	for (i = 0; i < keys->count; i++) {
		at = (*hint + i) % keys->count;
		if (meminfo_word_is(word, keys->key[at].name)) {
			*hint = at + 1;
			return &keys->key[at];
		}
	}
	return NULL;
}

/*
 * The line of the expected key begins with its name. To tell so before the
 * line is split saves half the time of a status.
 */
static bool
begins_with(const struct meminfo_line *line, const char *name,
    struct meminfo_word *rest)
{
	size_t	i;

	for (i = 0; i < line->length && name[i] != '\0' &&
	    name[i] == line->text[i]; i++)
		continue;
	if (name[i] != '\0' || i == line->length || line->text[i] != ':')
		return false;
	rest->text = line->text + i + 1;
	rest->length = line->length - i - 1;
	return true;
}

/* Check a byte count that has no "kB" to show that it is one. */
static bool
fits(const struct meminfo_pair *pair, unsigned unit)
{
	if ((pair->unit == MEMINFO_BYTES) != (unit == MEMINFO_BYTES))
		return false;
	return unit != MEMINFO_BARE_BYTES || pair->value <= MEMINFO_BYTES_MAX;
}

/* Unknown keys are skipped whatever their value looks like. */
bool
meminfo_keys_match(const struct meminfo_keys *keys,
    const struct meminfo_line *line, size_t *hint,
    const struct meminfo_key **key, uint64_t *value)
{
	struct meminfo_word	word, rest;
	struct meminfo_pair	pair;

	*key = &keys->key[*hint % keys->count];
	if (begins_with(line, (*key)->name, &rest))
		++*hint;
	else {
		split(line, &word, &rest);
		*key = key_lookup(keys, &word, hint);
	}
	if (*key == NULL)
		return false;
	*value = MEMINFO_ABSENT;
	if (value_of(rest, line->whole, &pair) && fits(&pair, (*key)->unit))
		*value = pair.value;
	return true;
}

void
meminfo_keys_store(const struct meminfo_keys *keys,
    const struct meminfo_key *key, uint64_t value, void *out)
{
	*meminfo_keys_member(out, key) = value;
	if (value == MEMINFO_ABSENT && keys->wrong != 0)
		meminfo_wrong_add((void *)((char *)out + keys->wrong),
		    key->name);
}

int
meminfo_keys_fill(const struct meminfo_keys *keys,
    struct meminfo_lines *lines, void *out)
{
	const struct meminfo_key	*key;
	struct meminfo_line		 line;
	size_t				 hint = 0;
	uint64_t			 value;
	int				 found = 0, more;

	meminfo_keys_absent(keys, out);
	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		if (!meminfo_keys_match(keys, &line, &hint, &key, &value))
			continue;
		found -= *meminfo_keys_member(out, key) != MEMINFO_ABSENT;
		meminfo_keys_store(keys, key, value, out);
		found += value != MEMINFO_ABSENT;
	}
	return more == -1 ? -1 : found;
}

/* A file without one number of a known key is not the file that was meant. */
static int
required(int found)
{
	if (found == 0)
		errno = EBADMSG;
	return found > 0 ? 0 : -1;
}

int
meminfo_keys_parse(const struct meminfo_keys *keys, const char *text,
    size_t length, void *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return required(meminfo_keys_fill(keys, &lines, out));
}

int
meminfo_keys_read(const struct meminfo_keys *keys, int root,
    const char *path, void *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
	int			found;

	if (meminfo_lines_open(&lines, root, path, buffer,
	    sizeof(buffer)) == -1)
		return -1;
	found = meminfo_keys_fill(keys, &lines, out);
	meminfo_lines_close(&lines);
	return required(found);
}
