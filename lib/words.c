/* words.c: the words of a line, and numbers. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
meminfo_word_next(struct meminfo_word *rest, struct meminfo_word *word)
{
	const char	*at = rest->text, *end = rest->text + rest->length;

	while (at < end && is_blank(*at))
		at++;
	word->text = at;
	while (at < end && !is_blank(*at))
		at++;
	word->length = (size_t)(at - word->text);
	rest->text = at;
	rest->length = (size_t)(end - at);
	return word->length > 0;
}

bool
meminfo_word_is(const struct meminfo_word *word, const char *text)
{
	size_t	i;

	for (i = 0; i < word->length; i++)
		if (text[i] == '\0' || text[i] != word->text[i])
			return false;
	return text[i] == '\0';
}

/*
 * strtoull will not do: the text has no NUL, and it accepts signs and leading
 * blanks.
 */
int
meminfo_word_number(const struct meminfo_word *word, uint64_t *out)
{
	uint64_t value = 0;
	unsigned digit;
	size_t	 i;

	if (word->length == 0)
		return meminfo_fail(EBADMSG);
	for (i = 0; i < word->length; i++) {
		digit = (unsigned char)word->text[i] - (unsigned)'0';
		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return meminfo_fail(EBADMSG);
		value = value * 10 + digit;
	}
	*out = value;
	return 0;
}

uint64_t
meminfo_word_amount(const struct meminfo_word *word)
{
	uint64_t	value;

	if (meminfo_word_number(word, &value) == -1 ||
	    value > MEMINFO_BYTES_MAX)
		return MEMINFO_ABSENT;
	return value;
}

int
meminfo_word_copy(const struct meminfo_word *from, char *to, size_t size)
{
	if (from->length >= size)
		return meminfo_fail(ENAMETOOLONG);
	memcpy(to, from->text, from->length);
	to[from->length] = '\0';
	return 0;
}

bool
meminfo_word_cut(struct meminfo_word *rest, char separator,
    struct meminfo_word *part)
{
	const char	*at = NULL;

	if (rest->length > 0)
		at = memchr(rest->text, separator, rest->length);
	*part = *rest;
	if (at == NULL) {
		rest->length = 0;
		return false;
	}
	part->length = (size_t)(at - rest->text);
	rest->text = at + 1;
	rest->length -= part->length + 1;
	return true;
}

bool
meminfo_word_list_has(struct meminfo_word list, const char *name)
{
	struct meminfo_word	item;
	bool			more;

	do {
		more = meminfo_word_cut(&list, ',', &item);
		if (meminfo_word_is(&item, name))
			return true;
	} while (more);
	return false;
}
