/* oom_line.c: a line of the kernel's log, with what a log puts before it. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

bool
meminfo_oom_find(struct meminfo_word line, const char *what,
    struct meminfo_word *behind)
{
	size_t		 length = strlen(what);
	const char	*at;

	if (line.length < length)
		return false;
	at = memmem(line.text, line.length, what, length);
	if (at == NULL)
		return false;
	behind->text = at + length;
	behind->length = (size_t)(line.text + line.length - behind->text);
	return true;
}

static void
line_skip(struct meminfo_word *line, size_t count)
{
	line->text += count;
	line->length -= count;
}

/* The digits at the front of a line; false where there are none. */
static bool
digits_take(struct meminfo_word *line, uint64_t *out)
{
	struct meminfo_word	digits = { line->text, 0 };

	while (digits.length < line->length &&
	    line->text[digits.length] >= '0' &&
	    line->text[digits.length] <= '9')
		digits.length++;
	if (meminfo_word_number(&digits, out) == -1)
		return false;
	line_skip(line, digits.length);
	return true;
}

/* "6,1234,5678901,-;text": a record of /dev/kmsg (since 3.5). */
static bool
record_strip(struct meminfo_word *line, uint64_t *time_usec)
{
	struct meminfo_word	rest = *line, head;
	uint64_t		part[3];
	size_t			i;

	if (!meminfo_word_cut(&rest, ';', &head))
		return false;
	for (i = 0; i < COUNT_OF(part); i++) {
		if (!digits_take(&head, &part[i]) || head.length == 0 ||
		    *head.text != ',')
			return false;
		line_skip(&head, 1);
	}
	*time_usec = part[2];
	*line = rest;
	return true;
}

/* "  724.489323": six decimals, as printk has them. */
static bool
seconds_take(struct meminfo_word text, uint64_t *time_usec)
{
	uint64_t	seconds, usec;

	while (text.length > 0 && *text.text == ' ')
		line_skip(&text, 1);
	if (!digits_take(&text, &seconds) || text.length != 7 ||
	    *text.text != '.')
		return false;
	line_skip(&text, 1);
	if (!digits_take(&text, &usec) || text.length > 0 ||
	    seconds > UINT32_MAX)
		return false;
	*time_usec = seconds * 1000000 + usec;
	return true;
}

/*
 * A bracket at the front may be no part of the text: a time, as printk or
 * dmesg -T writes it, or who printed it (T123, C0).  The table's own
 * brackets hold a pid, or the word.
 */
static bool
bracket_strip(struct meminfo_word *line, uint64_t *time_usec)
{
	struct meminfo_word	rest = *line, inside;

	if (rest.length == 0 || *rest.text != '[')
		return false;
	line_skip(&rest, 1);
	if (!meminfo_word_cut(&rest, ']', &inside))
		return false;
	if (!seconds_take(inside, time_usec) &&
	    memchr(inside.text, ':', inside.length) == NULL &&
	    memchr(inside.text, 'T', inside.length) == NULL &&
	    memchr(inside.text, 'C', inside.length) == NULL)
		return false;
	if (rest.length > 0 && *rest.text == ' ')
		line_skip(&rest, 1);
	*line = rest;
	return true;
}

/* "Nov 26 18:15:01 host kernel: " of syslog, the journal; levels of dmesg -x. */
static void
sender_strip(struct meminfo_word *line)
{
	static const char *const	sender[] = { " kernel: ",
	    "kern  :emerg : ", "kern  :alert : ", "kern  :crit  : ",
	    "kern  :err   : ", "kern  :warn  : ", "kern  :notice: ",
	    "kern  :info  : ", "kern  :debug : " };
	struct meminfo_word		behind;
	size_t				i;

	for (i = 0; i < COUNT_OF(sender); i++)
		if (meminfo_oom_find(*line, sender[i], &behind)) {
			*line = behind;
			return;
		}
}

void
meminfo_oom_strip(struct meminfo_word *line, uint64_t *time_usec)
{
	*time_usec = MEMINFO_ABSENT;
	while (line->length > 0 && line->text[line->length - 1] == '\r')
		line->length--;
	if (record_strip(line, time_usec))
		return;
	sender_strip(line);
	if (line->length > 2 && *line->text == '<' && line->text[2] == '>')
		line_skip(line, 3);
	while (bracket_strip(line, time_usec))
		;
}

uint64_t
meminfo_oom_number(struct meminfo_word word, bool *kib)
{
	uint64_t	value;

	*kib = false;
	while (word.length > 0 && word.text[word.length - 1] == ',')
		word.length--;
	if (!digits_take(&word, &value))
		return MEMINFO_ABSENT;
	*kib = meminfo_word_is(&word, "kB");
	if (word.length > 0 && !*kib)
		return MEMINFO_ABSENT;
	if (value > MEMINFO_BYTES_MAX / 1024)
		return MEMINFO_ABSENT;
	return *kib ? value * 1024 : value;
}
